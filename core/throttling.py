"""Failed attempts are slowed down, whatever the process that they reach (R9.1).

An attempt is counted before its outcome is known, and taken back when it succeeds: many at once gain nothing.
Every delay is bounded. One who has signed in from an address before is judged there by the own failures alone,
so that nobody elsewhere can lock that person out.
"""

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import TooManyAttempts
from core.tokens import hash_of
from db.queries import sessions
from db.session import Database

REMEMBERED = timedelta(days=90)
"""How long an address is known for a person's own, and traces are kept at all."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures cost nothing; then the delay doubles up to `longest`; one is forgiven each `forgiven_after`."""

    free: int
    forgiven_after: timedelta
    longest: timedelta

    def left(self, failures: int, since: datetime, now: datetime) -> tuple[int, datetime]:
        """The failures that still count, and from when on the next is being forgiven."""
        forgiven = int(max(now - since, timedelta()) / self.forgiven_after)
        if forgiven >= failures:
            return 0, now
        return failures - forgiven, since + forgiven * self.forgiven_after

    def delay(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta()
        return min(self.longest, timedelta(seconds=2 ** min(failures - self.free, 30)))

    def blocked_until(self, failures: int, now: datetime) -> datetime | None:
        """None while nothing is delayed: others of the same moment may have come a little earlier."""
        delay = self.delay(failures)
        return now + delay if delay else None


MINUTE = timedelta(minutes=1)
OF_USER_AT_ADDRESS = Limit(free=5, forgiven_after=5 * MINUTE, longest=MINUTE)
OF_USER = Limit(free=20, forgiven_after=MINUTE, longest=MINUTE)
OF_ADDRESS = Limit(free=50, forgiven_after=timedelta(seconds=6), longest=MINUTE / 2)
"""A whole campus may share one address."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to get in as `username`. What was typed is kept as a hash: it may be a password.

    Where another system is to say who it is, `username` is None, and the address alone is judged.
    """

    purpose: str
    username: str | None
    address: str

    @property
    def own(self) -> str:
        return self._key("own", self.username or "", network_of(self.address))

    @property
    def known(self) -> str:
        return self._key("known", self.username or "", network_of(self.address))

    def limits(self) -> dict[str, Limit]:
        of_address = {self._key("address", network_of(self.address)): OF_ADDRESS}
        if self.username is None:
            return of_address
        return {self.own: OF_USER_AT_ADDRESS, self._key("user", self.username): OF_USER, **of_address}

    def _key(self, kind: str, *parts: str) -> str:
        return f"{kind}:{hash_of(chr(0).join((self.purpose, *parts)))}"


def network_of(address: str) -> str:
    """Whoever has one IPv6 address has 2^64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


async def look(database: Database, attempt: Attempt, now: datetime) -> None:
    """Only see whether there is a delay, where what fails alone is counted.

    Raises:
        TooManyAttempts
    """
    async with database.read() as db:
        _require_no_delay(await sessions.delays(db, attempt.limits()), now)


async def begin(database: Database, attempt: Attempt, now: datetime) -> None:
    """Count the attempt, in a transaction of its own.

    Raises:
        TooManyAttempts: it is not looked at, nor counted, before the delay is over.
    """
    limits = attempt.limits()
    async with database.write() as db:
        if await sessions.known_since(db, attempt.known, now - REMEMBERED):
            limits = {attempt.own: limits[attempt.own]}
        held = await sessions.hold_throttles(db, limits, now)
        _require_no_delay([row.blocked_until for row in held], now)
        for row in held:
            failures, since = limits[row.key].left(row.failures, row.failed_at, now)
            blocked_until = limits[row.key].blocked_until(failures + 1, now)
            await sessions.keep_throttle(db, row.key, failures + 1, since, blocked_until)


async def succeeded(database: Database, attempt: Attempt, now: datetime) -> None:
    """The person is forgiven all, the address this one attempt; and is known from now on as that person's own."""
    own, user, address = attempt.limits()
    async with database.write() as db:
        for row in await sessions.hold_throttles(db, [own, user, address, attempt.known], now):
            failures, since = OF_ADDRESS.left(row.failures, row.failed_at, now) if row.key == address else (0, now)
            await sessions.keep_throttle(db, row.key, max(0, failures - 1), since, None)
        await sessions.forget_throttles(db, before=now - REMEMBERED)


def _require_no_delay(blocked: Sequence[datetime | None], now: datetime) -> None:
    until = max((moment for moment in blocked if moment is not None), default=now)
    if until > now:
        raise TooManyAttempts(seconds=math.ceil((until - now).total_seconds()))
