"""Stores failed sign-ins by account and by address; each function runs one statement (R9.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import SignInThrottle, table

throttle = table(SignInThrottle)


class Throttle(NamedTuple):
    """The failures of one key."""

    key: str
    failures: int
    failed_at: datetime
    blocked_until: datetime | None


_HOLD = text("""
    insert into sign_in_throttle as held (key, failures, failed_at)
    select key, 0, :now from unnest(cast(:keys as text[])) as wanted (key)
    on conflict (key) do update set failures = held.failures
    returning key, failures, failed_at, blocked_until
""")
_KEEP = text("""
    insert into sign_in_throttle as kept (key, failures, failed_at, blocked_until)
    select * from unnest(cast(:key as text[]), cast(:failures as integer[]),
                         cast(:failed_at as timestamptz[]), cast(:blocked_until as timestamptz[]))
    on conflict (key) do update set failures = excluded.failures, failed_at = excluded.failed_at,
                                    blocked_until = excluded.blocked_until
""")


async def lock_throttles(db: AsyncConnection, keys: Iterable[str], now: datetime) -> Sequence[Throttle]:
    """Locks the rows of these keys until the transaction ends, and creates missing ones."""
    rows = await db.execute(_HOLD, {"keys": sorted(keys), "now": now})
    return [Throttle(*row) for row in rows]


async def store_throttles(db: AsyncConnection, rows: Iterable[Throttle]) -> None:
    """Stores these rows."""
    columns = zip(*sorted(rows), strict=True)
    await db.execute(_KEEP, dict(zip(Throttle._fields, map(list, columns), strict=True)))


async def blocked_until(db: AsyncConnection, key: str) -> datetime | None:
    query = select(throttle.c.blocked_until).where(throttle.c.key == key)
    moment: datetime | None = (await db.execute(query)).scalar_one_or_none()
    return moment


async def delete_old(db: AsyncConnection, *, before: datetime) -> None:
    """Deletes entries that no longer matter."""
    old = select(throttle.c.key).where(throttle.c.failed_at < before).with_for_update(skip_locked=True)
    await db.execute(delete(throttle).where(throttle.c.key.in_(old)))


async def known_since(db: AsyncConnection, key: str, earliest: datetime) -> bool:
    query = select(func.count()).where(throttle.c.key == key, throttle.c.failed_at >= earliest)
    return bool((await db.execute(query)).scalar_one())
