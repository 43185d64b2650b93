"""Serves /reports/<list>.csv: a list of the API for spreadsheets and reporting tools; and /reports, which lists them
(R9.6)."""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from graph.routes.reports.compiled import Report, compiled
from graph.routes.reports.layouts import LAYOUTS
from graph.routes.reports.parameters import variables_of
from graph.routes.reports.reading import Reading
from graph.server.application import ContextFactory
from graph.server.engine.execution import Schema
from graph.server.errors import BadRequest, ReportedError, Unauthenticated
from graph.server.open_connections import Places, Staying
from graph.server.responses import Json, Refused, refused

SECONDS = 600
"""The time in which a client has to take a whole report."""
CHALLENGE = 'Bearer realm="zongce", Basic realm="zongce", charset="UTF-8"'
VARY = "Accept-Encoding, Accept-Language, Authorization, Cookie"


class Reports:
    """Answers the two routes.

    Args:
        before_long_query: is called with the context of each page.
        per_person: how many reports one person may read at a time.
    """

    def __init__(
        self,
        schema: Schema,
        context_factory: ContextFactory,
        before_long_query: Callable[[Any], Awaitable[None]],
        per_person: int,
    ) -> None:
        self._schema, self._context_factory, self._places = schema, context_factory, Places(per_person)
        self._before_long_query = before_long_query
        self._compiled: dict[str, Report] = {}

    def _report(self, name: str) -> Report:
        """Returns the report of a name, compiled when it is first asked for."""
        if name not in self._compiled:
            self._compiled[name] = compiled(name, self._schema.query_type)
        return self._compiled[name]

    async def one(self, request: Request) -> Response:
        _take_password_as_token(request)
        try:
            return await self._file(request)
        except ReportedError as error:
            return _refused(request, error)

    async def all(self, request: Request) -> Response:
        _take_password_as_token(request)
        try:
            context = await self._signed_in(request)
        except ReportedError as error:
            return _refused(request, error)
        return Json(
            [_described(self._report(name), context.language) for name in LAYOUTS], media_type="application/json"
        )

    async def _file(self, request: Request) -> Response:
        if request.path_params["name"] not in LAYOUTS:
            return refused(request.scope, Refused(404, "没有此报表", "There is no such report"))
        found = self._report(request.path_params["name"])
        variables = await self._variables(request, found)
        reading = Reading(self._schema, self._context_factory, self._before_long_query, request, found, variables)
        first = await reading.first()
        headers = {"Content-Disposition": f'attachment; filename="{found.name}.csv"', "Vary": VARY}
        media_type = "text/csv; charset=utf-8; header=present"
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media_type)
        with ExitStack() as place:
            place.enter_context(self._places.of(reading.viewer, request.scope))
            stream = InTime(reading.rest(first), headers=headers, media_type=media_type)
            return Staying(stream, place.pop_all())

    async def _variables(self, request: Request, found: Report) -> dict[str, Any]:
        """Reads the address. What is wrong with it is told to people who are signed in, the others sign in first."""
        try:
            return variables_of(found, request.query_params.multi_items())
        except BadRequest:
            await self._signed_in(request)
            raise

    async def _signed_in(self, request: Request) -> Any:
        context = await self._context_factory(request, Response())
        if context.viewer is None:
            raise Unauthenticated
        return context


class InTime(StreamingResponse):
    """Represents a stream that is cut off after a while, so that a client that does not read holds nothing for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(SECONDS):
            await super().__call__(scope, receive, send)


def _described(found: Report, language: str) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.layout.title.split(" | ")[1 if language == "en" else 0],
        "address": f"/reports/{found.name}.csv",
        "parameters": [
            {"name": one.name, "kind": str(one.type), "required": one.required} for one in found.parameters.values()
        ],
        "columns": [{"name": column, "kind": kind} for column, kind in found.kinds.items()],
    }


def _take_password_as_token(request: Request) -> None:
    """Accepts the token as the password of basic authentication, which spreadsheets keep outside of the file.

    Only here: these routes change nothing, so a browser that sends such a password by itself does no harm.
    """
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return
    try:
        password = b64decode(encoded.strip(), validate=True).decode().partition(":")[2]
    except (NotBase64, UnicodeDecodeError):
        password = ""
    MutableHeaders(scope=request.scope)["authorization"] = f"Bearer {quote(password)}"


def _refused(request: Request, error: ReportedError) -> Response:
    response = refused(request.scope, error)
    if response.status_code == 401:
        response.headers["www-authenticate"] = CHALLENGE
    return response
