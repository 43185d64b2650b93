"""A loop in each process seals the audit log and sends it to the log server; one process at a time does either.

Nothing waits for it: who writes an entry commits as if it was not there, and where it fails it tries again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import structlog

from core.auditing.sending import LogServer
from db.queries import audit_follower, audit_seals
from db.queries.audit_seals import Standing
from db.session import Database

EVERY_SECONDS = 5
LONGEST_PAUSE = 60
"""The pause after several failures in a row."""
AT_ONCE = 2_000
"""About so many entries are sent before their receipt is noted."""
FOLLOWER = "syslog"

log = structlog.get_logger()


class AuditKeeper:
    """Keeps the log sealed while `run()` runs. What it knows of the log's state is shown in the metrics."""

    def __init__(self, server: LogServer | None, every: float = EVERY_SECONDS) -> None:
        self._server, self.every = server, every
        self._name = uuid4().hex
        self.standing = Standing(0, 0.0, 0, None, None)
        self.behind = 0

    async def run(self, database: Database) -> None:
        """Seals and sends, each at its own pace: a log server that is away keeps no entry from being sealed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat("audit seal", partial(self.seal, database)))
            if self._server is not None:
                group.create_task(self._repeat("audit syslog", partial(self.send, self._server, database)))

    async def _repeat(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            await asyncio.sleep(min(self.every * 2 ** min(failures, 5), max(self.every, LONGEST_PAUSE)))
            try:
                await work()
                failures = 0
            except Exception as failed:
                failures += 1
                log.warning(what, failed=str(failed) or type(failed).__name__, times=failures)

    async def seal(self, database: Database) -> None:
        """Seals all that is there, and looks how the log stands."""
        while True:
            async with database.write() as db:
                sealed = await audit_seals.seal_next(db)
            if sealed is None:
                break
            about = {"number": sealed.number, "entries": sealed.entries, "head": sealed.hash.hex()}
            log.info("audit seal", **about)
            if sealed.drained:
                break
        async with database.read() as db:
            self.standing = await audit_seals.standing(db)

    async def send(self, server: LogServer, database: Database) -> None:
        """Sends what was sealed since, step by step. What was not noted as received is sent again."""
        while await self._is_behind(database):
            async with database.write() as db:
                place = await audit_follower.claim(db, FOLLOWER, self._name)
            if place is None:
                return
            async with database.read() as db:
                last, lines = await audit_seals.lines_after(db, place, AT_ONCE)
            if lines:
                await server.send(lines, datetime.now(UTC))
            async with database.write() as db:
                await audit_follower.received(db, FOLLOWER, self._name, last)

    async def _is_behind(self, database: Database) -> bool:
        async with database.read() as db:
            self.behind = await audit_follower.behind(db, FOLLOWER)
        return self.behind > 0
