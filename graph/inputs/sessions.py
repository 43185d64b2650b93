"""The inputs about signing in and out."""

from datetime import date

import strawberry

from core.actions.access_tokens import TokenForm
from graph.vocabulary.fields import shown


@strawberry.input(description="登录 | Sign in")
class SignInInput:
    username: str = shown("用户名：学号或工号 | User name: the student or staff number")
    password: str = shown("密码 | Password")
    want_token: bool = shown(
        "供程序使用：返回会话令牌，不设置 cookie | For programs: return a session token and set no cookie",
        default=False,
    )


@strawberry.input(description="退出登录 | Sign out")
class SignOutInput:
    everywhere: bool = shown("退出本人的全部会话 | End all your sessions", default=False)


@strawberry.input(
    description="激活账号，或用激活码重设密码 | Activate an account, or set a new password with an activation code"
)
class ActivateAccountInput:
    username: str = shown("用户名：学号或工号 | User name: the student or staff number")
    code: str = shown("激活码，只能使用一次 | Activation code, which works once")
    password: str = shown("新密码，至少 12 个字符 | New password, at least 12 characters")


@strawberry.input(description="修改密码 | Change the password")
class ChangePasswordInput:
    old_password: str = shown("原密码 | Old password")
    new_password: str = shown("新密码，至少 12 个字符 | New password, at least 12 characters")


@strawberry.input(description="新建访问令牌，供报表工具使用 | Create an access token, for reporting tools")
class CreateAccessTokenInput:
    name: str = shown("名称，如“教务报表” | Name, such as “教务报表” (reports)")
    expires_on: date = shown("有效期的最后一天，最长一年 | Last day on which it is valid, at most a year ahead")
    read_only: bool = shown("只读，不能进行修改 | Read-only: can't change anything", default=True)

    def form(self) -> TokenForm:
        return TokenForm(self.name, self.expires_on, self.read_only)


@strawberry.input(description="指明一个访问令牌 | Names an access token")
class AccessTokenIdInput:
    id: strawberry.ID = shown("访问令牌的 id | Id of the access token")
