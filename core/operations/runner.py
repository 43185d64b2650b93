"""Takes work from the queue and does it: exactly once, whoever dies when.

What the work writes, its audit entries and SUCCEEDED are one transaction, which ends only if the operation is still
this process's. Signs of life and progress go by connections of their own: they are seen while that transaction is open.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from core.access import Viewer
from core.acting import Act
from core.errors import Forbidden, OperationBroke, OperationInterrupted, Refusals, Refused
from core.identity.viewing import viewer_of_account
from core.operations.failures import Failure, failure
from core.operations.following import Following
from core.operations.kinds import Handler, Task, Writing
from core.operations.waiting import PAUSES, Absence, Work
from core.operations.workbooks import keep_download
from core.settings import Settings
from core.workbooks.problems import Unreadable
from core.workbooks.process import WorkbookProcess
from db.passing import CANCELED, is_passing, sqlstate_of
from db.queries.operations import queue
from db.session import Database
from db.slots import as_kind
from db.tables import OperationKind

MOST_ATTEMPTS = 3
POLL_SECONDS = 1
BEAT_SECONDS = 1
AWAY_SECONDS = 5
"""Until the database is asked again when it could not be reached."""

log = structlog.get_logger("zongce")


class Taken(Exception):  # what ends a transaction whose operation is this process's no more
    """It was cancelled, or another process has taken it up: nothing of it may be kept."""


class Runner:
    """The slots of one process. `long` is a pool of its own for the work itself, which may take minutes, and `desk` for
    what must get through while all else is busy; people's requests for work come by `database`."""

    def __init__(
        self,
        database: Database,
        long: Database,
        desk: Database,
        workbooks: WorkbookProcess,
        settings: Settings,
        kinds: Mapping[OperationKind, Handler],
        report: Callable[[BaseException, str, str], None],
    ) -> None:
        self.name = uuid4().hex
        self.following = Following(desk, report)
        self._database, self._long, self._desk, self._workbooks = database, long, desk, workbooks
        self._settings, self._kinds, self._report = settings, kinds, report
        self._works: dict[int, Work] = {}
        self._beginning = 0
        self._absence = Absence()
        self._wake = asyncio.Event()
        self._closing = False
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        if self._settings.operation_slots:
            self._loops = [asyncio.create_task(self._take()), asyncio.create_task(self._live())]

    async def close(self) -> None:
        """What is being done goes back into the queue at once, for the others."""
        self._closing = True
        running = [work.running for work in self._works.values() if work.running]
        for task in (*self._loops, *running):
            task.cancel()
        await asyncio.gather(*self._loops, *running, return_exceptions=True)
        await self.following.close()

    async def submit(self, kind: OperationKind, account_id: int, arguments: Mapping[str, Any], **values: Any) -> int:
        """Ask for work; it begins at once where a slot is free. Returns the operation's id."""
        asked = {"kind": kind, "account_id": account_id, "arguments": dict(arguments), **values}
        at_once = self._free > 0
        self._beginning += at_once
        try:
            async with self._database.write() as db:
                operation_id = await queue.insert_asked(
                    db, {**asked, "started_at": datetime.now(UTC)}, self.name if at_once else None
                )
        finally:
            self._beginning -= at_once
        if at_once:
            self._begin(SimpleNamespace(**{"file": None, "file_name": None, **asked}, id=operation_id, attempts=1))
        return operation_id

    async def settled(self, operation_id: int, seconds: float) -> Any:
        """The operation when it is finished; or as it is after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                work = self._works.get(operation_id)
                if work and work.running:
                    await asyncio.wait([work.running])
                return await self.following.last(operation_id)
        return await self.following.now(operation_id)

    def interrupt(self, operation_id: int) -> None:
        """It was cancelled. Another process hears of it with its next sign of life."""
        work = self._works.get(operation_id)
        if work and work.running:
            work.running.cancel()
        self.following.poke()

    @property
    def _free(self) -> int:
        busy = sum(not work.waits for work in self._works.values())
        return 0 if self._closing else self._settings.operation_slots - busy - self._beginning

    async def _take(self) -> None:
        while True:
            pause = POLL_SECONDS
            try:
                if self._free > 0:
                    async with self._desk.read() as db:
                        silent = self._absence.silent_seconds(self._settings.operation_stale_seconds)
                        found = await queue.claim(db, self.name, self._free, silent, self._works)
                    self._absence.ends()
                    for row in found:
                        self._begin(row)
            except Exception as error:
                self._absence.begins()
                self._note(error, "-", "operations")
                pause = AWAY_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()

    def _begin(self, row: Any) -> None:
        if row.id in self._works:  # it was thought dead, and lives
            return
        work = self._works[row.id] = Work(row)
        with as_kind(None):  # it stands in for nobody's request any more
            work.running = asyncio.create_task(self._work(work))

    async def _work(self, work: Work) -> None:
        started = time.perf_counter()
        ended = "broken"
        try:
            ended = await self._ended(work.row, work)
        except asyncio.CancelledError:
            ended = "given back" if self._closing else "cancelled"
            if self._closing:
                await self._give_back(work.row)
        except Exception as error:  # not even its end could be written: it will be found silent, and taken up again
            self._report(error, work.row.request_id or "-", work.row.kind)
        finally:
            self._works.pop(work.row.id, None)
            self._wake.set()
            self.following.poke()
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            about = {"id": work.row.id, "kind": work.row.kind, "attempts": work.row.attempts, "ended": ended}
            log.info("operation", request_id=work.row.request_id, milliseconds=milliseconds, **about)

    async def _ended(self, row: Any, work: Work) -> str:
        """How it ended, which is written down. What passes is waited for, and takes none of its attempts."""
        attempts, pauses = row.attempts, chain(PAUSES, repeat(PAUSES[-1]))
        while True:
            try:
                if attempts > MOST_ATTEMPTS:
                    return await self._fail(row, Failure([OperationInterrupted(attempts=MOST_ATTEMPTS)]))
                return await self._attempt(row, work)
            except Exception as error:
                if not is_passing(error):
                    raise
                attempts += sqlstate_of(error) == CANCELED
                await self._wait(work, error, next(pauses))

    async def _wait(self, work: Work, error: Exception, seconds: float) -> None:
        self._note(error, work.row.request_id or "-", work.row.kind)
        work.waits = True
        self._wake.set()  # its slot is free meanwhile
        await asyncio.sleep(seconds)
        work.waits = False

    async def _attempt(self, row: Any, work: Work) -> str:
        """How it ended.

        Raises:
            Exception: a passing fault; nothing of it is kept, unless the connection was lost while it was ended.
        """
        try:
            viewer = await viewer_of_account(self._long, row.account_id)
            if viewer is None:
                raise Forbidden
            await self._store(row, viewer, await self._prepared(row, viewer, work))
        except Taken:
            return "taken"
        except (Refused, Unreadable) as refused:
            return await self._fail(row, failure(await _corrected(refused)))
        except Exception as error:
            if is_passing(error):
                raise
            self._report(error, row.request_id or "-", row.kind)
            return await self._fail(row, Failure([OperationBroke(request_id=row.request_id)]))
        return "done"

    async def _prepared(self, row: Any, viewer: Viewer, work: Work) -> Writing:
        task = work.task = Task(
            viewer=viewer,
            arguments=row.arguments,
            language=row.language or "zh",
            file_name=row.file_name or "",
            file=row.file or b"",
            database=self._long,
            workbooks=self._workbooks,
            settings=self._settings,
        )
        return await self._kinds[OperationKind(row.kind)](task)

    async def _store(self, row: Any, viewer: Viewer, writing: Writing) -> None:
        """The transaction: all that the work writes, and that it is done."""
        now = datetime.now(UTC)
        async with self._long.write() as db:
            act = Act.at(db, viewer, now, ZoneInfo(self._settings.timezone), row.request_id)
            done = await writing(act)
            if done.workbook is not None:
                await keep_download(db, row.account_id, row.id, done.workbook, now, self._lifetime)
            ended = await queue.succeed(db, row.id, self.name, done.count, done.outcome, datetime.now(UTC))
            if not ended:
                raise Taken

    async def _fail(self, row: Any, why: Failure) -> str:
        async with self._long.write() as db:
            now = datetime.now(UTC)
            failed = await queue.fail(db, row.id, self.name, why.problems, why.told, now)
            if failed and why.workbook is not None:
                await keep_download(db, row.account_id, row.id, why.workbook, now, self._lifetime)
        return "failed" if failed else "taken"

    @property
    def _lifetime(self) -> timedelta:
        return timedelta(minutes=self._settings.download_minutes)

    async def _give_back(self, row: Any) -> None:
        async with self._desk.read() as db:
            await queue.give_back(db, row.id, self.name)

    def _note(self, error: Exception, request_id: str, where: str) -> None:
        """A database that is away is told in a line, for it is told again and again."""
        if is_passing(error):
            log.warning("unavailable", request_id=request_id, place=where, cause=type(error).__name__)
        else:
            self._report(error, request_id, where)

    async def _live(self) -> None:
        """Signs of life, and progress. What is not this process's any more is ended."""
        pause = min(BEAT_SECONDS, self._settings.operation_stale_seconds / 5)
        while True:
            await asyncio.sleep(pause)
            works = dict(self._works)
            if not works:
                continue
            try:
                async with self._desk.read() as db:
                    held = await queue.keep_alive(db, works, self.name)
                    for operation_id in held:
                        await self._tell(db, works[operation_id])
            except Exception as error:
                self._note(error, "-", "operations")
                continue
            for operation_id, work in works.items():
                if operation_id not in held and work.running:
                    work.running.cancel()

    async def _tell(self, db: Any, work: Work) -> None:
        progress = work.progress
        if progress and progress is not work.told:
            work.told = progress
            await queue.tell(db, work.row.id, self.name, **progress)


async def _corrected(refused: Refused | Unreadable) -> Refused | Unreadable:
    """With the workbook that is given back, where there is one."""
    return await refused.correct() if isinstance(refused, Refusals) and refused.correct else refused
