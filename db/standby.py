"""Reads what may take long from a standby, if there is one that has all that was committed when the reader asked.

The primary says how far its log has come, in which every acknowledged commit stands, and the standby is asked until it
has replayed that much: so nobody reads less than they have written, or than they have seen before. A standby that lags,
is away, or has become a primary itself is left alone for a while, and the primary is read.
"""

import asyncio
import time
from dataclasses import dataclass

import structlog

from db.passing import is_passing
from db.session import Database

CATCH_UP_SECONDS, LOOK_SECONDS = 0.5, 0.01
"""The standby has so long to replay what the primary has; it is looked at so often."""
LEFT_ALONE_SECONDS = 10
POSITION = "select pg_current_wal_flush_lsn()::text as position"
REPLAYED = "select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::text::pg_lsn as replayed"

log = structlog.get_logger()


@dataclass
class LongReads:
    """Chooses the database of each long read.

    Args:
        database: the primary.
        standby: a database of a server that replays the primary's log.
    """

    database: Database
    standby: Database | None = None
    left_alone_until: float = 0

    async def chosen(self) -> Database:
        """Returns the standby once it has all that is committed now, or else the primary."""
        standby = self.standby
        if standby is None or standby.server.given_up or time.monotonic() < self.left_alone_until:
            return self.database
        async with self.database.driver() as db:
            position = (await db.fetchrow(POSITION))["position"]
        try:
            async with asyncio.timeout(CATCH_UP_SECONDS):
                await _caught_up(standby, position)
            return standby
        except Exception as error:
            if not (isinstance(error, TimeoutError) or is_passing(error)):
                raise
            self.left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
            log.warning("standby", left_alone_seconds=LEFT_ALONE_SECONDS, cause=type(error).__name__)
            return self.database


async def _caught_up(standby: Database, position: str) -> None:
    async with standby.driver() as db:
        while not (await db.fetchrow(REPLAYED, position))["replayed"]:  # noqa: ASYNC110  # nothing tells when it has
            await asyncio.sleep(LOOK_SECONDS)
