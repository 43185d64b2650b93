"""A campus's OpenID Connect, for tests: it keeps to the protocol, unless a test tells it to lie."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urljoin
from uuid import uuid4

import orjson
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.serving import serving

EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLIENT_ID, CLIENT_SECRET = "zongce", "the secret of zongce, long enough to sign with"


@dataclass
class Oidc:
    """`claims` are those of the person who signs in there; `lies` stand in the ID token instead of what is true."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "20190101"})
    profile: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    issuer: str | None = None
    algorithm: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    signs_with: Any = None
    broken: bool = False
    slow: bool = False
    garbled: bool = False
    sid: str | None = None
    end: str | None = "/logout"
    registered: str = ""
    keys_asked: int = 0
    asked: list[Any] = field(default_factory=list)
    codes: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        return {"oidc_issuer": self.url, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                Route("/logout", self._logout),
            ]
        )

    async def _configuration(self, _request: Request) -> Response:
        if self.slow:
            await asyncio.sleep(1)
        if self.broken:
            return Response("<html>", 502)
        if self.garbled:
            return Response("<html>")
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return JSONResponse(
            {
                "issuer": self.issuer or self.url,
                **{name: f"{self.url}/{path}" for name, path in ends.items()},
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                "code_challenge_methods_supported": ["S256"],
                "backchannel_logout_supported": True,
                "backchannel_logout_session_supported": True,
                **({"end_session_endpoint": urljoin(self.url, self.end)} if self.end else {}),
            }
        )

    async def _keys(self, _request: Request) -> Response:
        self.keys_asked += 1
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        """The person has signed in here, and agrees."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = uuid4().hex
        self.codes[code] = asked
        sent = {"code": code, "state": asked["state"], "iss": self.url}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(sent)}", 302)

    async def _token(self, request: Request) -> Response:
        async with request.form() as sent:
            asked = self.codes.pop(str(sent.get("code")), None)
            challenge = sha256(str(sent.get("code_verifier")).encode()).digest()
            known = request.headers.get("authorization", "").partition(" ")[2]
            fits = (
                asked is not None
                and base64.b64decode(known).decode().startswith(f"{CLIENT_ID}:")
                and sent.get("redirect_uri") == asked["redirect_uri"]
                and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
            )
        if asked is None or not fits:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": self._id_token(asked["nonce"])}
        )

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": nonce, "sid": self.sid}
        return self._sealed({**said, **self.claims, **self.lies})

    def logout_token(self, kind: str | None = "logout+jwt", **lies: Any) -> str:
        """A token that ends the session `sid`, or all of the person's; `lies` stand in it instead of what is true."""
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "jti": uuid4().hex, "sid": self.sid}
        return self._sealed({**said, "sub": self.claims["sub"], "events": {EVENT: {}}, **lies}, kind)

    def _sealed(self, said: dict[str, Any], kind: str | None = None) -> str:
        whole = {name: value for name, value in said.items() if value is not None}
        if self.algorithm == "none":
            return ".".join(_plain(part) for part in ({"alg": "none"}, whole)) + "."
        header = {"alg": self.algorithm, "kid": (self.signs_with or self.key).kid}
        if kind:
            header["typ"] = kind
        key = OctKey.import_key(CLIENT_SECRET) if self.algorithm == "HS256" else self.signs_with or self.key
        return jwt.encode(header, whole, key, algorithms=[self.algorithm])

    async def _logout(self, request: Request) -> Response:
        """Ends the person's session here without asking, because the ID token says who it is."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        hint = jwt.decode(asked["id_token_hint"], self.key, algorithms=["RS256"]).claims
        fits = hint["aud"] == asked["client_id"] == CLIENT_ID and hint["sub"] == self.claims["sub"]
        if not fits or asked["post_logout_redirect_uri"] != self.registered:
            return Response("invalid_request", 400)
        return RedirectResponse(self.registered, 302)

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer at"
        return JSONResponse({**self.claims, **self.profile})


def _plain(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode()


@asynccontextmanager
async def oidc() -> AsyncIterator[Oidc]:
    stand_in = Oidc()
    async with serving(stand_in.app()) as url:
        stand_in.url = url
        yield stand_in
