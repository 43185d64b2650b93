"""Claims queued operations and commits each exactly once, even if a worker dies midway.

The results, the audit entries and SUCCEEDED are one transaction, which commits only if the operation is still
this process's. Heartbeats and progress use their own connections, so they are visible while that transaction is open.
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

from core.acting import Act
from core.errors import Forbidden, OperationBroke, OperationInterrupted, Refusals, Refused
from core.identity.viewing import viewer_of_account
from core.operations.arguments import QUEUED, Arguments, SourceFile
from core.operations.failures import Failure, failure
from core.operations.following import Following
from core.operations.kinds import Handler, Task, Writing
from core.operations.waiting import PAUSES, Absence, Work
from core.operations.workbooks import keep_download
from core.settings import Settings
from core.viewer import Viewer
from core.workbooks.problems import Unreadable
from core.workbooks.process import WorkbookProcess
from db.passing import CANCELED, is_passing, sqlstate_of
from db.queries.operations import queue
from db.session import Database
from db.slots import as_kind
from db.standby import LongReads
from db.tables import OperationKind

MOST_ATTEMPTS = 3
POLL_SECONDS = 1
BEAT_SECONDS = 1
AWAY_SECONDS = 5
"""The pause before the next claim if the database could not be reached."""

log = structlog.get_logger()


class Taken(Exception):
    """Ends the transaction, because the operation was cancelled or another process has taken it over;
    nothing is stored.
    """


class Runner:
    """Runs the slots of one process.

    `long` is the pool for the work itself, which may take minutes, and `reads` chooses the one that an export reads;
    `desk` is the pool for statements that must get
    through while everything else is busy; requests for work use `database`.
    """

    def __init__(
        self,
        database: Database,
        long: Database,
        desk: Database,
        workbooks: WorkbookProcess,
        settings: Settings,
        kinds: Mapping[OperationKind, Handler],
        report: Callable[[BaseException, str, str], None],
        reads: LongReads | None = None,
    ) -> None:
        self.name = uuid4().hex
        self.following = Following(desk, report, settings.demands)
        self._database, self._long, self._desk, self._workbooks = database, long, desk, workbooks
        self._settings, self._kinds, self._report = settings, kinds, report
        self._reads = reads or LongReads(long)
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
        """Stops; running work goes back into the queue at once, for other processes."""
        self._closing = True
        running = [work.running for work in self._works.values() if work.running]
        for task in (*self._loops, *running):
            task.cancel()
        await asyncio.gather(*self._loops, *running, return_exceptions=True)
        await self.following.close()

    async def submit(self, account_id: int, arguments: Arguments, **values: Any) -> int:
        """Queues an operation and starts it at once if a slot is free. Returns the operation's id."""
        operation = {"kind": arguments.kind, "account_id": account_id, "arguments": arguments.dump(), **values}
        at_once = self._free > 0
        self._beginning += at_once
        try:
            async with self._database.write() as db:
                operation_id = await queue.insert_requested(
                    db, {**operation, "started_at": datetime.now(UTC)}, self.name if at_once else None
                )
        finally:
            self._beginning -= at_once
        if at_once:
            self._begin(SimpleNamespace(**{"file": None, "file_name": None, **operation}, id=operation_id, attempts=1))
        return operation_id

    async def settled(self, operation_id: int, seconds: float) -> Any:
        """Returns the operation when it is finished, or its state after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                work = self._works.get(operation_id)
                if work and work.running:
                    await asyncio.wait([work.running])
                return await self.following.last(operation_id)
        return await self.following.now(operation_id)

    def interrupt(self, operation_id: int) -> None:
        """Stops a cancelled operation. Another process learns of it with its next heartbeat."""
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
        if row.id in self._works:  # it was thought dead, and is alive
            return
        work = self._works[row.id] = Work(row)
        with as_kind(None):  # it no longer runs on behalf of a request
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
        except Exception as error:  # its end was not written; another process takes it over
            self._report(error, work.row.request_id or "-", work.row.kind)
        finally:
            self._works.pop(work.row.id, None)
            self._wake.set()
            self.following.poke()
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            about = {"id": work.row.id, "kind": work.row.kind, "attempts": work.row.attempts, "ended": ended}
            log.info("operation", request_id=work.row.request_id, milliseconds=milliseconds, **about)

    async def _ended(self, row: Any, work: Work) -> str:
        """Runs an operation and says how it ended. Passing faults are waited out and don't count as attempts."""
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
        """Makes one attempt and says how it ended.

        Raises:
            Exception: a passing fault; nothing is stored, unless the connection was lost during the commit.
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
            arguments=QUEUED[OperationKind(row.kind)].load(row.arguments),
            language=row.language or "zh",
            source=SourceFile(row.file_name or "", row.file or b""),
            database=await self._source(row, work),
            workbooks=self._workbooks,
            settings=self._settings,
        )
        return await self._kinds[OperationKind(row.kind)](task)

    async def _source(self, row: Any, work: Work) -> Database:
        """Returns the database that the work reads: for a first attempt at an export, a standby if there is one."""
        beside = row.kind == OperationKind.EXPORT and not work.tried
        work.tried = True
        return await self._reads.chosen() if beside else self._long

    async def _store(self, row: Any, viewer: Viewer, writing: Writing) -> None:
        """Runs the transaction that writes all results and marks the operation as done."""
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
            failed = await queue.fail(db, row.id, self.name, why.problems, why.details, now)
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
        """Logs an unavailable database as one line, because it is reported again and again."""
        if is_passing(error):
            log.warning("unavailable", request_id=request_id, place=where, cause=type(error).__name__)
        else:
            self._report(error, request_id, where)

    async def _live(self) -> None:
        """Sends heartbeats and progress, and stops work that is no longer this process's."""
        pause = min(BEAT_SECONDS, self._settings.operation_stale_seconds / 5)
        while True:
            await asyncio.sleep(pause)
            works = dict(self._works)
            if not works:
                continue
            try:
                async with self._desk.read() as db:
                    alive = await queue.keep_alive(db, works, self.name)
                    for operation_id in alive:
                        await self._report_progress(db, works[operation_id])
            except Exception as error:
                self._note(error, "-", "operations")
                continue
            for operation_id, work in works.items():
                if operation_id not in alive and work.running:
                    work.running.cancel()

    async def _report_progress(self, db: Any, work: Work) -> None:
        progress = work.progress
        if progress and progress is not work.reported:
            work.reported = progress
            await queue.report_progress(db, work.row.id, self.name, **progress)


async def _corrected(refused: Refused | Unreadable) -> Refused | Unreadable:
    """Adds the corrected workbook, if there is one."""
    return await refused.correct() if isinstance(refused, Refusals) and refused.correct else refused
