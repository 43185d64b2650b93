"""A campus's CAS, for tests: tickets for one service, each good for once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.serving import serving
from tests.waiting import connected

SUCCESS = """<?xml version="1.0" encoding="UTF-8"?>
<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
  <cas:authenticationSuccess>
    <cas:user>{user}</cas:user>{attributes}
  </cas:authenticationSuccess>
</cas:serviceResponse>"""
LAUGHS = '<!DOCTYPE a [<!ENTITY a "20190101"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + SUCCESS.partition("?>")[
    2
].format(user="&b;", attributes="")
"""An answer whose entities would grow."""
FAILURE = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
  <cas:authenticationFailure code="INVALID_TICKET">Ticket not recognized</cas:authenticationFailure>
</cas:serviceResponse>"""


@dataclass
class Cas:
    """`says`: what it answers to whatever ticket, where a test wants it to."""

    url: str = ""
    user: str = "20190101"
    attributes: dict[str, str] = field(default_factory=dict)
    says: bytes | None = None
    tickets: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        return {"cas_address": f"{self.url}/cas"}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cas/login", self._login),
                Route("/cas/serviceValidate", self._validate),
                Route("/cas/p3/serviceValidate", self._validate),
                Route("/cas/logout", self._logout),
            ]
        )

    async def end(self, ticket: str) -> httpx2.Response:
        """Tells the service of a ticket that its session is over."""
        async with connected(self.given[ticket].partition("?")[0].rpartition("/signin")[0]) as client:
            return await client.post(self.given[ticket], data={"logoutRequest": logout_request(ticket)})

    async def _login(self, request: Request) -> Response:
        service = request.query_params["service"]
        ticket = f"ST-{uuid4().hex}"
        self.tickets[ticket] = self.given[ticket] = service
        return RedirectResponse(f"{service}{'&' if '?' in service else '?'}ticket={quote(ticket)}", 302)

    async def _logout(self, request: Request) -> Response:
        """The person's session here ends, and so does every session that it has opened elsewhere."""
        for ticket in self.given:
            await self.end(ticket)
        self.given.clear()
        asked = request.query_params
        return RedirectResponse(asked.get("service") or asked["url"], 302)

    async def _validate(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        asked = request.query_params
        if self.says is not None:
            return Response(self.says, media_type="application/xml")
        if self.tickets.pop(asked["ticket"], None) != asked["service"]:
            return Response(FAILURE, media_type="application/xml")
        given = "".join(f"<cas:{name}>{value}</cas:{name}>" for name, value in self.attributes.items())
        attributes = f"<cas:attributes>{given}</cas:attributes>" if "p3" in request.url.path else ""
        return Response(SUCCESS.format(user=self.user, attributes=attributes), media_type="application/xml")


def logout_request(ticket: str) -> str:
    """Writes what CAS sends in the field `logoutRequest`."""
    return f"""<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-{uuid4().hex}"
      Version="2.0" IssueInstant="2019-09-10T08:00:00Z">
      <saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>
      <samlp:SessionIndex>{ticket}</samlp:SessionIndex>
    </samlp:LogoutRequest>"""


@asynccontextmanager
async def cas() -> AsyncIterator[Cas]:
    stand_in = Cas()
    async with serving(stand_in.app()) as url:
        stand_in.url = url
        yield stand_in
