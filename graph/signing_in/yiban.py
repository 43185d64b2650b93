"""易班: its app opens our entry page with an encrypted request, and its open platform confirms the user.

There is neither a signature nor a nonce: a request is good once, for five minutes, and only for the user whom the
platform confirms by the request's own token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.actions.bindings import Identity
from core.errors.entering import NotConfirmed, OtherSystemSilent, RequestStale, RequestUnreadable
from core.settings import Settings
from graph.signing_in.journey import Journey, await_answer, client

LIFETIME = timedelta(minutes=5)
LONGEST = 8192


class ConsentNeeded(Exception):
    """Reports that the person has not yet allowed this app to know them. Yiban asks, and opens the entry page again."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__("consent needed")


@dataclass(frozen=True, slots=True)
class Request:
    """Holds a visit as Yiban describes it. `access_token` is None without consent; `raw` is the encrypted text."""

    visited_at: datetime
    userid: str
    shown: str
    access_token: str | None
    raw: bytes

    def require_fresh(self, now: datetime) -> None:
        """Refuses a visit that is too old, or too far in the future.

        Raises:
            RequestStale
        """
        if abs(now - self.visited_at) > LIFETIME:
            raise RequestStale


def read(verify_request: str, app_id: str, app_secret: str) -> Request:
    """Decrypts a request: AES-CBC with the secret as key and the app's id as first block, zero padding, JSON inside.

    Raises:
        RequestUnreadable
    """
    try:
        raw = bytes.fromhex(verify_request[:LONGEST])
        decryptor = Cipher(algorithms.AES(app_secret.encode()), modes.CBC(app_id.encode())).decryptor()
        decrypted = orjson.loads((decryptor.update(raw) + decryptor.finalize()).rstrip(b"\0"))
        user, oauth = decrypted["visit_user"], decrypted["visit_oauth"]
        return Request(
            visited_at=datetime.fromtimestamp(int(decrypted["visit_time"]), UTC),
            userid=_as_text(user["userid"]),
            shown=str(user.get("usernick") or user.get("username") or "")[:60],
            access_token=_as_text(oauth["access_token"]) if oauth else None,
            raw=raw,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
        raise RequestUnreadable from None


def _as_text(value: Any) -> str:
    """Returns a number as text; Yiban sends numbers or strings."""
    if not isinstance(value, str | int) or not str(value):
        raise ValueError("neither a number nor a string")
    return str(value)


class Yiban:
    """Signs in through the light app and the open platform behind it."""

    name = "yiban"
    label = "易班"

    def __init__(self, settings: Settings) -> None:
        self.app_id, self._app_secret = str(settings.yiban_app_id), str(settings.yiban_app_secret)
        self.address, self.api = str(settings.yiban_address), settings.yiban_api

    async def start(self, journey: Journey) -> str:  # Yiban carries no state
        return self.address

    def read(self, verify_request: str, now: datetime) -> Request:
        """Decrypts a request, and checks its age and the person's consent.

        Raises:
            RequestUnreadable, RequestStale, ConsentNeeded
        """
        request = read(verify_request, self.app_id, self._app_secret)
        request.require_fresh(now)
        if request.access_token is None:
            query = {"client_id": self.app_id, "redirect_uri": self.address, "display": "html"}
            raise ConsentNeeded(f"{self.api}/oauth/authorize?{urlencode(query)}")
        return request

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:  # as above
        return await self.confirm(self.read(parameters.get("verify_request", ""), datetime.now(UTC)))

    async def confirm(self, request: Request) -> Identity:
        """Returns the identity that the platform confirms.

        Raises:
            NotConfirmed, OtherSystemSilent
        """
        me = await self._fetch("/user/me", request)
        if me is None or str(me.get("yb_userid") or me.get("userid")) != request.userid:
            raise NotConfirmed
        verified = await self._fetch("/user/verify_me", request) or {}
        number = verified.get("yb_studentid") or verified.get("yb_employid")
        return Identity(self.name, str(number) if number else None, request.userid, request.shown)

    async def _fetch(self, path: str, request: Request) -> dict[str, Any] | None:
        """Fetches an answer of the platform, or None if it does not answer this question, for example to a school
        without the right."""
        answer = await await_answer(self, self._get(path, request))
        info = answer.get("info") if isinstance(answer, dict) and answer.get("status") == "success" else None
        return info if isinstance(info, dict) else None

    async def _get(self, path: str, request: Request) -> Any:
        async with client() as http:
            response = await http.get(self.api + path, params={"access_token": request.access_token})
        try:
            return orjson.loads(response.content)
        except orjson.JSONDecodeError:
            raise OtherSystemSilent(label=self.label) from None
