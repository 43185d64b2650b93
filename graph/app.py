"""The application: middleware and routes around one schema."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from hashlib import blake2b

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from core.operations.registry import KINDS
from core.operations.runner import Runner
from core.settings import Settings
from core.workbooks.process import WorkbookProcess
from db.migrate import current, newest
from db.session import Database
from graph import uploads
from graph.answers import Json, Refused, refused
from graph.context import build_context
from graph.directory import Directory
from graph.downloads import download
from graph.errors import Unauthenticated, log_unexpected
from graph.execution import Schema
from graph.http import View
from graph.observability import Metrics, Observed, configure_logging, is_local
from graph.schema import schema as whole
from graph.security import BodyLimit, Compressed, Guard, SecurityHeaders, Straight, forgery, known_hosts
from graph.sockets import ContextFactory
from graph.trail import trail

READY_SECONDS = 2
DESK_CONNECTIONS = 2
"""Of each process's own for its queue: claims, signs of life, progress, followers."""


def create_app(
    settings: Settings,
    database: Database,
    schema: Schema = whole,
    *,
    context_factory: ContextFactory = build_context,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """The app over this database; its `state` holds what contexts are built of. `routes` come after our own."""
    configure_logging(settings)
    metrics = Metrics()
    view = View(schema, context_factory, settings.upload_max_bytes, fast=settings.fast_path)
    app = Starlette(
        routes=[
            Route("/graphql", view),
            WebSocketRoute("/graphql", view),
            Route("/schema.graphql", _definition(schema, context_factory)),
            Route("/downloads/{token}", download),
            Route("/healthz", _alive),
            Route("/readyz", _ready),
            Route("/metrics", _numbers(metrics, public=settings.metrics_public)),
            *routes,
        ],
        middleware=[
            Middleware(Observed, metrics=metrics),
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Guard, refusal=known_hosts(settings)),
            *_cross_origin(settings),
            Middleware(Guard, refusal=forgery(settings)),
            Middleware(BodyLimit, settings=settings),
            Middleware(Compressed, minimum_size=1000, compresslevel=5),
            Middleware(Straight, path="/graphql", view=view),
        ],
        exception_handlers={HTTPException: _no_such_page},
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.database, app.state.settings, app.state.directory = database, settings, Directory()
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Work under way is given back before the tools for it are taken away."""
    state = app.state
    state.workbooks = WorkbookProcess()
    desk = Database(state.database.url.render_as_string(hide_password=False), DESK_CONNECTIONS)
    state.runner = Runner(state.database, desk, state.workbooks, state.settings, KINDS, log_unexpected)
    state.runner.start()
    try:
        yield
    finally:
        await state.runner.close()
        await state.workbooks.close()
        await desk.dispose()


def _cross_origin(settings: Settings) -> list[Middleware]:
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_credentials=True,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type", "authorization", *uploads.HEADERS),
            expose_headers=("x-request-id", "etag"),
        )
    ]


def _definition(schema: Schema, context_factory: ContextFactory) -> Callable[[Request], Awaitable[Response]]:
    """The schema as text, for those who are signed in, as introspection is."""

    @cache
    def printed() -> tuple[str, str]:
        text = schema.as_str()
        return text, f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'

    async def definition(request: Request) -> Response:
        context = await context_factory(request, Response())
        if context.viewer is None:
            return refused(request.scope, Unauthenticated())
        text, tag = printed()
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(text, media_type="text/plain", headers=headers)

    return definition


async def _alive(_request: Request) -> Response:
    return Json({"status": "alive"}, media_type="application/json")


async def _ready(request: Request) -> Response:
    """The database answers, and its tables are the ones that this code knows."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            revision = await current(request.app.state.database)
    except Exception as error:
        log_unexpected(error, trail().request_id, "readyz")
        return Json({"status": "database unreachable"}, 503, media_type="application/json")
    if revision != newest():
        return Json({"status": "migrations not at head"}, 503, media_type="application/json")
    return Json({"status": "ready"}, media_type="application/json")


def _numbers(metrics: Metrics, *, public: bool) -> Callable[[Request], Awaitable[Response]]:
    async def numbers(request: Request) -> Response:
        if not (public or is_local(request)):
            return _missing(request)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    return numbers


def _missing(request: Request) -> Response:
    return refused(request.scope, Refused(404, "没有这个页面", "There is no such page"))


async def _no_such_page(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException) or error.status_code == 404:
        return _missing(request)
    allow = (error.headers or {}).get("Allow")
    headers = {"Allow": allow} if allow else {}
    return refused(
        request.scope, Refused(error.status_code, "不支持这样的请求", "This is not supported here", **headers)
    )
