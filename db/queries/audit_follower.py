"""Keeps up to where the log server has received the sealed log; one process sends at a time (R16.2).

A process takes the place for each step, and for a while only, so no transaction is open while it sends. If it dies, the
next one sends again what was not noted as received.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

HELD_SECONDS = 60

_CLAIM = """
insert into audit_follower as place (name, seal, holder, held_until)
values (:name, 0, :holder, clock_timestamp() + make_interval(secs => :seconds))
on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until
  where place.holder = excluded.holder or place.held_until is null or place.held_until < clock_timestamp()
returning seal
"""


async def claim(db: AsyncConnection, name: str, holder: str) -> int | None:
    """Takes or renews the place, and returns the last seal that was received; None if another process has it."""
    given = {"name": name, "holder": holder, "seconds": HELD_SECONDS}
    return (await db.execute(text(_CLAIM), given)).scalar_one_or_none()


async def received(db: AsyncConnection, name: str, holder: str, seal: int) -> None:
    """Notes what was received and gives the place back, unless another process has taken it meanwhile."""
    query = "update audit_follower set seal = :seal, held_until = null where name = :name and holder = :holder"
    await db.execute(text(query), {"name": name, "holder": holder, "seal": seal})


async def behind(db: AsyncConnection, name: str) -> int:
    """Counts the seals that the log server has not received yet."""
    query = """select count(*) from audit_seal
    where number > coalesce((select seal from audit_follower where name = :name), 0)"""
    return int((await db.execute(text(query), {"name": name})).scalar_one())
