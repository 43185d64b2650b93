"""What clients send about accounts, roles, staff and the roster."""

from enum import Enum
from typing import TypeAlias

import strawberry
from strawberry.file_uploads import Upload

from core.identifiers import typed_identifier, typed_name
from db.queries.people import accounts
from db.tables import Role as GrantedRole
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none

Role: TypeAlias = GrantedRole
strawberry.enum(Role, name="Role", description="可授予的角色：超级管理员、学生处、学院管理员、学院副书记")


@strawberry.enum(description="名册的工作表")
class RosterSheet(Enum):
    COLLEGES = strawberry.enum_value("COLLEGES", description="学院")
    MAJORS = strawberry.enum_value("MAJORS", description="专业")
    CLASSES = strawberry.enum_value("CLASSES", description="班级")
    STUDENTS = strawberry.enum_value("STUDENTS", description="学生")
    STAFF = strawberry.enum_value("STAFF", description="教职工")
    HEAD_TEACHERS = strawberry.enum_value("HEAD_TEACHERS", description="班主任")
    MONITORS = strawberry.enum_value("MONITORS", description="班长")


@strawberry.enum(description="一个人的角色：授予的，或由名册和批次中的安排而来")
class PersonRole(Enum):
    SUPER_ADMIN = strawberry.enum_value("SUPER_ADMIN", description="超级管理员")
    STUDENT_AFFAIRS = strawberry.enum_value("STUDENT_AFFAIRS", description="学生处")
    COLLEGE_ADMIN = strawberry.enum_value("COLLEGE_ADMIN", description="学院管理员")
    DEPUTY_SECRETARY = strawberry.enum_value("DEPUTY_SECRETARY", description="学院副书记")
    COUNSELLOR = strawberry.enum_value("COUNSELLOR", description="辅导员")
    HEAD_TEACHER = strawberry.enum_value("HEAD_TEACHER", description="班主任")
    CLASS_MONITOR = strawberry.enum_value("CLASS_MONITOR", description="班长")
    STUDENT = strawberry.enum_value("STUDENT", description="学生")


@strawberry.input(description="教职工筛选，各条件同时满足")
class StaffFilter:
    college_id: strawberry.ID | None = shown("学院", default=None)
    number: str | None = shown("工号，从头匹配", default=None)
    name: str | None = shown("姓名，任意位置匹配", default=None)
    include_retired: bool = shown("包括已离职的", default=False)

    def wanted(self) -> accounts.StaffFilter:
        number, name = typed_identifier(self.number), typed_name(self.name)
        return accounts.StaffFilter(key_or_none(self.college_id), number, name, self.include_retired)


@strawberry.input(description="账号筛选，各条件同时满足")
class AccountFilter:
    text: str | None = shown("用户名或姓名，任意位置匹配", default=None)
    role: Role | None = shown("被授予的角色", default=None)
    college_id: strawberry.ID | None = shown("所属学院", default=None)
    class_id: strawberry.ID | None = shown("所在班级", default=None)
    activated: bool | None = shown("是否已激活", default=None)
    disabled: bool | None = shown("是否已停用", default=None)

    def wanted(self) -> accounts.AccountFilter:
        return accounts.AccountFilter(
            text=typed_name(self.text),
            role=self.role,
            college_id=key_or_none(self.college_id),
            class_id=key_or_none(self.class_id),
            activated=self.activated,
            disabled=self.disabled,
        )


@strawberry.input(description="授予或撤销角色")
class RoleInput:
    account_id: strawberry.ID = shown("账号的 id")
    role: Role = shown("角色")
    college_id: strawberry.ID | None = shown("学院：学院管理员和学院副书记必填，其他角色不填", default=None)


@strawberry.input(description="指明一个账号")
class AccountIdInput:
    account_id: strawberry.ID = shown("账号的 id")


@strawberry.input(description="发放激活码：给指明的账号，或给一个学院、一个班级中尚未激活的账号")
class IssueActivationCodesInput:
    account_ids: list[strawberry.ID] | None = shown("账号的 id；已激活的可用激活码重设密码", default=None)
    college_id: strawberry.ID | None = shown("学院", default=None)
    class_id: strawberry.ID | None = shown("班级", default=None)

    def wanted(self) -> accounts.AccountFilter:
        return accounts.AccountFilter(college_id=key_or_none(self.college_id), class_id=key_or_none(self.class_id))


@strawberry.input(description="导入名册：一个含多张工作表的工作簿，或多个 CSV")
class ImportRosterInput:
    files: list[Upload] = shown("名册文件：.xlsx、.xls 或 CSV，列与模板相同")
    retire_missing: bool = shown("停用名册中没有的记录（仅限所含的工作表）；否则保留不动", default=False)
    retire_up_to: int | None = shown(
        "最多停用多少条，各工作表合计；停用会超过某工作表现有记录的十分之一时须填写",
        default=None,
    )
    dry_run: bool = shown("只检查，不保存", default=False)
