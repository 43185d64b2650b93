"""The timetable: work is claimed by a lock on its row, in the transaction that does it and sets its next time.

Whatever process ends in between, its transaction does, too, and another process finds the work still due.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import TimedWork, table

timed_work = table(TimedWork)


async def plan(db: AsyncConnection, first: Mapping[str, datetime]) -> None:
    """Enters work that is not in the timetable yet, with its first time."""
    rows = [{"name": name, "next_at": at} for name, at in first.items()]
    await db.execute(insert(timed_work).values(rows).on_conflict_do_nothing())


async def claim(db: AsyncConnection, names: list[str], now: datetime) -> str | None:
    """Claims one piece of work that is due until the transaction ends, if no other process is at it."""
    due = (
        select(timed_work.c.name)
        .where(timed_work.c.name.in_(names), timed_work.c.next_at <= now)
        .order_by(timed_work.c.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    name: str | None = (await db.execute(due)).scalar_one_or_none()
    return name


async def finish(db: AsyncConnection, name: str, now: datetime, next_at: datetime, outcome: Mapping[str, Any]) -> None:
    values = {"last_at": now, "next_at": next_at, "outcome": dict(outcome)}
    await db.execute(update(timed_work).where(timed_work.c.name == name).values(**values))
