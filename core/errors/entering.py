"""Sign-in through another system is refused for these reasons, each with what happened and what to do (R9.1).

They end in a page of ours, so none of them is a `Refusal` of the API.
"""

from typing import Any, ClassVar

from core.errors.family import Refused


class TurnedAway(Refused):
    """Ends a sign-in: `zh` and `en` say what happened, the advice says what to do, `status` is the HTTP status."""

    status: ClassVar[int] = 403
    zh: ClassVar[str] = "没有登录成功"
    en: ClassVar[str] = "You are not signed in"
    zh_advice: ClassVar[str] = "请返回重试。"
    en_advice: ClassVar[str] = "Go back and try again."

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.en)

    @property
    def retry_after(self) -> int | None:
        """Returns the seconds after which it is worth another try, if the failure passes by itself."""
        return None

    def messages(self, language: str) -> tuple[str, str]:
        words = (self.en, self.en_advice) if language == "en" else (self.zh, self.zh_advice)
        return words[0].format(**self.values), words[1].format(**self.values)


class Crowded(TurnedAway):
    """Reports more sign-ins than can be checked in time; `seconds` says when to try again."""

    status = 503
    zh = "登录的人太多，现在排队约需 {seconds} 秒"
    en = "Too many people are signing in; the wait is about {seconds} seconds"
    zh_advice = "请在 {seconds} 秒后再试，密码无需更改。"
    en_advice = "Try again in {seconds} seconds. You don't need to change your password."

    @property
    def retry_after(self) -> int:
        return int(self.values["seconds"])


class RequestUnreadable(TurnedAway):
    """Reports a request that is not hex, uses another key, is not JSON or lacks a required value."""

    status = 400
    zh = "无法识别易班发来的登录请求"
    en = "Yiban's sign-in request can't be read"
    zh_advice = "请回到易班，重新打开本应用。如仍无法登录，请联系学院管理员：应用的 AppID 或 AppSecret 可能设置有误。"
    en_advice = (
        "Open the app from Yiban again. If it still fails, contact your college: the AppID or AppSecret may be wrong."
    )


class RequestStale(TurnedAway):
    zh = "登录请求已过期"
    en = "The sign-in request has expired"
    zh_advice = (
        "登录请求 5 分钟内有效。请回到易班，重新打开本应用；如仍出现此提示，请联系管理员：服务器的时间可能不准。"
    )
    en_advice = (
        "It is valid for 5 minutes. Open the app from Yiban again; if it still fails, the server's clock may be wrong."
    )


class RequestSpent(TurnedAway):
    zh = "这个登录请求已经用过"
    en = "This sign-in request was already used"
    zh_advice = "为了您的账号安全，每个请求只能用一次。请回到易班，重新打开本应用。"
    en_advice = "Each request works only once. Open the app from Yiban again."


class NotConfirmed(TurnedAway):
    zh = "易班没有确认您的身份"
    en = "Yiban did not confirm your identity"
    zh_advice = "请回到易班，重新打开本应用并同意授权。"
    en_advice = "Open the app from Yiban again and give your consent."


class NoSuchAccount(TurnedAway):
    zh = "本系统中没有“{number}”的账号"
    en = 'There is no account "{number}" in this system'
    zh_advice = "您的身份已确认，但学号或工号不在本系统的名册中。请联系学院管理员或学生处。"
    en_advice = (
        "Your identity is confirmed, but your number is not in the roster. Contact your college or student affairs."
    )


class AccountShut(TurnedAway):
    zh = "您的账号已停用"
    en = "Your account is disabled"
    zh_advice = "如有疑问，请联系学院管理员或学生处。"
    en_advice = "If you have questions, contact your college or student affairs."


class BoundElsewhere(TurnedAway):
    zh = "账号“{number}”已绑定另一个易班用户"
    en = 'The account "{number}" is bound to another Yiban user'
    zh_advice = "一个账号只能绑定一个易班用户。如果那不是您，或您换了易班账号，请联系管理员解除绑定。"
    en_advice = (
        "An account is bound to one Yiban user only. If that user is not you, ask an administrator to unbind it."
    )


class JourneyLost(TurnedAway):
    """Reports a return without our cookie, with another state or too late: this sign-in did not start here."""

    status = 400
    zh = "这次登录没有完成"
    en = "This sign-in was not completed"
    zh_advice = "登录须在 10 分钟内、在同一个浏览器中完成，并允许 Cookie。请重新登录。"
    en_advice = "Sign in again within 10 minutes, in the same browser, with cookies allowed."


class AddressRefused(TurnedAway):
    """Prevents an open redirect, which would lend our name to any page."""

    status = 400
    zh = "登录后只能前往本站的页面"
    en = "A sign-in can only lead to pages of this site"
    zh_advice = "这个链接有误，请从本站首页登录。"
    en_advice = "The link is wrong; sign in from the home page."


class OtherSystemSilent(TurnedAway):
    """Reports a passing fault of the other system, as `Unavailable` does one of ours."""

    status = 503
    zh = "暂时无法连接“{label}”"
    en = '"{label}" can\'t be reached'
    zh_advice = "请稍后再试，或用学号（工号）和密码登录。"
    en_advice = "Try again later, or sign in with your number and password."

    @property
    def retry_after(self) -> int:
        return 10


class OtherSystemRefused(TurnedAway):
    zh = "“{label}”没有确认这次登录"
    en = '"{label}" did not confirm this sign-in'
    zh_advice = "请重新登录；如仍无法登录，请联系管理员。"
    en_advice = "Sign in again; if it still fails, contact an administrator."
