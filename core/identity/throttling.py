"""Failed attempts are slowed down by account and by address (R9.1); `core.identity.entrance` counts them.

Every delay is bounded. A person who has signed in from an address before is judged there only by their own failures,
so that nobody elsewhere can lock them out.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.identity.tokens import hash_of

REMEMBERED = timedelta(days=90)
"""The time for which an address is known as a person's own, and for which traces are stored at all."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Allows `free` failures, then doubles the delay up to `longest`; forgives one failure each `forgiven_after`."""

    free: int
    forgiven_after: timedelta
    longest: timedelta

    def left(self, failures: int, since: datetime, now: datetime) -> tuple[int, datetime]:
        """Returns the failures that still count, and since when the next one is being forgiven."""
        forgiven = int(max(now - since, timedelta()) / self.forgiven_after)
        if forgiven >= failures:
            return 0, now
        return failures - forgiven, since + forgiven * self.forgiven_after

    def delay(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta()
        return min(self.longest, timedelta(seconds=2 ** min(failures - self.free, 30)))

    def blocked_until(self, failures: int, now: datetime) -> datetime | None:
        """Returns the end of the delay, or None without one: requests of the same moment may have come
        a little earlier.
        """
        delay = self.delay(failures)
        return now + delay if delay else None


MINUTE = timedelta(minutes=1)
OF_USER_AT_ADDRESS = Limit(free=5, forgiven_after=5 * MINUTE, longest=MINUTE)
OF_USER = Limit(free=20, forgiven_after=MINUTE, longest=MINUTE)
OF_ADDRESS = Limit(free=50, forgiven_after=timedelta(seconds=6), longest=timedelta(seconds=2))
"""A whole campus may share one address, so it is never refused. After so many failures its attempts are checked one by
one, and a wrong one delays the next. Right passwords wait behind it, so the delay is short.
"""
OF_CODE = Limit(free=10, forgiven_after=10 * MINUTE, longest=10 * MINUTE)
"""A code of a second factor has only six digits, and whoever is asked for it has given the password already."""
SECOND_FACTOR = "second factor"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Represents an attempt to get in as `username`. It stores typed text only as a hash, because it may be a password.

    If another system identifies the person, `username` is None, and only the address is judged.
    """

    purpose: str
    username: str | None
    address: str

    @property
    def own(self) -> str:
        """Returns the key of the person at the address."""
        return self._key("own", self.username or "", network_of(self.address))

    @property
    def of_user(self) -> str:
        return self._key("user", self.username or "")

    @property
    def of_address(self) -> str:
        return self._key("address", network_of(self.address))

    @property
    def name_hash(self) -> str:
        """Returns what failures are remembered by, until the person is told of them."""
        return hash_of(self.username or "")

    @property
    def known(self) -> str:
        """Returns the same key for every purpose: a person who has once signed in at an address is known there."""
        return _key("known", "sign in", self.username or "", network_of(self.address))

    def limits(self, *, known: bool) -> dict[str, Limit]:
        """Returns the limits that apply to the attempt."""
        if self.username is None:
            return {self.of_address: OF_ADDRESS}
        of_code = self.purpose == SECOND_FACTOR
        own = {self.own: OF_CODE if of_code else OF_USER_AT_ADDRESS}
        of_user = OF_CODE if of_code else OF_USER
        return own if known else {**own, self.of_user: of_user, self.of_address: OF_ADDRESS}

    def _key(self, kind: str, *parts: str) -> str:
        return _key(kind, self.purpose, *parts)


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:{hash_of(chr(0).join(parts))}"


def network_of(address: str) -> str:
    """Returns the network of the address, because the owner of one IPv6 address has 2^64 of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address
