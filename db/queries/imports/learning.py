"""Reads and keeps the headings by which colleges call the columns of their files (R10.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.session import Database
from db.tables import ImportKind, LearntColumn, table

learnt = table(LearntColumn)

SUBJECT = "列名"
"""This is the subject of the entries in the audit log; undoing an import does not unlearn."""


async def fetch_learnt(database: Database, kind: ImportKind, college_ids: Sequence[int | None]) -> dict[str, str]:
    """Returns the keys of columns by heading, the latest first. None stands for the roster's, of no college."""
    wanted = or_(
        learnt.c.college_id.in_([one for one in college_ids if one is not None]),
        and_(learnt.c.college_id.is_(None), literal(None in college_ids)),
    )
    latest = learnt.c.learnt_at.desc(), learnt.c.id.desc()
    statement = select(learnt.c.heading, learnt.c.column_key).where(learnt.c.kind == kind, wanted).order_by(*latest)
    found: dict[str, str] = {}
    async with database.read() as db:
        for heading, key in await db.execute(statement):
            found.setdefault(heading, key)
    return found


async def learn(
    db: AsyncConnection,
    kind: ImportKind,
    college_ids: Sequence[int | None],
    headings: Mapping[str, str],
    *,
    at: datetime,
    by: int | None,
) -> None:
    """Keeps which column each heading is, for each college; an earlier meaning of the heading is replaced."""
    rows = [
        {"college_id": one, "kind": kind, "heading": heading, "column_key": key, "learnt_at": at, "learnt_by": by}
        for one in college_ids
        for heading, key in headings.items()
    ]
    statement = insert(learnt).values(rows)
    changed = {name: statement.excluded[name] for name in ("column_key", "learnt_at", "learnt_by")}
    await db.execute(statement.on_conflict_do_update(constraint="learnt_column_once", set_=changed))
