"""DingTalk (钉钉), for tests: its page, its newer API for the person, and its older one for the school's contacts."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.serving import serving

CLIENT_ID, CLIENT_SECRET = "dingabc123", "the secret of the app"
UNIONID, USERID = "z21HjQliSzpw0YWxxxxx", "manager4220"


@dataclass
class Dingtalk:
    """Signs in one person, who is a member of the school, an outside contact of it, or a stranger."""

    url: str = ""
    member: dict[str, Any] | None = field(default_factory=lambda: {"job_number": "20190101", "name": "甲"})
    contact_type: int = 0
    agrees: bool = True
    says: Response | None = None
    tokens: list[str] = field(default_factory=list)
    over: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def settings(self) -> dict[str, Any]:
        hosts = dict.fromkeys(("dingtalk_login", "dingtalk_api", "dingtalk_contacts"), self.url)
        return {"dingtalk_client_id": CLIENT_ID, "dingtalk_client_secret": CLIENT_SECRET, **hosts}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/oauth2/auth", self._authorize),
                Route("/v1.0/oauth2/userAccessToken", self._person_token, methods=["POST"]),
                Route("/v1.0/contact/users/me", self._me),
                Route("/v1.0/oauth2/accessToken", self._app_token, methods=["POST"]),
                Route("/topapi/user/getbyunionid", self._by_unionid, methods=["POST"]),
                Route("/topapi/v2/user/get", self._details, methods=["POST"]),
            ]
        )

    def end_token(self, code: int) -> None:
        """The older API tells of some refusals in `sub_code`."""
        answer = {"errcode": 88, "sub_code": str(code), "sub_msg": "不合法的access_token"} if code == 40014 else None
        self.over[self.tokens[-1]] = answer or {"errcode": code, "errmsg": "access_token超时"}

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["scope"] == "openid"
        assert asked["prompt"] == "consent"
        sent = {"state": asked["state"], "authCode": uuid4().hex}
        if self.agrees:
            self.codes.add(sent["authCode"])
        else:
            sent = {"state": asked["state"], "error": "access_denied"}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(sent)}", 302)

    async def _person_token(self, request: Request) -> Response:
        self.asked.append("person")
        if self.says:
            return self.says
        asked = await request.json()
        known = (asked["clientId"], asked["clientSecret"], asked["grantType"])
        if known != (CLIENT_ID, CLIENT_SECRET, "authorization_code"):
            return JSONResponse({"code": "invalidClientIdOrSecret", "message": "无效的clientId或者clientSecret"}, 400)
        if asked["code"] not in self.codes:
            return JSONResponse({"code": "invalidParameter.authCode.notFound", "message": "不存在的临时授权码"}, 400)
        self.codes.remove(asked["code"])
        token = uuid4().hex
        self.persons.add(token)
        return JSONResponse({"accessToken": token, "refreshToken": "r", "expireIn": 7200, "corpId": "corp1"})

    async def _me(self, request: Request) -> Response:
        self.asked.append("me")
        if request.headers.get("x-acs-dingtalk-access-token") not in self.persons:
            return JSONResponse({"code": "InvalidAuthentication", "message": "不合法的access_token"}, 401)
        return JSONResponse({"nick": "甲", "unionId": UNIONID, "openId": "o1", "mobile": "15000000000"})

    async def _app_token(self, request: Request) -> Response:
        self.asked.append("token")
        if self.says:
            return self.says
        asked = await request.json()
        assert (asked["appKey"], asked["appSecret"]) == (CLIENT_ID, CLIENT_SECRET)
        if not self.tokens or self.tokens[-1] in self.over:
            self.tokens.append(uuid4().hex)
        return JSONResponse({"accessToken": self.tokens[-1], "expireIn": 7200})

    async def _by_unionid(self, request: Request) -> Response:
        if wrong := self._wrong(request):
            return wrong
        assert (await request.json())["unionid"] == UNIONID
        if self.member is None:
            return JSONResponse({"errcode": 60121, "errmsg": "找不到该用户", "request_id": "r1"})
        return _found({"contact_type": self.contact_type, "userid": USERID})

    async def _details(self, request: Request) -> Response:
        if wrong := self._wrong(request):
            return wrong
        assert (await request.json())["userid"] == USERID
        return _found({"userid": USERID, "unionid": UNIONID, "active": True, **(self.member or {})})

    def _wrong(self, request: Request) -> Response | None:
        self.asked.append(request.url.path)
        token = request.query_params.get("access_token", "")
        if token in self.over:
            return JSONResponse(self.over[token])
        known = token in self.tokens
        return None if known else JSONResponse({"errcode": 40014, "errmsg": "不合法的access_token"})


def _found(result: dict[str, Any]) -> Response:
    return JSONResponse({"errcode": 0, "errmsg": "ok", "result": result, "request_id": json.dumps("r1")})


@asynccontextmanager
async def dingtalk() -> AsyncIterator[Dingtalk]:
    stand_in = Dingtalk()
    async with serving(stand_in.app()) as url:
        stand_in.url = url
        yield stand_in
