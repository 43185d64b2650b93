"""报表连接 (R16.4): declarations, nothing else."""

from datetime import date, datetime

import strawberry

from graph.permissions.report_tokens import MayConnectReports
from graph.resolvers import report_tokens as resolvers
from graph.resolvers import sessions
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError


@strawberry.type(
    description="报表连接：报表工具以此登录数据库，只能读本人有权查看的内容 | "
    "A report token: a reporting tool logs in to the database with it, and reads only what its owner may see"
)
class ReportToken:
    id: strawberry.ID = shown("报表连接的 id | Id of the report token")
    name: str = shown("名称 | Name")
    login: str = shown("数据库用户名 | User name for the database")
    proven: bool = shown(
        "新建时是否完成了两步验证；须两步验证的账号只能使用这样的连接 | "
        "Whether a second factor was given when it was made; where one is needed, only such tokens show anything"
    )
    created_at: datetime = shown("新建时间 | When it was created")
    expires_at: datetime = shown("失效时间 | When it expires")
    expires_on: date = shown("最后有效的一天 | Last day on which it works", sessions.last_day)
    revoked_at: datetime | None = shown("撤销时间 | When it was revoked")


@strawberry.type(description="新建报表连接的结果 | Result of creating a report token")
class CreateReportTokenPayload:
    report_token: ReportToken | None = shown("新建的报表连接 | The new report token")
    password: str | None = shown("数据库密码，只显示这一次 | The password for the database, shown only this once")
    address: str | None = shown(
        "数据库的主机与端口；未设置为空，请询问系统管理员 | "
        "Host and port of the database; null if the operator has not set it"
    )
    database: str | None = shown("数据库名称 | Name of the database")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="撤销报表连接的结果 | Result of revoking a report token")
class RevokeReportTokenPayload:
    report_token: ReportToken | None = shown("被撤销的报表连接 | The revoked report token")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ReportTokenMutations:
    create_report_token: CreateReportTokenPayload | None = shown(
        "新建报表连接：数据库的用户名与密码，到期自动失效 | "
        "Create a report token: a user name and a password for the database, which expire",
        resolvers.create_report_token,
        by=MayConnectReports,
    )
    revoke_report_token: RevokeReportTokenPayload | None = shown(
        "撤销报表连接，立即断开：本人的，超级管理员可撤销任何人的 | "
        "Revoke a report token, which ends its sessions at once: your own; a super admin can revoke anybody's",
        resolvers.revoke_report_token,
    )
