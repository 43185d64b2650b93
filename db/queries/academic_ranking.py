"""The classes of a computation and how far they are; and 专业年级排名, once all of a major's grade are there (R4.9)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.queries.academic import ranking, result
from db.queries.batches import batch_class, somebody_takes_part
from db.queries.classes import NOBODY, klass, major
from db.queries.computing import Run
from db.scopes import Scope, reached_by


def _classes(batch_id: int, wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(batch_class, klass.c.name, klass.c.code, NOBODY.label("student_id"))
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(batch_class.c.batch_id == batch_id, wanted)
        .order_by(batch_class.c.class_id)
    )


def reached_classes(scope: Scope) -> ColumnElement[bool]:
    batch_column, class_column = batch_class.c.batch_id, batch_class.c.class_id
    return reached_by(scope, college=batch_class.c.college_id, batch=batch_column, klass=class_column)


async def classes(db: AsyncConnection, batch_id: int, wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return list((await db.execute(_classes(batch_id, wanted))).all())


async def lock_classes(db: AsyncConnection, batch_id: int, wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """The classes that somebody takes part in, held until the transaction ends, always in one order."""
    query = _classes(batch_id, wanted & somebody_takes_part())
    return list((await db.execute(query.with_for_update(of=batch_class))).all())


async def mark_computed(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], run: Run) -> None:
    """Who and when (R4.7); a computed result ends the state of being cleared (R2.3)."""
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .values(academic_computed_at=run.at, academic_computed_by=run.account_id, cleared_at=None)
    )


async def mark_stale(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """The rankings that these classes belong to are not true any more, until ranked again (R4.9)."""
    touched = select(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).where(
        batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids)
    )
    await db.execute(
        update(ranking)
        .where(
            ranking.c.batch_id == batch_id,
            tuple_(ranking.c.college_id, ranking.c.major_id, ranking.c.grade).in_(touched),
        )
        .values(stale=True)
    )


def of_major_grade(college_id: int, major_id: int, grade: int) -> ColumnElement[bool]:
    return and_(
        batch_class.c.college_id == college_id, batch_class.c.major_id == major_id, batch_class.c.grade == grade
    )


async def place_of_major_grade(db: AsyncConnection, batch_id: int, major_id: int, grade: int) -> Any:
    """Where a major's grade of a batch belongs; None where there is none."""
    query = (
        select(
            batch_class.c.batch_id,
            batch_class.c.college_id,
            NOBODY.label("class_id"),
            NOBODY.label("student_id"),
            major.c.name.label("major_name"),
        )
        .join(major, major.c.id == batch_class.c.major_id)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.major_id == major_id, batch_class.c.grade == grade)
    )
    return (await db.execute(query.limit(1))).one_or_none()


async def rank_major_grade(
    db: AsyncConnection, batch_id: int, college_id: int, major_id: int, grade: int, run: Run
) -> int:
    """专业年级排名 over every computed score of the major's grade. Returns how many have a place."""
    score = result.c.academic_score
    places = (
        select(
            result.c.id,
            formulas.shared_place(score).label("position"),
            formulas.ranked_size(score).label("size"),
        )
        .where(
            result.c.batch_id == batch_id,
            result.c.college_id == college_id,
            result.c.major_id == major_id,
            result.c.grade == grade,
        )
        .subquery()
    )
    ranked = await db.execute(
        update(result)
        .where(result.c.id == places.c.id)
        .values(major_grade_position=places.c.position, major_grade_size=places.c.size)
        .returning(result.c.major_grade_position)
    )
    row = {"batch_id": batch_id, "college_id": college_id, "major_id": major_id, "grade": grade}
    made = {"ranked_at": run.at, "ranked_by": run.account_id, "stale": False}
    keep = postgresql.insert(ranking).values(**row, **made)
    await db.execute(keep.on_conflict_do_update(index_elements=list(row), set_=made))
    return sum(position is not None for position in ranked.scalars())
