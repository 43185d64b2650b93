"""Yiban's side, for tests: requests as its app sends them, and an open platform that answers as the real one does."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.serving import serving

APP_ID, APP_SECRET = "fedcba9876543210", "0123456789abcdef0123456789abcdef"
ADDRESS = "https://f.yiban.cn/iapp123456"
VECTOR = (
    "c1ebe6690a86cd580a2d8fb83ed21b99f3caabc885e5c1366295b63ccd3f2ed392a001279b389ecd092a283b06f22e405e21589a3369b4c0"
    "ee319947da5cfbb1346ebad76573489e1a42602bf52e58d66496139abaffb0a5b786848e50168016fd267663d37e9d5d651e4879a638d160"
    "5742d87717d22cf8de9b190a972b1453271b3c1ba6e1c5505ceaade4f19798adbc6316f85c62a1ab78a990a48ed32672aba2960f8a5b63e0"
    "16c00210cfc75f37"
)
"""Made with openssl: a visit of 25 August 2020 by the user 10000001."""


@dataclass
class Yiban:
    """Knows whose token it is, and the numbers that a school may ask for."""

    url: str = ""
    owners: dict[str, str] = field(default_factory=lambda: {"t0": "10000001", "t1": "10000002"})
    numbers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def settings(self) -> dict[str, Any]:
        return {
            "yiban_app_id": APP_ID,
            "yiban_app_secret": APP_SECRET,
            "yiban_address": ADDRESS,
            "yiban_api": self.url,
        }

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/user/me", self._me), Route("/user/verify_me", self._verify_me)])

    async def _me(self, request: Request) -> Response:
        self.asked.append("me")
        owner = self.owners.get(request.query_params["access_token"])
        return self._answer(owner and {"yb_userid": owner, "yb_username": "u1", "yb_usernick": "n1"})

    async def _verify_me(self, request: Request) -> Response:
        self.asked.append("verify_me")
        return self._answer(self.numbers.get(self.owners.get(request.query_params["access_token"], "")))

    def _answer(self, info: Any) -> Response:
        if self.broken:
            return Response("<html>502 Bad Gateway</html>", 502)
        if not info:
            return JSONResponse({"status": "error", "info": {"code": "e003", "msgCN": "access_token不存在"}})
        return JSONResponse({"status": "success", "info": info})


@asynccontextmanager
async def yiban() -> AsyncIterator[Yiban]:
    stand_in = Yiban()
    async with serving(stand_in.app()) as url:
        stand_in.url = url
        yield stand_in


def visit(
    userid: Any = "10000001",
    token: Any = "t0",
    *,
    ago: float = 0,
    nick: str = "n1",
    secret: str = APP_SECRET,
    app_id: str = APP_ID,
) -> str:
    """`verify_request`, as the app sends it; `token` None: without consent."""
    said = {
        "visit_time": int(time.time() - ago),
        "visit_user": {"userid": userid, "username": "u1", "usernick": nick, "usersex": "M"},
        "visit_oauth": {"access_token": token, "token_expires": 1598400000} if token else False,
    }
    return sealed(orjson.dumps(said), secret, app_id)


def sealed(plain: bytes, secret: str = APP_SECRET, app_id: str = APP_ID) -> str:
    padded = plain + b"\0" * (-len(plain) % 16)
    encryptor = Cipher(algorithms.AES(secret.encode()), modes.CBC(app_id.encode())).encryptor()
    return (encryptor.update(padded) + encryptor.finalize()).hex()
