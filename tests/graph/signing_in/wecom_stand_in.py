"""WeChat Work (企业微信), for tests: its pages, its tokens and its codes as its documents describe them."""

import re
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

CORP_ID, AGENT_ID, SECRET = "ww0123456789abcdef", "1000002", "the secret of the app"
INSIDE = "Mozilla/5.0 (Linux; Android 13) Mobile MicroMessenger/7.0.1 wxwork/4.1.10"


@dataclass
class Wecom:
    """Signs in the member `userid`, or nobody of the school; `says` stands in for whatever it would answer."""

    url: str = ""
    userid: str | None = "20190101"
    attributes: dict[str, str] = field(default_factory=dict)
    agrees: bool = True
    says: Response | None = None
    tokens: list[str] = field(default_factory=list)
    over: dict[str, int] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    lifetime: int = 7200

    def settings(self) -> dict[str, Any]:
        hosts = dict.fromkeys(("wecom_login", "wecom_authorize", "wecom_api"), self.url)
        return {"wecom_corp_id": CORP_ID, "wecom_agent_id": AGENT_ID, "wecom_secret": SECRET, **hosts}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/wwlogin/sso/login", self._login),
                Route("/connect/oauth2/authorize", self._authorize),
                Route("/cgi-bin/gettoken", self._token),
                Route("/cgi-bin/auth/getuserinfo", self._who),
                Route("/cgi-bin/user/get", self._member),
            ]
        )

    def end_token(self, code: int) -> None:
        """The platform may end a token before its time."""
        self.over[self.tokens[-1]] = code

    async def _login(self, request: Request) -> Response:
        assert request.query_params["login_type"] == "CorpApp"
        return self._sent_back(request)

    async def _authorize(self, request: Request) -> Response:
        assert request.query_params["response_type"] == "code"
        assert request.query_params["scope"] == "snsapi_base"
        return self._sent_back(request)

    def _sent_back(self, request: Request) -> Response:
        asked = request.query_params
        self.asked.append(request.url.path)
        assert (asked["appid"], asked["agentid"]) == (CORP_ID, AGENT_ID)
        assert re.fullmatch("[a-zA-Z0-9]{1,128}", asked["state"])
        sent = {"state": asked["state"]}
        if self.agrees:
            sent["code"] = uuid4().hex
            self.codes.add(sent["code"])
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(sent)}", 302)

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        if self.says:
            return self.says
        asked = request.query_params
        if (asked["corpid"], asked["corpsecret"]) != (CORP_ID, SECRET):
            return _answer(40001, "invalid credential")
        if not self.tokens or self.tokens[-1] in self.over:
            self.tokens.append(uuid4().hex)
        return JSONResponse(
            {"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": self.lifetime}
        )

    async def _who(self, request: Request) -> Response:
        if wrong := self._wrong(request):
            return wrong
        code = request.query_params["code"]
        if code not in self.codes:
            return _answer(40029, "invalid code")
        self.codes.remove(code)
        if self.userid is None:
            return JSONResponse({"errcode": 0, "errmsg": "ok", "openid": "o1", "external_userid": "wm1"})
        return JSONResponse({"errcode": 0, "errmsg": "ok", "userid": self.userid, "user_ticket": "t"})

    async def _member(self, request: Request) -> Response:
        if wrong := self._wrong(request):
            return wrong
        if request.query_params["userid"] != self.userid:
            return _answer(60111, "userid not found")
        attributes = [{"type": 0, "name": name, "text": {"value": value}} for name, value in self.attributes.items()]
        page = {"type": 1, "name": "主页", "web": {"url": "http://e.edu", "title": "20190102"}}
        extended = {"extattr": {"attrs": [page, *attributes]}}
        return JSONResponse({"errcode": 0, "errmsg": "ok", "userid": self.userid, "alias": "20190102", **extended})

    def _wrong(self, request: Request) -> Response | None:
        self.asked.append(request.url.path)
        if self.says:
            return self.says
        token = request.query_params.get("access_token", "")
        if token in self.over:
            return _answer(self.over[token], "access_token expired")
        return None if token in self.tokens else _answer(40014, "invalid access_token")


def _answer(code: int, words: str) -> Response:
    return JSONResponse({"errcode": code, "errmsg": f"{words}, hint: [1], more info at https://e.edu"})


@asynccontextmanager
async def wecom() -> AsyncIterator[Wecom]:
    stand_in = Wecom()
    async with serving(stand_in.app()) as url:
        stand_in.url = url
        yield stand_in
