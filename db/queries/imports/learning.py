"""Reads and keeps the headings by which colleges call the columns of their files (R10.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.classes import NOBODY
from db.scopes import Scope, reached_by
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


def learnt_columns(scope: Scope) -> Select[Any]:
    """Selects the headings that colleges within the scope have taught; those of the roster are the school's."""
    mine = true() if scope.school else reached_by(scope, college=learnt.c.college_id)
    return select(learnt, NOBODY.label("batch_id"), NOBODY.label("class_id"), NOBODY.label("student_id")).where(mine)


async def learnt_page(
    database: Database, scope: Scope, kind: ImportKind | None, college_id: int | None, part: Slice
) -> Page:
    """Reads a page of them, the latest first."""
    fits: list[ColumnElement[bool]] = [] if kind is None else [learnt.c.kind == kind]
    if college_id is not None:
        fits.append(learnt.c.college_id == college_id)
    keys = [Key("learnt_at", learnt.c.learnt_at, descending=True), Key("id", learnt.c.id, descending=True)]
    return await page(database, learnt_columns(scope).where(*fits), keys, part)


async def lock_learnt(db: AsyncConnection, scope: Scope, ids: Sequence[int]) -> dict[int, Any]:
    """Locks those of the headings that the scope reaches, by id."""
    rows = learnt_columns(scope).where(learnt.c.id.in_(ids)).order_by(learnt.c.id).with_for_update()
    return {row.id: row for row in await db.execute(rows)}


async def forget(db: AsyncConnection, ids: Sequence[int]) -> None:
    await db.execute(delete(learnt).where(learnt.c.id.in_(ids)))


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
