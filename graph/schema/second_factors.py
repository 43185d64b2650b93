"""两步验证、上次登录与本人的会话 (R16.1): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.second_factors import SignInStep
from graph.permissions.people import MayManagePeople
from graph.resolvers import second_factors as resolvers
from graph.resolvers import sessions
from graph.schema.sessions import SignOutPayload
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.people import AccountPayload, Viewer


@strawberry.type(description="本人的两步验证 | The second factor of the user")
class SecondFactor:
    active_at: datetime | None = shown("启用的时间；未启用为空 | When it was activated; null if it is not active")
    demanded: bool = shown("本人的角色是否必须使用 | Whether the roles of the user need one")
    recovery_codes_left: int = shown("还有几个恢复码没有用过 | How many recovery codes have not been used")


@strawberry.type(description="本人此前的一次登录 | The sign-in of the user before this one")
class LastSignIn:
    at: datetime = shown("时间 | When")
    method: str = shown(
        "方式：password 为密码，其余为其他系统 | How: password, or the name of another system (oidc, cas, yiban)"
    )
    address: str = shown("网络地址 | Network address")
    failures: int = shown(
        "此后到本次登录之间失败的次数 | Number of failed attempts between then and the present sign-in"
    )


@strawberry.type(description="本人的一个会话：一次登录 | A session of the user: one sign-in")
class OpenSession:
    id: strawberry.ID = shown("会话的 id | Id of the session")
    created_at: datetime = shown("登录时间 | When it began")
    used_at: datetime = shown("最近一次使用的时间，精确到分 | When it was last used, to the minute")
    method: str = shown("登录方式 | How the user signed in")
    address: str = shown("登录时的网络地址 | Network address of the sign-in")
    current: bool = shown("是否为当前会话 | Whether it is the present one")


@strawberry.type(description="验证的结果 | Result of giving a code")
class VerifySecondFactorPayload:
    viewer: Annotated["Viewer", strawberry.lazy("graph.schema.people")] | None = shown(
        "登录的用户 | The user who signed in"
    )
    token: str | None = shown(
        "新的会话令牌，仅返回给程序，取代原有的 | New session token, for programs only; the former one is void"
    )
    expires_at: datetime | None = shown("会话失效的时间 | When the session expires")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="设置两步验证的结果 | Result of setting up a second factor")
class SetUpSecondFactorPayload:
    secret: str | None = shown(
        "密钥，供无法扫码的验证器手工输入，只显示这一次 | The secret, for an app that can't scan; shown only this once"
    )
    address: str | None = shown(
        "otpauth 地址，以二维码显示供验证器扫描 | The otpauth address, to be shown as a QR code"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="启用两步验证的结果 | Result of activating a second factor")
class ConfirmSecondFactorPayload:
    recovery_codes: list[str] | None = shown(
        "恢复码，每个用一次，只显示这一次 | Recovery codes; each works once, and they are shown only this once"
    )
    viewer: Annotated["Viewer", strawberry.lazy("graph.schema.people")] | None = shown("登录的用户 | The user")
    token: str | None = shown(
        "新的会话令牌，仅返回给程序，取代原有的；登录时设置的才有 | "
        "New session token, for programs that set up a factor while signing in; the former one is void"
    )
    expires_at: datetime | None = shown("会话失效的时间 | When the session expires")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="更换恢复码的结果 | Result of renewing the recovery codes")
class RenewRecoveryCodesPayload:
    recovery_codes: list[str] | None = shown(
        "新的恢复码，只显示这一次，原有的作废 | New recovery codes, shown only this once; the former ones are void"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="停用两步验证的结果 | Result of removing the second factor")
class RemoveSecondFactorPayload:
    removed: bool | None = shown("是否已停用 | Whether it was removed")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class SecondFactorQueries:
    sign_in_step: SignInStep | None = shown(
        "登录还差哪一步，或为什么已经结束；已登录或未登录为空 | "
        "What the sign-in still lacks, or why it has ended; null if the user is signed in, or nobody is",
        sessions.sign_in_step,
    )


@strawberry.type
class SecondFactorMutations:
    verify_second_factor: VerifySecondFactorPayload = shown(
        "登录的第二步：输入验证码 | The second step of signing in: give a code", resolvers.verify_second_factor
    )
    set_up_second_factor: SetUpSecondFactorPayload = shown(
        "设置或更换两步验证，以 confirmSecondFactor 启用 | "
        "Set up a second factor or another one; confirmSecondFactor activates it",
        resolvers.set_up_second_factor,
    )
    confirm_second_factor: ConfirmSecondFactorPayload = shown(
        "以新密钥的第一个验证码启用，本人的其他会话全部结束 | "
        "Activate it by the first code of the new secret; all your other sessions end",
        resolvers.confirm_second_factor,
    )
    renew_recovery_codes: RenewRecoveryCodesPayload = shown(
        "更换恢复码 | Renew the recovery codes", resolvers.renew_recovery_codes
    )
    remove_second_factor: RemoveSecondFactorPayload = shown(
        "停用两步验证；角色必须使用的不能停用 | Remove the second factor, unless your roles need one",
        resolvers.remove_second_factor,
    )
    reset_second_factor: Annotated["AccountPayload", strawberry.lazy("graph.schema.people")] | None = shown(
        "重置他人的两步验证，其会话立即结束 | Reset somebody's second factor; the person's sessions end at once",
        resolvers.reset_second_factor,
        by=MayManagePeople,
    )
    end_other_sessions: SignOutPayload | None = shown(
        "退出本人的其他会话 | End your other sessions", resolvers.end_other_sessions
    )
