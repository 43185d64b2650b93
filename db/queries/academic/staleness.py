"""Marks computed classes as stale once what their academic scores follow from has changed (R10.7).

Nothing is computed again by itself: results stay as they are until somebody computes them. A mark is kept for classes
of ended batches and approved colleges, too, and counts again once those go on.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, exists, false, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.batches.batches import batch, batch_class, participant
from db.queries.comprehensive.staleness import mark_stale
from db.tables import Approval, StaleReason, Status, table

approval = table(Approval)


def must_be_computed_again() -> ColumnElement[bool]:
    """Matches stale classes while their batch goes on and their college is not approved."""
    goes_on = exists().where(batch.c.id == batch_class.c.batch_id, batch.c.status != Status.ENDED)
    approved = exists().where(
        approval.c.batch_id == batch_class.c.batch_id,
        approval.c.college_id == batch_class.c.college_id,
        approval.c.withdrawn_at.is_(None),
    )
    return and_(batch_class.c.academic_stale, goes_on.correlate(batch_class), ~approved.correlate(batch_class))


async def mark_inputs_changed(
    db: AsyncConnection,
    academic_year: str,
    *,
    student_ids: Collection[int] | None = None,
    college_id: int | None = None,
) -> list[int]:
    """Marks the computed classes of the year's batches in which these students take part.

    Call it after the change, in the same transaction.

    Args:
        student_ids: whose scores changed; None for everybody. As values they show PostgreSQL how few they may be: with
            a table without statistics it read the participants of all years.
        college_id: the college to which the classes belong in the batch; None for every college.

    Returns:
        The ids of the classes among them that must be computed again.
    """
    of_year = select(batch.c.id).where(batch.c.academic_year == academic_year)
    concerned: list[ColumnElement[bool]] = [batch_class.c.batch_id.in_(of_year)]
    if college_id is not None:
        concerned.append(batch_class.c.college_id == college_id)
    if student_ids is not None:
        concerned.append(_classes_of(student_ids))
    return await _mark(db, *concerned)


async def mark_classes(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """Marks classes of one batch whose courses were adjusted."""
    await _mark(db, batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids))


async def mark_college(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """Marks the classes of a college whose ratio was changed in one batch."""
    await _mark(db, batch_class.c.batch_id == batch_id, batch_class.c.college_id == college_id)


async def _mark(db: AsyncConnection, *concerned: ColumnElement[bool]) -> list[int]:
    """Waits for computations that are under way, which may have read the old scores, before it marks their classes."""
    place = (batch_class.c.batch_id, batch_class.c.class_id)
    locking = select(*place).where(*concerned).order_by(*place).with_for_update()
    locked = [(row.batch_id, row.class_id) for row in await db.execute(locking)]
    if not locked:
        return []
    among = tuple_(*place).in_(locked)
    to_mark = and_(among, batch_class.c.academic_computed_at.is_not(None), batch_class.c.academic_stale.is_(false()))
    await db.execute(update(batch_class).where(to_mark).values(academic_stale=true()))
    await mark_stale(db, StaleReason.ACADEMIC, among)
    return await _stale(db, among)


async def stale_among(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> list[int]:
    """Returns those of the classes that must be computed again."""
    return await _stale(db, batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids))


async def _stale(db: AsyncConnection, *among: ColumnElement[bool]) -> list[int]:
    stale = select(batch_class.c.class_id).where(*among, must_be_computed_again())
    return list((await db.execute(stale.distinct().order_by(batch_class.c.class_id))).scalars())


def _classes_of(student_ids: Collection[int]) -> ColumnElement[bool]:
    theirs = is_among(participant.c.student_id, student_ids)
    found = select(participant.c.batch_id, participant.c.class_id).where(participant.c.participating, theirs)
    return tuple_(batch_class.c.batch_id, batch_class.c.class_id).in_(found)
