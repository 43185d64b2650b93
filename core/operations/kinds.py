"""What the handler of a kind of work gets, and what it gives back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.access import Viewer
from core.acting import Act
from core.operations.stages import Stage
from core.operations.workbooks import Workbook
from core.settings import Settings
from core.workbooks.process import WorkbookProcess
from db.session import Database


@dataclass(slots=True)
class Task:
    """One piece of work: who asked (as they stand now, R8.5), for what, and the tools for it."""

    viewer: Viewer
    arguments: Mapping[str, Any]
    language: str
    file_name: str
    file: bytes
    database: Database
    workbooks: WorkbookProcess
    settings: Settings
    progress: dict[str, Any] = field(default_factory=dict)

    def tell(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        """How far it is: whoever follows hears of it within a second or two."""
        self.progress = {"stage": stage, "done": done, "total": total}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: how many rows, what the payload of the mutation tells, and the file that was made."""

    count: int
    outcome: Mapping[str, Any] = field(default_factory=dict)
    workbook: Workbook | None = None


Writing: TypeAlias = Callable[[Act], Awaitable[Done]]
"""Runs in the transaction that also ends the operation."""
Handler: TypeAlias = Callable[[Task], Awaitable[Writing]]


def directly(act: Callable[..., Awaitable[Done]], stage: Stage = Stage.COMPUTING) -> Handler:
    """The handler of an act that needs nothing made ready: the arguments are those of the act."""

    async def handle(task: Task) -> Writing:
        task.tell(stage)
        return lambda acting: act(acting, **task.arguments)

    return handle
