"""Reads the batches that go on, and how far the colleges of each are (R1.7)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, true

from db.queries.batches.batches import batch, batch_college, batch_window, phase, seen_by
from db.queries.classes import college
from db.queries.steps.counting import count, last_approval, names
from db.scopes import Scope
from db.session import Database
from db.tables import Status


async def batches_going_on(database: Database) -> Sequence[int]:
    """Reads the ids of the school's batches that have not ended."""
    query = select(batch.c.id).where(batch.c.status != Status.ENDED).order_by(batch.c.id)
    async with database.read() as db:
        return list((await db.execute(query)).scalars())


async def colleges_going_on(database: Database, scope: Scope) -> Sequence[tuple[int, int]]:
    """Reads (batch, college) of the scope's colleges in the batches that have not ended."""
    query = (
        select(batch_college.c.batch_id, batch_college.c.college_id)
        .join(batch, batch.c.id == batch_college.c.batch_id)
        .where(batch_college.c.college_id.in_(scope.colleges), seen_by(scope), batch.c.status != Status.ENDED)
        .order_by(batch_college.c.batch_id, batch_college.c.college_id)
    )
    async with database.read() as db:
        return [(row.batch_id, row.college_id) for row in await db.execute(query)]


def of_batches(batch_ids: Iterable[int]) -> Select[Any]:
    """Selects how far the colleges of each batch are, and the names of those that lack something."""
    begun = exists().where(
        phase.c.batch_id == batch_college.c.batch_id,
        phase.c.college_id == batch_college.c.college_id,
        phase.c.first_opened_at.is_not(None),
    )
    last = last_approval()
    rows = (
        select(
            batch_college.c.batch_id,
            college.c.name,
            college.c.code,
            begun.label("begun"),
            and_(last.c.id.is_not(None), last.c.withdrawn_at.is_(None)).label("approved"),
            last.c.withdrawn_at.is_not(None).label("withdrawn"),
        )
        .join(college, college.c.id == batch_college.c.college_id)
        .outerjoin(last, true())
        .where(batch_college.c.batch_id.in_(batch_ids))
        .subquery()
    )
    counted = (
        select(
            rows.c.batch_id,
            func.count().label("colleges"),
            count(rows.c.begun, "begun"),
            count(rows.c.approved, "approved"),
            count(rows.c.withdrawn, "withdrawn_count"),
            names(rows, ~rows.c.begun, "asleep"),
            names(rows, ~or_(rows.c.approved, rows.c.withdrawn), "lacking"),
            names(rows, rows.c.withdrawn, "withdrawn"),
        )
        .group_by(rows.c.batch_id)
        .subquery()
    )
    days = (
        select(func.min(batch_window.c.starts_on).label("starts_on"), func.max(batch_window.c.ends_on).label("ends_on"))
        .where(batch_window.c.batch_id == batch.c.id)
        .lateral()
    )
    columns = [column for column in counted.c if column.name != "batch_id"]
    return (
        select(batch.c.id.label("batch_id"), batch.c.status.label("batch_status"), *days.c, *columns)
        .join(counted, counted.c.batch_id == batch.c.id)
        .join(days, true())
    )
