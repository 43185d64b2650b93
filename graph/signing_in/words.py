"""The pages of signing in through other systems: what happened, what to do, and the form that binds an account."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from core.errors import Refusal, TooManyAttempts
from core.errors.entering import TurnedAway
from graph.server.errors import Unavailable, language_of
from graph.server.plain_pages import alert, entry, form, link, paragraphs, plain_page

BIND = "/m/yiban/bind"


def not_now(request: Request, passing: Unavailable) -> Response:
    """Reports that the database is away for a moment; the session stays."""
    language = _language(request)
    page = plain_page(passing.words(language), _back(request), status=503, language=language)
    page.headers.update(passing.headers)
    return page


def _back(request: Request) -> str:
    english = _language(request) == "en"
    return link("/m" if request.url.path.startswith("/m") else "/", ("返回登录页", "Back to sign in")[english])


def turned_away(request: Request, refusal: TurnedAway | Refusal) -> Response:
    language, again = _language(request), _back(request)
    if isinstance(refusal, TurnedAway):
        title, advice = refusal.messages(language)
        page = plain_page(title, paragraphs(advice), again, status=refusal.status, language=language)
        if refusal.retry_after is not None:
            page.headers["Retry-After"] = str(refusal.retry_after)
        return page
    status = 429 if isinstance(refusal, TooManyAttempts) else 403
    return plain_page(refusal.message(language), again, status=status, language=language)


def binding_form(request: Request, waiting: Any, *, username: str = "", refusal: Refusal | None = None) -> Response:
    """Names the Yiban user to be bound, so that a forwarded link cannot trick someone into binding their account to
    a stranger's."""
    language = _language(request)
    who = f"{waiting.shown}（{waiting.subject}）" if waiting.shown else waiting.subject
    words = _EN if language == "en" else _ZH
    entries = [
        entry("username", words["username"], "text", "username", username[:64]),
        entry("password", words["password"], "password", "current-password"),
    ]
    return plain_page(
        words["title"],
        paragraphs(words["who"].format(who=who), words["why"]),
        alert(refusal.message(language) if refusal else ""),
        form(BIND, entries, words["button"]),
        paragraphs(words["warning"]),
        status=403 if refusal else 200,
        language=language,
    )


_ZH = {
    "title": "绑定您的账号",
    "who": "易班用户：{who}",
    "why": "首次使用，请用本系统的学号（工号）和密码确认身份；以后从易班打开即可直接进入。",
    "username": "学号（工号）",
    "password": "本系统的密码",
    "button": "绑定并登录",
    "warning": "如果上面不是您本人的易班账号，请不要填写，并关闭本页。账号尚未激活的，请先用激活码设置密码。",
}
_EN = {
    "title": "Bind your account",
    "who": "Yiban user: {who}",
    "why": "On your first visit, confirm your identity with your number and password in this system; "
    "after that, Yiban signs you in directly.",
    "username": "Student or staff number",
    "password": "Password in this system",
    "button": "Bind and sign in",
    "warning": "If this is not your Yiban account, do not fill in anything and close this page. "
    "If your account is not activated yet, first set a password with your activation code.",
}


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language"))
