"""The application: the university's schema, sessions and pages on the GraphQL server of `graph.server`."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from core import askers
from core.actions.keeping import TIMED_WORK
from core.actions.long_work import KINDS
from core.auditing.keeping import AuditKeeper
from core.auditing.sending import LogServer
from core.identity.entrance import Entrance
from core.identity.passwords import lanes
from core.operations.runner import Runner
from core.operations.timetable import Timetable
from core.settings import Settings
from core.workbooks.process import WorkbookProcess
from core.workbooks.worker import prepare as prepare_workers
from db.pulse import Pulse
from db.reporting.logins import put_to_sleep
from db.session import Database
from db.slots import as_kind
from db.standby import LongReads
from graph.auth import token_of
from graph.context import Context, build_context, new_directory
from graph.routes.downloads import download
from graph.routes.own_data.serving import OwnData
from graph.routes.pages import BUILT, not_routed, page_routes
from graph.routes.readiness import Readiness
from graph.routes.reports.serving import Reports
from graph.schema import schema as whole
from graph.server.app import create_server
from graph.server.application import Application, ContextFactory, Priorities
from graph.server.clients import Client
from graph.server.engine.execution import Schema
from graph.server.settings import ServerSettings
from graph.server.static_files import StaticFiles
from graph.server.uploads import HEADER
from graph.signing_in.leaving import farewell_of
from graph.signing_in.methods import methods_of
from graph.signing_in.routes import sign_in_routes

DESK_CONNECTIONS = 2
"""The connections of each process for its queue: claims, heartbeats, progress, followers."""
PRIORITIES = Priorities(
    first=frozenset(
        {"signIn", "signInStep", "verifySecondFactor", "setUpSecondFactor", "confirmSecondFactor", "signOut",
         "activateAccount", "changePassword", "ballot", "saveBallot", "submitBallot"}
    ),
    long=frozenset({
        "auditLog", "comprehensiveResults", "checkScheme", "computeAcademicScores",
        "computeComprehensiveResults", "computeRatingScores", "importAssignedStaff", "importComprehensiveResults",
        "importCourseScores", "importRoster", "importSchemeInputs", "rankMajorGrade", "requestExport",
        "requestTemplate", "tryScheme", "undoImport",
    }),
)  # fmt: skip
"""Ballots and sign-ins go first: there is an evening for them. Long: exports, imports, computations, and pages over
all years."""
HASHES = ("hashes_waiting", "Sign-ins that wait for their password to be hashed", lambda: lanes.waiting)


def create_app(
    settings: Settings,
    database: Database,
    schema: Schema = whole,
    *,
    context_factory: ContextFactory = build_context,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Creates the app over this database. Its `state` feeds the contexts; `routes` come after our own."""
    keeper = AuditKeeper((settings.syslog_url and LogServer.parse(settings.syslog_url, settings.syslog_ca)) or None)
    built = StaticFiles(settings.web_folder or BUILT)
    methods = methods_of(settings)
    reports = Reports(schema, context_factory, Context.read_beside, settings.connections_per_person)
    app = create_server(
        schema,
        Application(
            context_factory,
            partial(token_of, settings=settings),
            PRIORITIES,
            on_request=_begin_asker,
            while_executing=_as_kind_of,
            before_long_query=Context.read_beside,
            name="zongce",
        ),
        server_settings(settings),
        documents=built.documents,
        routes=[
            Route("/downloads/{token}", download),
            Route("/own-data.zip", OwnData(schema, context_factory).answer),
            Route("/reports", reports.all),
            Route("/reports/{name}.csv", reports.one),
            Route("/readyz", Readiness(schema.errors).answer),
            *sign_in_routes(methods, schema.errors),
            *page_routes(built, context_factory),
            *routes,
        ],
        not_routed=not_routed(built),
        numbers=[
            HASHES,
            (
                "audit_unsealed_entries",
                "Entries of the audit log that wait for a seal",
                lambda: keeper.standing.unsealed,
            ),
            ("audit_unsealed_seconds", "Age of the oldest of them", lambda: keeper.standing.seconds),
            ("audit_seals_unsent", "Seals that the log server has not received yet", lambda: keeper.behind),
        ],
        lifespan=_lifespan,
    )
    app.state.audit_keeper, app.state.farewell_of = keeper, partial(farewell_of, methods)
    app.state.database, app.state.settings, app.state.errors = database, settings, schema.errors
    app.state.entrance, app.state.directory = Entrance(database), new_directory()
    return app


def server_settings(settings: Settings) -> ServerSettings:
    """Returns the part of the settings that the server itself reads."""
    return ServerSettings(
        allowed_hosts=settings.allowed_hosts,
        allowed_origins=settings.allowed_origins,
        frame_ancestors=settings.frame_ancestors,
        secure_cookies=settings.secure_cookies,
        upload_max_bytes=settings.upload_max_bytes,
        upload_headers=(HEADER, "X-Zongce-Upload"),
        connections_per_person=settings.connections_per_person,
        requests_in_flight=settings.requests_in_flight,
        request_seconds=settings.request_seconds + settings.operation_wait_seconds,
        trusted_documents_only=settings.trusted_documents_only,
        fast_path=settings.fast_path,
        metrics_public=settings.metrics_public,
        log_level=settings.log_level,
        log_format=settings.log_format,
    )


def _begin_asker(client: Client) -> None:
    """Stops actions of `core` from waiting for a client that has disconnected."""
    client.call_when_gone(askers.begin().leave)


def _as_kind_of(query: str | None) -> AbstractContextManager[None]:
    """Groups requests with the same query text, so that the connection pool can limit each group (`db.slots`)."""
    return as_kind(hash(query))


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Starts and stops the app's services. At the end, running work returns to the queue before its resources close."""
    state = app.state
    prepare_workers()
    state.workbooks = WorkbookProcess()
    settings: Settings = state.settings
    desk = state.database.beside(DESK_CONNECTIONS)
    long = state.database.beside(settings.operation_slots + 1, settings.long_limits)
    state.lane = state.database.beside(1)
    state.long_reads, exports = LongReads(state.database), LongReads(long)
    standbys = []
    if settings.standby_url:
        state.long_reads.standby = Database(settings.standby_url, settings.pool_size, settings.limits)
        exports.standby = state.long_reads.standby.beside(settings.operation_slots + 1, settings.long_limits)
        standbys = [state.long_reads.standby, exports.standby]
    state.runner = Runner(state.database, long, desk, state.workbooks, settings, KINDS, state.errors.log, exports)
    state.runner.start()
    beside = [asyncio.create_task(state.audit_keeper.run(desk))]
    beside += [asyncio.create_task(Pulse(one.server).run()) for one in (state.database, *standbys[:1])]
    if settings.operation_slots:
        sleep = partial(put_to_sleep, demanded=settings.demands.factor_demanded)
        timetable = Timetable(long, settings, TIMED_WORK, state.errors.log, sleep)
        beside.append(asyncio.create_task(timetable.run()))
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
        await state.runner.close()
        await state.workbooks.close()
        for one in (state.lane, long, *standbys, desk):
            await one.dispose()
