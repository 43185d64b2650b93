"""Changes the classes of a batch: who takes part, and what is cleared (R2)."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.academic.results import explanation, result
from db.queries.ballots.ballots import of_class
from db.queries.batches.batches import batch_class, participant, phase
from db.queries.classes import NOBODY, klass
from db.queries.comprehensive.staleness import mark_classes
from db.queries.ratings import results as ratings
from db.queries.students import student
from db.tables import Module, StaleReason


def _classes(batch_id: int, class_ids: Iterable[int]) -> Select[Any]:
    return (
        select(*of_class(), klass.c.name, NOBODY.label("student_id"))
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .order_by(batch_class.c.class_id)
    )


async def classes(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> Any:
    return (await db.execute(_classes(batch_id, class_ids))).all()


async def lock_classes(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Locks the classes until the transaction ends, always in one order, and then reads them."""
    rows = select(batch_class.c.class_id).where(
        batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids)
    )
    await db.execute(rows.order_by(batch_class.c.class_id).with_for_update())
    return await classes(db, batch_id, class_ids)


async def students(db: AsyncConnection, batch_id: int, student_ids: Iterable[int]) -> Any:
    query = select(participant).where(participant.c.batch_id == batch_id, participant.c.student_id.in_(student_ids))
    return (await db.execute(query)).all()


async def begun_colleges(db: AsyncConnection, batch_id: int, college_ids: Iterable[int]) -> set[int]:
    """Returns the colleges that have ever opened RATING or ACADEMIC, and locks these phases against being opened."""
    query = (
        select(phase.c.college_id, phase.c.first_opened_at)
        .where(
            phase.c.batch_id == batch_id,
            phase.c.college_id.in_(college_ids),
            phase.c.module.in_([Module.RATING, Module.ACADEMIC]),
        )
        .order_by(phase.c.college_id, phase.c.module)
        .with_for_update(read=True)
    )
    return {row.college_id for row in await db.execute(query) if row.first_opened_at is not None}


def _to_change(
    batch_id: int, class_ids: Iterable[int], student_ids: Iterable[int], *, participating: bool
) -> list[ColumnElement[bool]]:
    return [
        participant.c.batch_id == batch_id,
        or_(participant.c.class_id.in_(class_ids), participant.c.student_id.in_(student_ids)),
        participant.c.participating != participating,
    ]


async def classes_to_change(
    db: AsyncConnection, batch_id: int, class_ids: Iterable[int], student_ids: Iterable[int], *, participating: bool
) -> set[int]:
    """Returns the classes in which at least one student's participation would change."""
    conditions = _to_change(batch_id, class_ids, student_ids, participating=participating)
    return set((await db.execute(select(participant.c.class_id).where(*conditions).distinct())).scalars())


async def set_participating(
    db: AsyncConnection, batch_id: int, class_ids: Iterable[int], student_ids: Iterable[int], *, participating: bool
) -> Any:
    """Changes who takes part; returns each student whose participation changed, with class and number."""
    changed = (
        update(participant)
        .where(
            *_to_change(batch_id, class_ids, student_ids, participating=participating),
            student.c.id == participant.c.student_id,
        )
        .values(participating=participating)
        .returning(participant.c.class_id, participant.c.student_id, student.c.number)
    )
    return (await db.execute(changed)).all()


async def delete_academic_results(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Deletes results with their explanations; returns the class, number and score of each deleted result."""
    explained = and_(explanation.c.batch_id == result.c.batch_id, explanation.c.student_id == result.c.student_id)
    await db.execute(
        delete(explanation).where(explained, result.c.batch_id == batch_id, result.c.class_id.in_(class_ids))
    )
    deleting = (
        delete(result)
        .where(result.c.batch_id == batch_id, result.c.class_id.in_(class_ids), student.c.id == result.c.student_id)
        .returning(result.c.class_id, student.c.number, result.c.academic_score)
    )
    return (await db.execute(deleting)).all()


async def delete_rating_results(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> dict[int, int]:
    """Deletes rating results, and returns their number by class."""
    deleting = delete(ratings.result).where(
        ratings.result.c.batch_id == batch_id, ratings.result.c.class_id.in_(class_ids)
    )
    return Counter((await db.execute(deleting.returning(ratings.result.c.class_id))).scalars())


async def mark_cleared(db: AsyncConnection, batch_id: int, class_ids: Collection[int], at: datetime) -> None:
    computed = dict.fromkeys(
        ("academic_computed_at", "academic_computed_by", "rating_computed_at", "rating_computed_by")
    )
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .values(cleared_at=at, academic_stale=false(), **computed)
    )
    for reason in (StaleReason.ACADEMIC, StaleReason.RATING):
        await mark_classes(db, reason, batch_id, [*class_ids])
