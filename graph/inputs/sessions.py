"""What clients send to get in and out."""

from datetime import date

import strawberry

from core.actions.sessions import TokenForm
from graph.vocabulary.fields import shown


@strawberry.input(description="登录")
class SignInInput:
    username: str = shown("用户名：学号或工号")
    password: str = shown("密码")
    want_token: bool = shown("供程序使用：返回会话令牌，不设置 cookie", default=False)


@strawberry.input(description="退出登录")
class SignOutInput:
    everywhere: bool = shown("退出本人的全部会话", default=False)


@strawberry.input(description="激活账号，或用激活码重设密码")
class ActivateAccountInput:
    username: str = shown("用户名：学号或工号")
    code: str = shown("激活码，只能使用一次")
    password: str = shown("新密码，至少 10 个字符")


@strawberry.input(description="修改密码")
class ChangePasswordInput:
    old_password: str = shown("原密码")
    new_password: str = shown("新密码，至少 10 个字符")


@strawberry.input(description="新建访问令牌，供报表工具使用")
class CreateAccessTokenInput:
    name: str = shown("名称，如“教务报表”")
    expires_on: date = shown("有效期的最后一天，最长一年")
    read_only: bool = shown("只读，不能进行修改", default=True)

    def form(self) -> TokenForm:
        return TokenForm(self.name, self.expires_on, self.read_only)


@strawberry.input(description="指明一个访问令牌")
class AccessTokenIdInput:
    id: strawberry.ID = shown("访问令牌的 id")
