"""Followers of an operation see its changes, wherever it runs: one statement asks for all of them a
few times a second.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import Any

from db.demands import Demands
from db.queries.operations import operations
from db.queries.people import ways_in
from db.session import Database

POLL_SECONDS = 0.3
CHECK_SECONDS = 3
"""The seconds for which a person may follow at most after their session has ended."""


class SignedOut(Exception):
    """Reports that the follower's session or token is no longer valid."""


class Follower:
    """Represents one follower. If changes come too fast, it gets only the newest."""

    def __init__(self, token_hash: str | None) -> None:
        self.token_hash = token_hash
        self.signed_out = False
        self._row: Any = None
        self._seen: Any = ()
        self._news = asyncio.Event()

    def put(self, row: Any) -> None:
        seen = row and (row.status, row.stage, row.done, row.total)
        if seen != self._seen:
            self._row, self._seen = row, seen
            self._news.set()

    def sign_out(self) -> None:
        self.signed_out = True
        self._news.set()

    async def news(self) -> Any:
        await self._news.wait()
        self._news.clear()
        if self.signed_out:
            raise SignedOut
        return self._row


class Following:
    """Holds all followers of one process. It polls only while there are any."""

    def __init__(self, database: Database, report: Callable[[BaseException, str, str], None], demands: Demands) -> None:
        self._database, self._demands = database, demands
        self._report = report
        self._followers: dict[int, set[Follower]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._poked = asyncio.Event()

    async def changes(self, operation_id: int, token_hash: str | None = None) -> AsyncGenerator[Any, None]:
        """Yields the operation, then each change until it is finished, or None if there is no such operation (any
        more).

        Raises:
            SignedOut: the follower's token is no longer valid.
        """
        follower = Follower(token_hash)
        self._followers.setdefault(operation_id, set()).add(follower)
        try:
            follower.put(await self.now(operation_id))
            self._ask_on()
            while True:
                row = await follower.news()
                yield row
                if row is None or row.finished_at is not None:
                    return
        finally:
            self._leave(operation_id, follower)

    async def last(self, operation_id: int) -> Any:
        """Returns the operation when it is finished."""
        row = None
        async with aclosing(self.changes(operation_id)) as changes:
            async for change in changes:
                row = change
        return row

    async def now(self, operation_id: int) -> Any:
        async with self._database.driver() as db:
            return (await operations.by_id(db, [operation_id])).get(operation_id)

    def poke(self) -> None:
        """Looks at once, because something has just happened in this process."""
        self._poked.set()

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    def _leave(self, operation_id: int, follower: Follower) -> None:
        self._followers[operation_id].discard(follower)
        if not self._followers[operation_id]:
            del self._followers[operation_id]

    def _ask_on(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        checked = time.monotonic()
        while self._followers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), POLL_SECONDS)
            self._poked.clear()
            try:
                await self._spread()
                if time.monotonic() - checked >= CHECK_SECONDS:
                    checked = time.monotonic()
                    await self._check()
            except Exception as error:  # the database may be unavailable for a while: followers go on waiting
                self._report(error, "-", "following")
                await asyncio.sleep(CHECK_SECONDS)

    async def _spread(self) -> None:
        ids = list(self._followers)
        async with self._database.driver() as db:
            rows = await operations.by_id(db, ids)
        for operation_id in ids:
            for follower in self._followers.get(operation_id, ()):
                follower.put(rows.get(operation_id))

    async def _check(self) -> None:
        known = [one for followers in self._followers.values() for one in followers if one.token_hash]
        hashes = {follower.token_hash for follower in known if follower.token_hash}
        async with self._database.driver() as db:
            alive = await ways_in.alive(db, hashes, datetime.now(UTC), self._demands)
        for follower in known:
            if follower.token_hash not in alive:
                follower.sign_out()
