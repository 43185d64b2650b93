"""What one request carries: who asks, the doors to the database, the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import strawberry
from core.settings import Settings
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from core.access import Right, Viewer
from core.acting import Act
from core.workbooks.process import WorkbookProcess
from db.session import Database
from graph.errors import Unauthenticated
from graph.loaders import Loaders


@dataclass(slots=True)
class Context:
    """`viewer` is None for somebody who is not signed in; `language` is "zh" or "en" (R9.5)."""

    request: Request
    response: Response
    database: Database
    settings: Settings
    workbooks: WorkbookProcess
    viewer: Viewer | None
    language: str
    request_id: str
    loaders: Loaders
    background_tasks: BackgroundTasks | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> Viewer:
        """The viewer, who must be signed in."""
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    def act(self, db: AsyncConnection) -> Act:
        return Act.at(db, self.person, datetime.now(UTC), ZoneInfo(self.settings.timezone), self.request_id)

    def reaches(self, right: Right, row: Any) -> bool:
        return self.viewer is not None and self.viewer.scope(right).reaches(row)


Info: TypeAlias = strawberry.Info[Context, None]
