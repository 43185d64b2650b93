"""人员、账号、角色与名册 (R8, R9.1, R9.2): declarations, nothing else."""

from datetime import datetime

import strawberry

from graph.inputs.people import PersonRole, RosterSheet
from graph.inputs.permissions import Permission
from graph.permissions.people import MayManagePeople, MaySeeStaff
from graph.resolvers import (
    ballots,
    correction_requests,
    file_notes,
    import_reports,
    nested,
    report_tokens,
    second_factors,
    steps,
)
from graph.resolvers import people as resolvers
from graph.schema.ballots import Ballot
from graph.schema.classes import College
from graph.schema.correction_requests import CorrectionRequest
from graph.schema.import_reports import RowPreview
from graph.schema.operations import Operation
from graph.schema.report_tokens import ReportToken
from graph.schema.second_factors import LastSignIn, OpenSession, SecondFactor
from graph.schema.sessions import AccessToken
from graph.schema.staff import Staff
from graph.schema.steps import Task
from graph.schema.students import Student
from graph.vocabulary import read_columns
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import ReadColumn
from graph.vocabulary.user_errors import FileNote, UserError


@strawberry.type(description="一个角色，属于全校或一个学院 | A role for the whole school or for one college")
class HeldRole:
    role: PersonRole = shown("角色 | Role")
    college: College | None = shown(
        "学院；全校的角色为空 | College; null for a role for the whole school", nested.college
    )


@strawberry.type(description="当前登录的用户 | The user who is signed in")
class Viewer:
    id: strawberry.ID = shown("账号的 id | Id of the account", resolvers.account_id)
    username: str = shown("用户名 | User name")
    name: str = shown("姓名 | Name")
    read_only: bool = shown("是否以只读的访问令牌访问 | Whether the request comes with a read-only access token")
    roles: list[HeldRole] = shown("现有的全部角色 | All current roles", resolvers.held_roles)
    permissions: list[Permission] = shown(  # type: ignore[valid-type]  # made from the table of rights
        "至少对某些记录可以做的事，供菜单使用 | What the user may do with at least some records; for menus",
        resolvers.permissions,
    )
    student: Student | None = shown("本人的学生信息 | The user as a student", resolvers.student)
    staff: Staff | None = shown("本人的教职工信息 | The user as a staff member", resolvers.staff)
    upload_max_bytes: int = shown(
        "一次上传的最大字节数（几个文件合计） | Most bytes of one upload, all files together",
        resolvers.upload_max_bytes,
    )
    ballots: list[Ballot] = shown("本人在某批次的全部打分表 | All ballots of the user in a batch", ballots.ballots)
    tasks: list[Task] = shown(
        "本人在各个未结束批次中的步骤：现在能做的在前，按最后一天 | "
        "Your steps in all batches that have not ended: what you can do now comes first, by its last day",
        steps.of_viewer,
    )
    access_tokens: list[AccessToken] = shown(
        "本人的访问令牌，新的在前 | Access tokens of the user, newest first", resolvers.access_tokens
    )
    second_factor: SecondFactor = shown("本人的两步验证 | The second factor of the user", second_factors.second_factor)
    last_sign_in: LastSignIn | None = shown(
        "本次之前的一次登录；首次登录、以访问令牌访问时为空 | "
        "The sign-in before this one; null for the first one, and with an access token",
        second_factors.last_sign_in,
    )
    sessions: list[OpenSession] = shown(
        "本人的全部会话，最近使用的在前 | All sessions of the user, the last used first", second_factors.open_sessions
    )
    report_tokens: list[ReportToken] = shown(
        "本人的报表连接，新的在前 | Report tokens of the user, newest first", report_tokens.report_tokens
    )
    correction_requests: list[CorrectionRequest] = shown(
        "本人的更正申请，新的在前 | Correction requests of the user, newest first", correction_requests.own_requests
    )


@strawberry.type(description="账号：一个人登录的身份 | An account, by which a person signs in")
class Account:
    id: strawberry.ID = shown("账号的 id | Id of the account")
    username: str = shown("用户名 | User name")
    name: str = shown("姓名 | Name")
    activated: bool = shown("是否已激活（已设置密码） | Whether the account is activated (has a password)")
    factor_at: datetime | None = shown(
        "启用两步验证的时间；未启用为空 | When a second factor was activated; null if there is none",
        name="secondFactorAt",
    )
    disabled_at: datetime | None = shown("停用时间 | When it was disabled")
    created_at: datetime = shown("创建时间 | When it was created")
    roles: list[HeldRole] = shown("被授予的角色 | Granted roles", resolvers.granted_roles)
    assigned_roles: list[PersonRole] = shown(
        "由批次的指派或名册得来的角色，如辅导员 | Roles that follow from an assignment in a batch or from the roster, "
        "such as counsellor",
        resolvers.assigned_roles,
    )
    student: Student | None = shown("对应的学生 | The student it belongs to", resolvers.student)
    staff: Staff | None = shown("对应的教职工 | The staff member it belongs to", resolvers.staff)


@strawberry.type(description="账号操作的结果 | Result of changing an account")
class AccountPayload:
    account: Account | None = shown("操作后的账号 | The account afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="一个激活码 | An activation code")
class ActivationCode:
    account: Account = shown("账号 | Account")
    code: str = shown("激活码，只显示这一次 | The activation code, shown only this once")
    expires_at: datetime = shown("失效时间 | When it expires")


@strawberry.type(description="发放激活码的结果 | Result of issuing activation codes")
class IssueActivationCodesPayload:
    codes: list[ActivationCode] | None = shown("激活码 | Activation codes")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="名册中一张工作表的导入情况 | What was imported from one sheet of the roster")
class RosterCounts:
    sheet: RosterSheet = shown("工作表 | Sheet")
    created: int = shown("新增的；班主任和班长为新任的 | New records; for head teachers and monitors, new appointments")
    updated: int = shown("有改动的 | Changed records")
    unchanged: int = shown("没有改动的 | Unchanged records")
    retired: int = shown(
        "停用的；班主任和班长为卸任的 | Retired records; for head teachers and monitors, ended appointments"
    )
    preview: RowPreview | None = shown(
        "仅校验时，将要导入的内容 | What would be imported; of a check alone", import_reports.rows
    )


@strawberry.type(description="导入名册的结果 | Result of importing the roster")
class ImportRosterPayload:
    counts: list[RosterCounts] | None = shown("各工作表的导入情况 | What was imported from each sheet")
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表 | "
        "Problems grouped by kind, with their number and rows, gravest first; empty without problems",
        file_notes.problem_groups,
    )
    warnings: list[FileNote] = shown(
        "不影响导入、但应当知道的情况，如隐藏的行、略过的列 | "
        "What does not hinder the import but is worth knowing, such as hidden rows or skipped columns",
        file_notes.warnings,
    )
    columns: list[ReadColumn] | None = shown(read_columns.COLUMNS, read_columns.columns)
    passed_over: list[str] | None = shown(read_columns.PASSED_OVER)
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown(
        "被拒绝的原因；全部行都正确才会保存 | Why it was refused; rows are saved only if all are correct"
    )


@strawberry.type
class PeopleQueries:
    viewer: Viewer | None = shown(
        "当前登录的用户；未登录为空 | The user who is signed in; null if nobody is", resolvers.viewer
    )
    staff_members: Connection[Staff] | None = shown(
        "教职工列表 | Staff members", resolvers.staff_members, by=MaySeeStaff
    )
    accounts: Connection[Account] | None = shown("账号列表 | Accounts", resolvers.accounts, by=MayManagePeople)


@strawberry.type
class PeopleMutations:
    import_roster: ImportRosterPayload | None = shown(
        "导入名册，可反复导入，按代码或编号对应 | "
        "Import the roster, as often as needed; records are matched by code or number",
        resolvers.import_roster,
        by=MayManagePeople,
    )
    grant_role: AccountPayload | None = shown("授予角色 | Grant a role", resolvers.grant_role, by=MayManagePeople)
    revoke_role: AccountPayload | None = shown(
        "撤销角色，立即生效 | Revoke a role at once", resolvers.revoke_role, by=MayManagePeople
    )
    issue_activation_codes: IssueActivationCodesPayload | None = shown(
        "发放激活码 | Issue activation codes", resolvers.issue_activation_codes, by=MayManagePeople
    )
    disable_account: AccountPayload | None = shown(
        "停用账号，其会话立即结束 | Disable an account; its sessions end at once",
        resolvers.disable_account,
        by=MayManagePeople,
    )
    enable_account: AccountPayload | None = shown(
        "启用账号 | Enable an account", resolvers.enable_account, by=MayManagePeople
    )
