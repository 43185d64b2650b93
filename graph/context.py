"""The context of one request holds the viewer, the database connections and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import strawberry
from starlette.requests import HTTPConnection
from starlette.responses import Response

from core.access import Right, StagedRight
from core.acting import Act, Db
from core.identity.tokens import hash_of
from core.operations.runner import Runner
from core.settings import Settings
from core.viewer import Viewer
from core.workbooks.process import WorkbookProcess
from db.session import Database
from graph.auth import token_of, viewer_of
from graph.loaders import Loaders
from graph.loaders.reference_cache import Directory
from graph.server.errors import Unauthenticated, language_of
from graph.server.headers import header


@dataclass(slots=True)
class Context:
    """Holds the state of one request. `viewer` is None without a session; `language` is "zh" or "en" (R9.5).

    `token_hash` is the hash of the session's token. A long subscription uses it to check the session again.
    """

    request: HTTPConnection
    response: Response
    database: Database
    settings: Settings
    workbooks: WorkbookProcess
    runner: Runner
    viewer: Viewer | None
    token_hash: str | None
    language: str
    request_id: str
    loaders: Loaders
    notes: dict[str, Any] = field(default_factory=dict)
    done: dict[str, Any] = field(default_factory=dict)
    """The results or exceptions of the request's acts, by response key, for their later completion."""

    @property
    def person(self) -> Viewer:
        """Returns the viewer, who must be signed in."""
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def zone(self) -> ZoneInfo:
        """Returns the time zone of the school's clock."""
        return ZoneInfo(self.settings.timezone)

    @property
    def today(self) -> date:
        """Returns today's date on the school's clock (R3.3)."""
        return self.now.astimezone(self.zone).date()

    def forget_loaded(self) -> None:
        """Discards loaded rows, because an act changed them or because another person signed in."""
        self.loaders = Loaders(self.database)

    async def read_beside(self) -> None:
        """Reads from the standby from now on, if there is one that has everything (`db.standby`)."""
        state = self.request.app.state
        self.database = await state.long_reads.chosen()
        self.loaders = Loaders(self.database, self.viewer, state.directory.at(self.viewer and self.viewer.directory))

    def act(self, db: Db) -> Act[Db]:
        return Act.at(db, self.person, self.now, self.zone, self.request_id)

    def reaches(self, right: Right | StagedRight, row: Any) -> bool:
        return self.viewer is not None and self.viewer.scope(right).reaches(row)

    def may(self, right: Right | StagedRight) -> bool:
        """Tells whether the right reaches any row for this person."""
        return not self.person.scope(right).empty

    def reaches_all(self, right: Right | StagedRight, rows: Sequence[Any]) -> bool:
        """Tells whether the right reaches every row of a list."""
        return self.viewer is not None and self.viewer.scope(right).reaches_all(rows)


def new_directory() -> Directory:
    """Creates the cache of the directory that all contexts of a process share."""
    return Directory()


async def build_context(request: HTTPConnection, response: Response) -> Context:
    """Builds the context of one request. The headers and background tasks of `response` go out with the answer.

    Raises:
        TokenRefused: a program sent a token that opens nothing.
    """
    state = request.app.state
    token, _ = token_of(request.scope, state.settings)
    viewer = await viewer_of(request.scope, state.database, state.settings)
    return Context(
        request=request,
        response=response,
        database=state.database,
        settings=state.settings,
        workbooks=state.workbooks,
        runner=state.runner,
        viewer=viewer,
        token_hash=hash_of(token) if token else None,
        language=language_of(header(request.scope, b"accept-language")),
        request_id=request.scope["state"]["request_id"],
        loaders=Loaders(state.database, viewer, state.directory.at(viewer and viewer.directory)),
    )


Info: TypeAlias = strawberry.Info[Context, None]
