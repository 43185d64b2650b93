"""The app around one schema: its routes, and what stands before every route."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from hashlib import blake2b
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from graph.server.admission import Admission, Limits
from graph.server.application import Application
from graph.server.engine.execution import Schema
from graph.server.errors import Unauthenticated
from graph.server.gate import STATE, Gate
from graph.server.http import View
from graph.server.observability import Metrics, NamedValue, Observed, configure_logging, is_local
from graph.server.responses import Json, Refused, missing, refused
from graph.server.security import BodyLimit, Compressed, Guard, SecurityHeaders, Straight, forgery, known_hosts
from graph.server.settings import ServerSettings
from graph.server.trusted_documents import Trusted

Handler = Callable[[Request], Awaitable[Response]]


async def nothing_here(request: Request) -> Response:
    return missing(request)


def create_server(
    schema: Schema,
    application: Application,
    settings: ServerSettings,
    *,
    documents: Mapping[str, str] | None = None,
    routes: Sequence[BaseRoute] = (),
    not_routed: Handler = nothing_here,
    numbers: Sequence[NamedValue] = (),
    lifespan: Any = None,
) -> Starlette:
    """Creates the app. Its `state` holds the admission, and what the application puts there.

    Args:
        documents: the texts of trusted documents by their SHA-256.
        routes: routes of the application, after those of the server.
        not_routed: answers an address that has no route.
        numbers: further numbers for the metrics.
    """
    configure_logging(settings)
    metrics, admission = Metrics(application.name), Admission(Limits(settings.requests_in_flight))
    metrics.show(admission, *numbers)
    trusted = Trusted(documents or {}, only=settings.trusted_documents_only)
    view = View(schema, application, settings, trusted, admission)
    app = Starlette(
        routes=[
            Route("/graphql", view),
            WebSocketRoute("/graphql", view),
            Route("/schema.graphql", _definition(schema, application)),
            Route("/healthz", alive),
            Route("/metrics", _numbers(metrics, public=settings.metrics_public)),
            *routes,
        ],
        middleware=[
            Middleware(Observed, metrics=metrics, errors=schema.errors),
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Guard, refusal=known_hosts(settings)),
            *_cross_origin(settings),
            Middleware(Guard, refusal=forgery(settings, application.token_of)),
            Middleware(BodyLimit, settings=settings),
            Middleware(Compressed, minimum_size=1000, compresslevel=5),
            Middleware(Straight, path="/graphql", view=view),
        ],
        exception_handlers={HTTPException: _unanswered(not_routed)},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.router.lifespan_context = _with_gate(app.router.lifespan_context, Gate(view, admission, metrics, settings))
    app.state.admission = admission
    return app


def _with_gate(lifespan: Any, gate: Gate) -> Any:
    """Puts the gate into the state that the server hands to connections."""

    @asynccontextmanager
    async def with_gate(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with lifespan(app) as state:
            yield {**(state or {}), STATE: gate}
        gate.log()

    return with_gate


def _cross_origin(settings: ServerSettings) -> list[Middleware]:
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_credentials=True,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type", "authorization", *settings.upload_headers),
            expose_headers=("x-request-id", "etag"),
        )
    ]


def _definition(schema: Schema, application: Application) -> Handler:
    """Returns the schema as text, to those who are signed in, as for introspection."""

    @cache
    def printed() -> tuple[str, str]:
        text = schema.as_str()
        return text, f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'

    async def definition(request: Request) -> Response:
        context = await application.context(request, Response())
        if context.viewer is None:
            return refused(request.scope, Unauthenticated())
        text, tag = printed()
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(text, media_type="text/plain", headers=headers)

    return definition


async def alive(_request: Request) -> Response:
    """Answers that the process runs, without asking the database."""
    return Json({"status": "alive"}, media_type="application/json")


def _numbers(metrics: Metrics, *, public: bool) -> Handler:
    async def numbers(request: Request) -> Response:
        if not (public or is_local(request)):
            return missing(request)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    return numbers


def _unanswered(not_routed: Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answers requests that have no route, and methods that a route does not take."""

    async def unanswered(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException) or error.status_code == 404:
            return await not_routed(request)
        allow = (error.headers or {}).get("Allow")
        headers = {"Allow": allow} if allow else {}
        return refused(
            request.scope, Refused(error.status_code, "不支持此请求", "This request is not supported", **headers)
        )

    return unanswered
