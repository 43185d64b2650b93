"""登录、密码与访问令牌 (R9.1): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.resolvers import sessions as resolvers
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.people import Viewer


@strawberry.type(description="访问令牌，供报表工具使用；令牌本身只在新建时显示一次")
class AccessToken:
    id: strawberry.ID = shown("访问令牌的 id")
    name: str = shown("名称")
    read_only: bool = shown("是否只读")
    created_at: datetime = shown("新建时间")
    expires_at: datetime = shown("失效时间")
    revoked_at: datetime | None = shown("撤销时间")


@strawberry.type(description="登录的结果")
class SignInPayload:
    viewer: Annotated["Viewer", strawberry.lazy("graph.schema.people")] | None = shown("登录的人")
    token: str | None = shown("会话令牌，仅在要求时返回，用于请求头 Authorization: Bearer")
    expires_at: datetime | None = shown("会话失效的时间")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="退出登录的结果")
class SignOutPayload:
    sessions_ended: int | None = shown("结束的会话数")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="激活账号的结果")
class ActivateAccountPayload:
    activated: bool | None = shown("是否已激活；激活后请登录")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="修改密码的结果")
class ChangePasswordPayload:
    changed: bool | None = shown("是否已修改；本人的其他会话已全部结束")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="新建访问令牌的结果")
class CreateAccessTokenPayload:
    access_token: AccessToken | None = shown("新建的访问令牌")
    token: str | None = shown("令牌，只显示这一次")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="撤销访问令牌的结果")
class RevokeAccessTokenPayload:
    access_token: AccessToken | None = shown("被撤销的访问令牌")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class SessionMutations:
    sign_in: SignInPayload = shown("登录：设置会话 cookie，或为程序返回令牌", resolvers.sign_in)
    sign_out: SignOutPayload = shown("退出登录", resolvers.sign_out)
    activate_account: ActivateAccountPayload = shown("用激活码设置密码", resolvers.activate_account)
    change_password: ChangePasswordPayload | None = shown("修改密码", resolvers.change_password)
    create_access_token: CreateAccessTokenPayload | None = shown("新建访问令牌", resolvers.create_access_token)
    revoke_access_token: RevokeAccessTokenPayload | None = shown(
        "撤销访问令牌，立即生效：本人的，超级管理员可撤销任何人的", resolvers.revoke_access_token
    )
