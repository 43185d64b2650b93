"""The inputs about second factors."""

from enum import Enum

import strawberry

from graph.vocabulary.fields import shown


@strawberry.enum(description="登录还差哪一步，或为什么已经结束 | What a sign-in still lacks, or why it has ended")
class SignInStep(Enum):
    GIVE_CODE = strawberry.enum_value(
        "GIVE_CODE", description="请输入两步验证的验证码 | Give a code of the second factor"
    )
    SET_UP = strawberry.enum_value(
        "SET_UP", description="请先设置两步验证 | Set up a second factor first: your roles need one"
    )
    IDLE = strawberry.enum_value(
        "IDLE", description="长时间没有操作，登录已失效 | The session was not used for too long and has ended"
    )


@strawberry.input(description="两步验证的验证码 | A code of the second factor")
class CodeInput:
    code: str = shown(
        "验证器显示的六位验证码，或一个恢复码 | The six digits of the authenticator app, or a recovery code"
    )


@strawberry.input(description="设置两步验证 | Set up a second factor")
class SetUpSecondFactorInput:
    code: str = shown(
        "已启用的须提供现有的验证码或恢复码 | A present code or a recovery code, if a second factor is active",
        default="",
    )
