"""The handler of a kind of work gets a `Task` and returns the `Writing` that stores its results."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from core.acting import Act
from core.operations.arguments import SourceFile
from core.operations.stages import Stage
from core.operations.workbooks import Workbook
from core.settings import Settings
from core.viewer import Viewer
from core.workbooks.process import WorkbookProcess
from db.session import Database


@dataclass(slots=True)
class Task:
    """Represents one operation: the person who asked, with their present roles (R8.5), the arguments and the tools."""

    viewer: Viewer
    arguments: Any
    """The arguments, of the kind's class in `core.operations.arguments`."""
    language: str
    source: SourceFile
    database: Database
    workbooks: WorkbookProcess
    settings: Settings
    progress: dict[str, Any] = field(default_factory=dict)

    def tell(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        """Reports the progress; followers see it within a second or two."""
        self.progress = {"stage": stage, "done": done, "total": total}

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Act]:
        """Opens an act that reads what is made ready before the transaction; what it finds may change until then."""
        async with self.database.read() as db:
            yield Act.at(db, self.viewer, datetime.now(UTC), ZoneInfo(self.settings.timezone), None)


@dataclass(frozen=True, slots=True)
class Done:
    """Holds the result: the number of rows, the values for the mutation's payload, and the file that was made."""

    count: int
    outcome: Mapping[str, Any] = field(default_factory=dict)
    workbook: Workbook | None = None


Writing: TypeAlias = Callable[[Act], Awaitable[Done]]
"""Runs in the transaction that also ends the operation."""
Handler: TypeAlias = Callable[[Task], Awaitable[Writing]]


def directly(act: Callable[..., Awaitable[Done]], stage: Stage = Stage.COMPUTING) -> Handler:
    """Returns the handler of an act that needs no preparation; the task's arguments are the act's."""

    async def handle(task: Task) -> Writing:
        task.tell(stage)
        arguments = {one.name: getattr(task.arguments, one.name) for one in fields(task.arguments)}
        return lambda acting: act(acting, **arguments)

    return handle
