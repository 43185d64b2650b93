"""登录、密码与访问令牌 (R9.1): declarations, nothing else."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.second_factors import SignInStep
from graph.resolvers import sessions as resolvers
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.people import Viewer


@strawberry.type(
    description="访问令牌，供报表工具使用；令牌本身只在新建时显示一次 | "
    "An access token, for reporting tools; the token itself is shown only once, when it is created"
)
class AccessToken:
    id: strawberry.ID = shown("访问令牌的 id | Id of the access token")
    name: str = shown("名称 | Name")
    read_only: bool = shown("是否只读 | Whether it is read-only")
    proven: bool = shown(
        "新建时是否完成了两步验证；须两步验证的账号只能使用这样的令牌 | "
        "Whether a second factor was given when it was made; where one is needed, only such tokens work"
    )
    created_at: datetime = shown("新建时间 | When it was created")
    expires_at: datetime = shown("失效时间 | When it expires")
    expires_on: date = shown("最后有效的一天 | Last day on which it works", resolvers.last_day)
    revoked_at: datetime | None = shown("撤销时间 | When it was revoked")


@strawberry.type(description="登录的结果 | Result of signing in")
class SignInPayload:
    viewer: Annotated["Viewer", strawberry.lazy("graph.schema.people")] | None = shown(
        "登录的用户 | The user who signed in"
    )
    token: str | None = shown(
        "会话令牌，仅在要求时返回，用于请求头 Authorization: Bearer | "
        "Session token, returned only if asked for, to be sent in the header Authorization: Bearer"
    )
    expires_at: datetime | None = shown("会话失效的时间 | When the session expires")
    step: SignInStep | None = shown(
        "密码正确、但还须完成的一步，此时 viewer 为空 | "
        "What is still to be done although the password was right; the viewer is null until then"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(
    description="退出本系统后仍处于登录状态的其他系统 | "
    "Another system where the person is still signed in after signing out"
)
class StillThere:
    label: str = shown("该系统的名称 | Its name")
    address: str = shown(
        "在浏览器中打开即退出该系统，随后回到本站 | "
        "Opened in the browser, it signs out there and comes back to this site"
    )


@strawberry.type(description="退出登录的结果 | Result of signing out")
class SignOutPayload:
    sessions_ended: int | None = shown("结束的会话数 | Number of sessions that ended")
    elsewhere: StillThere | None = shown(
        "本次登录所经的统一身份认证，若可一并退出 | "
        "The campus's sign-in that opened this session, if one can sign out there, too",
        resolvers.still_there,
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="激活账号的结果 | Result of activating an account")
class ActivateAccountPayload:
    activated: bool | None = shown("是否已激活；激活后请登录 | Whether the account is activated; sign in afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="修改密码的结果 | Result of changing the password")
class ChangePasswordPayload:
    changed: bool | None = shown(
        "是否已修改；本人的其他会话已全部结束 | Whether it was changed; all your other sessions have ended"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="新建访问令牌的结果 | Result of creating an access token")
class CreateAccessTokenPayload:
    access_token: AccessToken | None = shown("新建的访问令牌 | The new access token")
    token: str | None = shown("令牌，只显示这一次 | The token, shown only this once")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="撤销访问令牌的结果 | Result of revoking an access token")
class RevokeAccessTokenPayload:
    access_token: AccessToken | None = shown("被撤销的访问令牌 | The revoked access token")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class SessionMutations:
    sign_in: SignInPayload = shown(
        "登录：设置会话 cookie，或为程序返回令牌 | Sign in: set a session cookie, or return a token for a program",
        resolvers.sign_in,
    )
    sign_out: SignOutPayload = shown("退出登录 | Sign out", resolvers.sign_out)
    activate_account: ActivateAccountPayload = shown(
        "用激活码设置密码 | Set a password with an activation code", resolvers.activate_account
    )
    change_password: ChangePasswordPayload | None = shown("修改密码 | Change the password", resolvers.change_password)
    create_access_token: CreateAccessTokenPayload | None = shown(
        "新建访问令牌 | Create an access token", resolvers.create_access_token
    )
    revoke_access_token: RevokeAccessTokenPayload | None = shown(
        "撤销访问令牌，立即生效：本人的，超级管理员可撤销任何人的 | "
        "Revoke an access token at once: your own; a super admin can revoke anybody's",
        resolvers.revoke_access_token,
    )
