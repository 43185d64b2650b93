"""Work waits here for a database that is away or busy, until it is tried again."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.operations.kinds import Task
from core.operations.stages import Stage

PAUSES = (1, 2, 5, 10, 30)
"""The seconds before work is tried again after a passing fault; the last one repeats, so nobody has to
start it anew.
"""
WAITING = {"stage": Stage.WAITING, "done": 0, "total": 0}


@dataclass(slots=True)
class Work:
    """Represents work of this process; `waits` is true while the database is away or busy, and `tried`
    after its first attempt began."""

    row: Any
    task: Task | None = None
    reported: Mapping[str, Any] | None = None
    running: asyncio.Task[None] | None = None
    waits: bool = False
    tried: bool = False

    @property
    def progress(self) -> Mapping[str, Any] | None:
        if self.waits:
            return WAITING
        return self.task.progress if self.task else None


class Absence:
    """Measures how long the database was away. It received no heartbeats meanwhile, so silence is no sign of death."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._ended: float | None = None

    def begins(self) -> None:
        if self._began is None:
            self._began = time.monotonic()
        self._ended = None

    def ends(self) -> None:
        if self._began is not None and self._ended is None:
            self._ended = time.monotonic()

    def silent_seconds(self, usual: float) -> float:
        """Returns after how many seconds of silence a worker counts as dead, so that every worker has
        time to report.
        """
        if self._ended is not None and time.monotonic() > self._ended + usual:
            self._began = self._ended = None
        return usual if self._began is None else usual + time.monotonic() - self._began
