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

from core.actions.long_work import KINDS
from core.identity.entrance import Entrance
from core.operations.runner import Runner
from core.settings import Settings
from core.workbooks.process import WorkbookProcess
from db.pulse import Pulse
from db.session import Database
from graph.context import build_context
from graph.directory import Directory
from graph.downloads import download
from graph.readiness import Readiness, alive
from graph.schema import schema as whole
from graph.server import pages, uploads
from graph.server.admission import Admission, Limits
from graph.server.engine.execution import Schema
from graph.server.errors import Unauthenticated, log_unexpected
from graph.server.http import View
from graph.server.observability import Metrics, Observed, configure_logging, is_local
from graph.server.open_connections import Places
from graph.server.pages import BUILT, Pages
from graph.server.responses import Refused, refused
from graph.server.security import BodyLimit, Compressed, Guard, SecurityHeaders, Straight, forgery, known_hosts
from graph.server.sockets import ContextFactory
from graph.server.trusted_documents import Trusted
from graph.signing_in.methods import methods_of
from graph.signing_in.routes import sign_in_routes

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
    metrics, built = Metrics(), Pages(settings.web_folder or BUILT)
    trusted = Trusted(built.documents, only=settings.trusted_documents_only)
    seconds = settings.request_seconds + settings.operation_wait_seconds
    admission = Admission(Limits(settings.requests_in_flight))
    metrics.show(admission)
    view = View(
        schema,
        context_factory,
        settings.upload_max_bytes,
        trusted,
        Places(settings.connections_per_person),
        fast=settings.fast_path,
        seconds=seconds,
        admission=admission,
    )
    answered = [
        Route("/graphql", view),
        WebSocketRoute("/graphql", view),
        Route("/schema.graphql", _definition(schema, context_factory)),
        Route("/downloads/{token}", download),
        Route("/healthz", alive),
        Route("/readyz", Readiness().answer),
        Route("/metrics", _numbers(metrics, public=settings.metrics_public)),
        *sign_in_routes(methods_of(settings)),
        *_pages(built, context_factory),
        *routes,
    ]
    app = Starlette(
        routes=answered,
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
        exception_handlers={HTTPException: _no_such_page(built, answered)},
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.database, app.state.settings, app.state.directory = database, settings, Directory()
    app.state.entrance, app.state.admission = Entrance(database), admission
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Work under way is given back before the tools for it are taken away."""
    state = app.state
    state.workbooks = WorkbookProcess()
    settings: Settings = state.settings
    desk = state.database.beside(DESK_CONNECTIONS)
    long = state.database.beside(settings.operation_slots + 1, settings.long_limits)
    state.lane = state.database.beside(1)
    state.runner = Runner(state.database, long, desk, state.workbooks, settings, KINDS, log_unexpected)
    state.runner.start()
    pulse = asyncio.create_task(Pulse(state.database.server).run())
    try:
        yield
    finally:
        pulse.cancel()
        await asyncio.wait([pulse])
        await state.runner.close()
        await state.workbooks.close()
        for one in (state.lane, long):
            await one.dispose()
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


def _pages(built: Pages, context_factory: ContextFactory) -> list[BaseRoute]:
    """The pages that the build made; what each asks for afterwards is judged by the API."""

    async def console(request: Request) -> Response:
        return pages.index(built, "console", request)

    async def mini(request: Request) -> Response:
        return pages.index(built, "mini", request)

    async def asset(request: Request) -> Response:
        return pages.asset(built, request)

    async def graphiql(request: Request) -> Response:
        if (await context_factory(request, Response())).viewer is None:
            return pages.sign_in_first(request)
        name = request.path_params.get("path") or "index.html"
        return built.answer(request, f"graphiql/{name}", shared=False) or pages.missing(request)

    return [
        Route("/", console),
        Route("/m", mini),
        Route("/m/{path:path}", mini),
        Route("/assets/{path:path}", asset),
        Route("/graphiql", graphiql),
        Route("/graphiql/{path:path}", graphiql),
    ]


def _numbers(metrics: Metrics, *, public: bool) -> Callable[[Request], Awaitable[Response]]:
    async def numbers(request: Request) -> Response:
        if not (public or is_local(request)):
            return pages.missing(request)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    return numbers


def _no_such_page(built: Pages, routes: Sequence[BaseRoute]) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What no route answers: an address of the console's own, or nothing."""
    taken = {route.path.split("/")[1] for route in routes if isinstance(route, Route)} - {""}

    async def no_such_page(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException) or error.status_code == 404:
            return pages.own_address(built, request, taken) or pages.missing(request)
        allow = (error.headers or {}).get("Allow")
        headers = {"Allow": allow} if allow else {}
        return refused(
            request.scope, Refused(error.status_code, "不支持这样的请求", "This is not supported here", **headers)
        )

    return no_such_page
