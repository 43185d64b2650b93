"""Marks results that were computed by a scheme as stale once what they follow from has changed (R11.5).

Nothing is computed again by itself. A class without computed results costs one statement, which finds nothing.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, all_, any_, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.batches.batches import batch_class
from db.queries.comprehensive.sheets import sheet
from db.schemes import Category, Column, RatingItem, Scheme, needs_grades
from db.tables import StaleReason

OF_CLASS = (batch_class.c.batch_id, batch_class.c.class_id)
OF_GRADE = (batch_class.c.batch_id, batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade)


def reads_of(scheme: Scheme) -> list[str]:
    """Lists the changes that concern the results of a scheme."""
    reads = {StaleReason.SCHEME}
    for one in scheme.inputs.values():
        if isinstance(one, Category | Column):
            reads.add(StaleReason.INPUTS)
        elif isinstance(one, RatingItem) or one.source == "ratingScore":
            reads.add(StaleReason.RATING)
        else:
            reads.add(StaleReason.ACADEMIC)
    if needs_grades(scheme):
        reads.add(StaleReason.GRADE)
    return sorted(reads)


def reads_academic_scores(scheme: Scheme) -> bool:
    """Tells whether the scheme takes numbers of the academic result, and not just the courses that were failed."""
    return any(one.source in ("academicScore", "creditAverage") for one in scheme.inputs.values())


async def mark_stale(db: AsyncConnection, reason: StaleReason, *concerned: ColumnElement[bool]) -> None:
    """Marks the computed results of these classes, and of their grades where these depend on the grade.

    Call it after the change, in the same transaction, which holds the classes (`batch_class`), so that a computation
    that is under way has ended, and one that comes sees the change.
    """
    marked = await _mark(db, reason, select(*OF_CLASS).where(*concerned))
    if marked:
        grades = select(*OF_GRADE).where(tuple_(*OF_CLASS).in_(marked))
        await _mark(db, StaleReason.GRADE, select(*OF_CLASS).where(tuple_(*OF_GRADE).in_(grades)))


async def mark_classes(db: AsyncConnection, reason: StaleReason, batch_id: int, class_ids: Sequence[int]) -> None:
    if class_ids:
        await mark_stale(db, reason, batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids))


async def mark_college(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """Waits for computations that are under way, and marks the results of a college whose scheme was changed."""
    of_college = batch_class.c.batch_id == batch_id, batch_class.c.college_id == college_id
    await db.execute(select(*OF_CLASS).where(*of_college).order_by(*OF_CLASS).with_for_update())
    await mark_stale(db, StaleReason.SCHEME, *of_college)


async def _mark(db: AsyncConnection, reason: StaleReason, classes: Select[Any]) -> list[tuple[int, int]]:
    this = literal(reason.value, String)
    fresh = this != all_(sheet.c.stale) if reason is not StaleReason.GRADE else func.cardinality(sheet.c.stale) == 0
    marking = (
        update(sheet)
        .where(tuple_(sheet.c.batch_id, sheet.c.class_id).in_(classes), this == any_(sheet.c.reads), fresh)
        .values(stale=func.array_append(sheet.c.stale, this))
        .returning(sheet.c.batch_id, sheet.c.class_id)
    )
    return [(row.batch_id, row.class_id) for row in await db.execute(marking)]
