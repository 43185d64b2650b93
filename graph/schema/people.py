"""人员、账号、角色与名册 (R8, R9.1, R9.2): declarations, nothing else."""

from datetime import datetime

import strawberry

from graph.inputs.people import PersonRole, RosterSheet
from graph.inputs.permissions import Permission
from graph.permissions.people import MayManagePeople, MaySeeStaff
from graph.resolvers import ballots, file_notes, nested
from graph.resolvers import people as resolvers
from graph.schema.ballots import Ballot
from graph.schema.classes import College
from graph.schema.operations import Operation
from graph.schema.sessions import AccessToken
from graph.schema.staff import Staff
from graph.schema.students import Student
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import FileNote, UserError


@strawberry.type(description="一个角色，属于全校或一个学院")
class HeldRole:
    role: PersonRole = shown("角色")
    college: College | None = shown("学院；全校的角色为空", nested.college)


@strawberry.type(description="当前登录的人")
class Viewer:
    id: strawberry.ID = shown("账号的 id", resolvers.account_id)
    username: str = shown("用户名")
    name: str = shown("姓名")
    read_only: bool = shown("是否经只读的访问令牌访问")
    roles: list[HeldRole] = shown("现有的全部角色", resolvers.held_roles)
    permissions: list[Permission] = shown("至少对某些记录可以做的事，供菜单使用", resolvers.permissions)  # type: ignore[valid-type]  # made from the table of rights
    student: Student | None = shown("本人的学生信息", resolvers.student)
    staff: Staff | None = shown("本人的教职工信息", resolvers.staff)
    upload_max_bytes: int = shown("一次上传的文件最多多少字节（几个文件合计）", resolvers.upload_max_bytes)
    ballots: list[Ballot] = shown("本人在某批次的全部打分表", ballots.ballots)
    access_tokens: list[AccessToken] = shown("本人的访问令牌，新的在前", resolvers.access_tokens)


@strawberry.type(description="账号：一个人登录的身份")
class Account:
    id: strawberry.ID = shown("账号的 id")
    username: str = shown("用户名")
    name: str = shown("姓名")
    activated: bool = shown("是否已激活（已设置密码）")
    disabled_at: datetime | None = shown("停用时间")
    created_at: datetime = shown("建立时间")
    roles: list[HeldRole] = shown("被授予的角色", resolvers.granted_roles)
    student: Student | None = shown("对应的学生", resolvers.student)
    staff: Staff | None = shown("对应的教职工", resolvers.staff)


@strawberry.type(description="账号操作的结果")
class AccountPayload:
    account: Account | None = shown("操作后的账号")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="一个激活码")
class ActivationCode:
    account: Account = shown("账号")
    code: str = shown("激活码，只显示这一次")
    expires_at: datetime = shown("失效时间")


@strawberry.type(description="发放激活码的结果")
class IssueActivationCodesPayload:
    codes: list[ActivationCode] | None = shown("激活码")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="名册中一张工作表的导入情况")
class RosterCounts:
    sheet: RosterSheet = shown("工作表")
    created: int = shown("新增的；班主任和班长为新任的")
    updated: int = shown("有改动的")
    unchanged: int = shown("没有改动的")
    retired: int = shown("停用的；班主任和班长为卸任的")


@strawberry.type(description="导入名册的结果")
class ImportRosterPayload:
    counts: list[RosterCounts] | None = shown("各工作表的导入情况")
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表", file_notes.problem_groups
    )
    warnings: list[FileNote] = shown("不影响导入、但应当知道的情况，如隐藏的行、略过的列", file_notes.warnings)
    operation: Operation | None = shown("任务")
    user_errors: list[UserError] = shown("被拒绝的原因；全部行都正确才会保存")


@strawberry.type
class PeopleQueries:
    viewer: Viewer | None = shown("当前登录的人；未登录为空", resolvers.viewer)
    staff_members: Connection[Staff] | None = shown("教职工列表", resolvers.staff_members, by=MaySeeStaff)
    accounts: Connection[Account] | None = shown("账号列表", resolvers.accounts, by=MayManagePeople)


@strawberry.type
class PeopleMutations:
    import_roster: ImportRosterPayload | None = shown(
        "导入名册，可反复导入，按代码或编号对应", resolvers.import_roster, by=MayManagePeople
    )
    grant_role: AccountPayload | None = shown("授予角色", resolvers.grant_role, by=MayManagePeople)
    revoke_role: AccountPayload | None = shown("撤销角色，立即生效", resolvers.revoke_role, by=MayManagePeople)
    issue_activation_codes: IssueActivationCodesPayload | None = shown(
        "发放激活码", resolvers.issue_activation_codes, by=MayManagePeople
    )
    disable_account: AccountPayload | None = shown(
        "停用账号，其会话立即结束", resolvers.disable_account, by=MayManagePeople
    )
    enable_account: AccountPayload | None = shown("启用账号", resolvers.enable_account, by=MayManagePeople)
