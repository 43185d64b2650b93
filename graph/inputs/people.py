"""The inputs about accounts, roles, staff and the roster."""

from enum import Enum
from typing import TypeAlias

import strawberry
from strawberry.file_uploads import Upload

from core.identifiers import typed_identifier, typed_name
from db.queries.people import accounts
from db.tables import Role as GrantedRole
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.read_columns import CHOICE, ColumnChoiceInput

Role: TypeAlias = GrantedRole
declare_enum(
    Role,
    "Role",
    "可授予的角色：超级管理员、学生处、学院管理员、学院副书记、审计员 | "
    "Roles that can be granted: super admin, student affairs, college admin, deputy secretary, auditor",
    SUPER_ADMIN="超级管理员：管理账号、角色、名册 | Super admin: keeps accounts, roles and the roster",
    STUDENT_AFFAIRS="学生处：管理全校的批次 | Student affairs: runs the batches of the whole school",
    COLLEGE_ADMIN="学院管理员：管理本学院的测评 | College admin: runs the assessment of one college",
    DEPUTY_SECRETARY="学院副书记：审核本学院的测评结果 | Deputy secretary: approves the results of one college",
    AUDITOR="审计员：查看操作日志和系统设置，不看成绩，不兼任其他授予的角色 | "
    "Auditor: reads the audit log and the settings, sees no score, and has no other granted role",
)


@strawberry.enum(description="名册的工作表 | Sheets of the roster")
class RosterSheet(Enum):
    COLLEGES = strawberry.enum_value("COLLEGES", description="学院 | College")
    MAJORS = strawberry.enum_value("MAJORS", description="专业 | Major")
    CLASSES = strawberry.enum_value("CLASSES", description="班级 | Class")
    STUDENTS = strawberry.enum_value("STUDENTS", description="学生 | Student")
    STAFF = strawberry.enum_value("STAFF", description="教职工 | Staff")
    HEAD_TEACHERS = strawberry.enum_value("HEAD_TEACHERS", description="班主任 | Head teacher")
    MONITORS = strawberry.enum_value("MONITORS", description="班长 | Class monitor")


@strawberry.enum(
    description="一个人的角色：授予的，或由名册和批次中的安排而来 | "
    "The role of a person: granted, or following from the roster and from assignments in batches"
)
class PersonRole(Enum):
    SUPER_ADMIN = strawberry.enum_value("SUPER_ADMIN", description="超级管理员 | Super admin")
    STUDENT_AFFAIRS = strawberry.enum_value("STUDENT_AFFAIRS", description="学生处 | Student affairs")
    COLLEGE_ADMIN = strawberry.enum_value("COLLEGE_ADMIN", description="学院管理员 | College admin")
    DEPUTY_SECRETARY = strawberry.enum_value(
        "DEPUTY_SECRETARY", description="学院副书记 | Deputy secretary of a college"
    )
    AUDITOR = strawberry.enum_value("AUDITOR", description="审计员 | Auditor")
    COUNSELLOR = strawberry.enum_value("COUNSELLOR", description="辅导员 | Counsellor")
    HEAD_TEACHER = strawberry.enum_value("HEAD_TEACHER", description="班主任 | Head teacher")
    CLASS_MONITOR = strawberry.enum_value("CLASS_MONITOR", description="班长 | Class monitor")
    STUDENT = strawberry.enum_value("STUDENT", description="学生 | Student")


@strawberry.input(description="教职工筛选，各条件同时满足 | Filter for staff members; all conditions must hold")
class StaffFilter:
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    number: str | None = shown("工号，从头匹配 | Staff number, matched from its beginning", default=None)
    name: str | None = shown("姓名，任意位置匹配 | Name, matched anywhere", default=None)
    include_retired: bool = shown("包括已离职的 | Include staff who have left", default=False)

    def to_filter(self) -> accounts.StaffFilter:
        number, name = typed_identifier(self.number), typed_name(self.name)
        return accounts.StaffFilter(key_or_none(self.college_id), number, name, self.include_retired)


@strawberry.input(description="账号筛选，各条件同时满足 | Filter for accounts; all conditions must hold")
class AccountFilter:
    text: str | None = shown("用户名或姓名，任意位置匹配 | User name or name, matched anywhere", default=None)
    role: Role | None = shown("被授予该角色的 | Accounts that were granted this role", default=None)
    college_id: strawberry.ID | None = shown("所属学院 | College it belongs to", default=None)
    class_id: strawberry.ID | None = shown("所在班级 | Class it belongs to", default=None)
    activated: bool | None = shown("是否已激活 | Whether the account is activated", default=None)
    disabled: bool | None = shown("是否已停用 | Whether the account is disabled", default=None)

    def to_filter(self) -> accounts.AccountFilter:
        return accounts.AccountFilter(
            text=typed_name(self.text),
            role=self.role,
            college_id=key_or_none(self.college_id),
            class_id=key_or_none(self.class_id),
            activated=self.activated,
            disabled=self.disabled,
        )


@strawberry.input(description="授予或撤销角色 | Grant or revoke a role")
class RoleInput:
    account_id: strawberry.ID = shown("账号的 id | Id of the account")
    role: Role = shown("角色 | Role")
    college_id: strawberry.ID | None = shown(
        "学院：学院管理员和学院副书记必填，其他角色不填 | "
        "College: required for college admins and deputy secretaries, left out for other roles",
        default=None,
    )


@strawberry.input(description="指明一个账号 | Names an account")
class AccountIdInput:
    account_id: strawberry.ID = shown("账号的 id | Id of the account")


@strawberry.input(
    description="发放激活码：给指明的账号，或给一个学院、一个班级中尚未激活的账号 | "
    "Issue activation codes: to the accounts named, or to the accounts of a college or a class that "
    "are not activated yet"
)
class IssueActivationCodesInput:
    account_ids: list[strawberry.ID] | None = shown(
        "账号的 id；已激活的可用激活码重设密码 | "
        "Ids of the accounts; those already activated can set a new password with the code",
        default=None,
    )
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    class_id: strawberry.ID | None = shown("班级 | Class", default=None)

    def to_filter(self) -> accounts.AccountFilter:
        return accounts.AccountFilter(college_id=key_or_none(self.college_id), class_id=key_or_none(self.class_id))


@strawberry.input(
    description="导入名册：一个含多张工作表的工作簿，或多个 CSV | "
    "Import the roster: one workbook of several sheets, or several CSV files"
)
class ImportRosterInput:
    files: list[Upload] = shown(
        "名册文件：.xlsx、.xls 或 CSV，列与模板相同 | "
        "Roster files: .xlsx, .xls or CSV, with the columns of the template"
    )
    retire_missing: bool = shown(
        "停用名册中没有的记录（仅限所含的工作表）；否则保留不动 | "
        "Retire the records that the roster does not hold (only on the sheets it has); otherwise they stay",
        default=False,
    )
    retire_up_to: int | None = shown(
        "最多停用多少条，各工作表合计；停用会超过某工作表现有记录的十分之一时须填写 | "
        "Most records to retire, all sheets together; required if more than a tenth of a sheet's records would be "
        "retired",
        default=None,
    )
    dry_run: bool = shown("仅校验，不保存 | Only check, save nothing", default=False)
    columns: list[ColumnChoiceInput] | None = shown(CHOICE, default=None)
