"""Why somebody who comes from another system is not let in: what happened, and what to do (R9.1).

These end in a page of ours, so they are no `Refusal` that the API tells.
"""

from typing import Any, ClassVar

from core.errors.family import Refused


class TurnedAway(Refused):
    """`zh` and `en` say what happened, `zh_advice` and `en_advice` what to do; `status` is HTTP's."""

    status: ClassVar[int] = 403
    zh: ClassVar[str] = "没有登录成功"
    en: ClassVar[str] = "You are not signed in"
    zh_advice: ClassVar[str] = "请返回重试。"
    en_advice: ClassVar[str] = "Go back and try again."

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.en)

    def told(self, language: str) -> tuple[str, str]:
        words = (self.en, self.en_advice) if language == "en" else (self.zh, self.zh_advice)
        return words[0].format(**self.values), words[1].format(**self.values)


class Crowded(TurnedAway):
    """There are more sign-ins at once than can be looked at in time; `seconds` says when there may be room."""

    status = 503
    zh = "登录的人太多，现在排队约需 {seconds} 秒"
    en = "Too many people are signing in; the wait is about {seconds} seconds"
    zh_advice = "请在 {seconds} 秒后再试，密码无需更改。"
    en_advice = "Try again in {seconds} seconds; nothing is wrong with your password."


class RequestUnreadable(TurnedAway):
    """Not hex, another key, no JSON, or without what must be in it."""

    status = 400
    zh = "读不懂易班发来的登录请求"
    en = "Yiban's sign-in request can't be read"
    zh_advice = "请回到易班，重新打开本应用。如果仍然不行，请告诉学院管理员：可能是应用的 AppID 或 AppSecret 设置有误。"
    en_advice = (
        "Open the app from Yiban again. If that doesn't help, tell the college: AppID or AppSecret may be wrong."
    )


class RequestStale(TurnedAway):
    zh = "登录请求已过期"
    en = "The sign-in request has run out"
    zh_advice = (
        "每次打开只在 5 分钟内有效。请回到易班，重新打开本应用；如果一直如此，请告诉管理员：服务器的时间可能不准。"
    )
    en_advice = "Each lasts 5 minutes. Open the app from Yiban again; if that never helps, our clock may be wrong."


class RequestSpent(TurnedAway):
    zh = "这个登录请求已经用过"
    en = "This sign-in request has been used already"
    zh_advice = "为了你的账号安全，每个请求只能用一次。请回到易班，重新打开本应用。"
    en_advice = "Each is good for once. Open the app from Yiban again."


class NotConfirmed(TurnedAway):
    zh = "易班没有确认你的身份"
    en = "Yiban does not confirm who you are"
    zh_advice = "请回到易班，重新打开本应用并同意授权。"
    en_advice = "Open the app from Yiban again and give your consent."


class NoSuchAccount(TurnedAway):
    zh = "本系统中没有“{number}”的账号"
    en = 'There is no account "{number}" here'
    zh_advice = "你的身份已确认，但学号或工号不在本系统的名册中。请联系学院管理员或学生处。"
    en_advice = "You are known, but your number is not in the roster here. Ask your college or student affairs."


class AccountShut(TurnedAway):
    zh = "你的账号已停用"
    en = "Your account is disabled"
    zh_advice = "如有疑问，请联系学院管理员或学生处。"
    en_advice = "Ask your college or student affairs."


class BoundElsewhere(TurnedAway):
    zh = "账号“{number}”已绑定另一个易班用户"
    en = 'The account "{number}" is bound to another Yiban user'
    zh_advice = "一个账号只能绑定一个易班用户。如果那不是你，或你换了易班账号，请联系管理员解除绑定。"
    en_advice = "An account is bound to one Yiban user. If that is not you, or not any more, ask the administrators."


class JourneyLost(TurnedAway):
    """No cookie, another state than it tells, or too late: whoever comes back here did not set out from here."""

    status = 400
    zh = "这次登录没有完成"
    en = "This sign-in was not finished"
    zh_advice = "登录须在 10 分钟内、在同一个浏览器中完成，并允许 Cookie。请重新登录。"
    en_advice = "Finish it within 10 minutes, in the same browser, with cookies allowed. Sign in again."


class AddressRefused(TurnedAway):
    """An open redirect would lend our name to any page."""

    status = 400
    zh = "登录后只能前往本站的页面"
    en = "A sign-in leads to pages of this site alone"
    zh_advice = "这个链接有误，请从本站首页登录。"
    en_advice = "The link is wrong; sign in from our first page."


class OtherSystemSilent(TurnedAway):
    status = 502
    zh = "暂时联系不上“{label}”"
    en = '"{label}" can\'t be reached'
    zh_advice = "请稍后再试，或用学号（工号）和密码登录。"
    en_advice = "Try again later, or sign in with your number and password."


class OtherSystemRefused(TurnedAway):
    zh = "“{label}”没有确认这次登录"
    en = '"{label}" does not confirm this sign-in'
    zh_advice = "请重新登录；如果仍然不行，请告诉管理员。"
    en_advice = "Sign in again; if that doesn't help, tell the administrators."
