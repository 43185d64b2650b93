"""A platform of work apps (企业微信, 钉钉): it answers in JSON with codes, to the school's own app and its token."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import orjson

from core.errors.entering import OtherSystemSilent
from graph.signing_in.journey import Method, await_answer, client, log, refused

LONGEST_ANSWER = 256 * 1024
LONGEST_CODE = 512
TOKEN_OVER = ("40014", "42001")
BUSY = ("-1", "45009", "90018")
"""The platform is busy, or has had too many questions of ours."""
SPARE_SECONDS = 300
"""A token is fetched anew so long before it ends, and no more than twice as often as it ends."""


class AppToken:
    """Holds the token of the school's app. Platforms limit how often it is fetched, so all requests of a process share
    one, and those that need a new one at the same time wait for the same fetch.

    Args:
        fetch: fetches a token, with the seconds for which it is valid.
    """

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> None:
        self._fetch = fetch
        self._token, self._until = "", 0.0
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, *, besides: str = "") -> str:
        """Returns the token, or a new one if it is over, or is the one that the platform has refused."""
        if self._token in ("", besides) or monotonic() >= self._until:
            if self._fetching is None:
                self._fetching = asyncio.create_task(self._renew())
            await asyncio.shield(self._fetching)
        return self._token

    async def _renew(self) -> None:
        try:
            self._token, seconds = await self._fetch()
            self._until = monotonic() + max(seconds - SPARE_SECONDS, seconds / 2)
        finally:
            self._fetching = None


class Platform:
    """Asks a platform on behalf of a way of signing in."""

    def __init__(self, method: Method, fetch_token: Callable[[], Awaitable[tuple[str, float]]]) -> None:
        self._method, self._token = method, AppToken(fetch_token)

    async def ask(self, verb: str, address: str, **how: Any) -> dict[str, Any]:
        """Returns the platform's answer.

        Raises:
            OtherSystemSilent, OtherSystemRefused
        """
        return self._accepted(await self._ask(verb, address, **how))

    async def ask_as_app(self, verb: str, address: str, *, params: dict[str, str] | None = None, **how: Any) -> Any:
        """Returns the platform's answer to the school's app, and asks again if only the app's token was over.

        Raises:
            OtherSystemSilent, OtherSystemRefused
        """
        token = await self._token.get()
        answer = await self._ask(verb, address, params={**(params or {}), "access_token": token}, **how)
        if _failure(answer) in TOKEN_OVER:
            token = await self._token.get(besides=token)
            answer = await self._ask(verb, address, params={**(params or {}), "access_token": token}, **how)
        return self._accepted(answer)

    async def _ask(self, verb: str, address: str, **how: Any) -> dict[str, Any]:
        status, body = await await_answer(self._method, _send(verb, address, **how))
        try:
            answer = orjson.loads(body) if len(body) <= LONGEST_ANSWER else None
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict) or _failure(answer) in BUSY:
            log.warning("sign-in", method=self._method.name, failure=f"no answer, HTTP {status}")
            raise OtherSystemSilent(label=self._method.label)
        return answer if status < 400 else {"code": f"HTTP {status}", **answer}

    def _accepted(self, answer: dict[str, Any]) -> dict[str, Any]:
        if failure := _failure(answer):
            raise refused(self._method, failure)
        return answer


async def _send(verb: str, address: str, **how: Any) -> tuple[int, bytes]:
    async with client() as http:
        response = await http.request(verb, address, **how)
    if response.status_code >= 500 or response.status_code == 429:
        response.raise_for_status()
    return response.status_code, response.content


def _failure(answer: dict[str, Any]) -> str:
    """Returns the code of a failure, or an empty text. `88` only says that `sub_code` tells more."""
    code = str(answer.get("sub_code") or answer.get("errcode") or answer.get("code") or "")
    return "" if code == "0" else code[:64]


def text_of(value: Any) -> str:
    """Returns a value of an answer as text, empty if it is neither text nor a number."""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def token_of(method: Method, token: Any, seconds: Any) -> tuple[str, float]:
    """Returns a token and its lifetime as the platform states them.

    Raises:
        OtherSystemRefused
    """
    if not isinstance(token, str) or not token or not isinstance(seconds, int):
        raise refused(method, "no token")
    return token, seconds
