"""The entrance counts every attempt to get in and lets it wait for its turn; each process has one (R9.1).

An attempt is counted before its outcome is known, in its own transaction, and taken back when it succeeds: many
at once gain nothing, whichever process they reach. An account with too many failures is refused for a while. An
address is never refused, because a whole campus may share one: its attempts wait, and go in one by one.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from core.askers import AskerGone, asker
from core.errors import TooManyAttempts
from core.errors.entering import Crowded
from core.identity.throttling import OF_ADDRESS, REMEMBERED, Attempt
from db.queries.people import earlier_sign_ins, throttles
from db.queries.people.throttles import Throttle
from db.session import Database

CONNECTIONS = 2
"""The number of connections that sign-ins hold at once, besides one for counting; the others stay free for people who
are signed in.
"""
LONGEST_WAIT = 45.0
POLL_SECONDS = 0.25
"""The seconds between two checks whether another process has freed the address."""
FORGET_SECONDS = 3600
NEWCOMER = 2
"""The failures that an address is forgiven for a person's first success there: the attempt itself and one of somebody
else.

Guessing there slows a campus down only briefly, because its students sign in.
"""


@dataclass(slots=True)
class Line:
    """Holds the requests that wait at one address, in order of arrival."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0

    async def pause(self, seconds: float) -> None:
        """Waits until the address is free again, as far as this process knows, or until the time is over."""
        self.freed.clear()
        try:
            async with asyncio.timeout(min(seconds, POLL_SECONDS)):
                await self.freed.wait()
        except TimeoutError:
            pass


class Clock:
    """Returns the moment of the request and moves on from there."""

    def __init__(self, now: datetime) -> None:
        self._now, self._started = now, time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def now(self) -> datetime:
        return self._now + timedelta(seconds=self.seconds)


class Entrance:
    """Counts attempts and lets them wait, but never while it holds a connection or a transaction."""

    def __init__(self, database: Database, longest_wait: float = LONGEST_WAIT) -> None:
        self.database, self.longest_wait = database, longest_wait
        self._few, self._one = asyncio.Semaphore(CONNECTIONS), asyncio.Semaphore(1)
        self._lines: dict[str, Line] = {}
        self._forgotten_at = -math.inf

    @property
    def waiting(self) -> list[str]:
        """Lists the address of each waiting request."""
        return [address for address, line in self._lines.items() for _ in range(line.waiting)]

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._few, self.database.read() as db:
            yield db

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._few, self.database.write() as db:
            yield db

    @asynccontextmanager
    async def counted(self, attempt: Attempt, now: datetime) -> AsyncIterator[None]:
        """Counts what happens inside as an attempt, and takes the attempt back if nobody looked at it.

        Raises:
            TooManyAttempts: the account's delay is not over; the attempt is neither checked nor counted.
            Crowded: too many requests wait at this address.
        """
        await self.begin(attempt, now)
        try:
            yield
        except (Crowded, AskerGone):
            await self._take_back(attempt, now)
            raise

    async def begin(self, attempt: Attempt, now: datetime) -> None:
        """Counts the attempt as soon as its turn has come."""
        line = self._lines.get(attempt.of_address)
        clock = Clock(now)
        if await self._count(attempt, now, takes_turn=line is None) is None:
            return
        async with self._in_line(attempt) as line:
            while until := await self._count(attempt, clock.now):
                await self._wait(line, until, clock)

    async def admitted(self, attempt: Attempt, now: datetime) -> None:
        """Waits while the address is slowed down; only failures are counted here."""
        async with self.read() as db:
            if not _blocks(await throttles.blocked_until(db, attempt.of_address), now):
                return
        clock = Clock(now)
        async with self._in_line(attempt) as line:
            while True:
                async with self.read() as db:
                    until = await throttles.blocked_until(db, attempt.of_address)
                if until is None or not _blocks(until, clock.now):
                    return
                await self._wait(line, until, clock)

    async def failed(self, attempt: Attempt, now: datetime) -> None:
        """Counts an attempt that has already failed."""
        await self._count(attempt, now)

    async def succeeded(self, db: AsyncConnection, attempt: Attempt, now: datetime) -> None:
        """Forgives the failures in the transaction that lets the person in, and remembers the person
        at this address.
        """
        known = await throttles.known_since(db, attempt.known, now - REMEMBERED)
        keys = [attempt.own, attempt.of_user, *([] if known else [attempt.of_address])]
        rows = [
            _forgiven(row, NEWCOMER, now) if row.key == attempt.of_address else Throttle(row.key, 0, now, None)
            for row in await throttles.lock_throttles(db, keys, now)
        ]
        await throttles.store_throttles(db, [*rows, Throttle(attempt.known, 0, now, None)])

    async def let_in(self, attempt: Attempt, now: datetime) -> None:
        """Lets the next request of the address go on after that transaction, and sometimes deletes old traces."""
        self._free(attempt)
        if time.monotonic() - self._forgotten_at > FORGET_SECONDS:
            self._forgotten_at = time.monotonic()
            async with self.write() as db:
                await throttles.delete_old(db, before=now - REMEMBERED)
                await earlier_sign_ins.forget_failures(db, before=now - REMEMBERED)

    async def _count(self, attempt: Attempt, now: datetime, *, takes_turn: bool = True) -> datetime | None:
        """Counts the attempt and returns None, or returns when to try again because the address is slowed down."""
        async with self._one, self.database.write() as db:
            known = attempt.username is not None and await throttles.known_since(db, attempt.known, now - REMEMBERED)
            if not known and not takes_turn:
                return now
            limits = attempt.limits(known=known)
            rows = {row.key: row for row in await throttles.lock_throttles(db, limits, now)}
            _require_no_delay([row for row in rows.values() if row.key != attempt.of_address], now)
            address = rows.get(attempt.of_address)
            if address is not None and _blocks(address.blocked_until, now):
                return address.blocked_until
            counted = []
            for key, row in rows.items():
                failures, since = limits[key].left(row.failures, row.failed_at, now)
                counted.append(Throttle(key, failures + 1, since, limits[key].blocked_until(failures + 1, now)))
            await throttles.store_throttles(db, counted)
            return None

    async def _take_back(self, attempt: Attempt, now: datetime) -> None:
        async with self.write() as db:
            known = await throttles.known_since(db, attempt.known, now - REMEMBERED)
            rows = await throttles.lock_throttles(db, attempt.limits(known=known), now)
            await throttles.store_throttles(
                db, [row._replace(failures=max(0, row.failures - 1), blocked_until=None) for row in rows]
            )
        self._free(attempt)

    def _free(self, attempt: Attempt) -> None:
        if line := self._lines.get(attempt.of_address):
            line.freed.set()

    @asynccontextmanager
    async def _in_line(self, attempt: Attempt) -> AsyncIterator[Line]:
        """Waits until every earlier request of the address has gone in."""
        line = self._lines.setdefault(attempt.of_address, Line())
        line.waiting += 1
        try:
            await self._reach(line)
            try:
                yield line
            finally:
                line.turn.release()
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._lines.pop(attempt.of_address, None)

    async def _reach(self, line: Line) -> None:
        try:
            async with asyncio.timeout(self.longest_wait):
                await line.turn.acquire()
        except TimeoutError:
            raise self._crowded() from None

    async def _wait(self, line: Line, until: datetime, clock: Clock) -> None:
        if asker().gone:
            raise AskerGone
        if clock.seconds > self.longest_wait:
            raise self._crowded()
        await line.pause((until - clock.now).total_seconds())

    def _crowded(self) -> Crowded:
        return Crowded(seconds=math.ceil(self.longest_wait))


def _forgiven(row: Throttle, how_many: int, now: datetime) -> Throttle:
    failures, since = OF_ADDRESS.left(row.failures, row.failed_at, now)
    return Throttle(row.key, max(0, failures - how_many), since, None)


def _blocks(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now


def _require_no_delay(rows: list[Throttle], now: datetime) -> None:
    """Refuses an account whose delay is not over.

    Raises:
        TooManyAttempts: names the seconds to wait.
    """
    until = max((row.blocked_until for row in rows if row.blocked_until is not None), default=now)
    if until > now:
        raise TooManyAttempts(seconds=math.ceil((until - now).total_seconds()))
