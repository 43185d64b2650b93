"""Tells of staged scores who is unknown, what is undecided, and the first rows of each kind (R10.6, R10.7)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.courses.courses import course_score
from db.queries.courses.staged_columns import COURSE_VALUES
from db.queries.courses.staging import changed, staged
from db.queries.students import student


async def leave_out_unknown(db: AsyncConnection) -> Sequence[Row[Any]]:
    """Removes the rows of numbers that the roster does not know.

    Returns one line for each number, in the order of the file: its first row and name, all its rows, and its courses.
    """
    known = select(student.c.number)
    gone = delete(staged).where(staged.c.student_number.not_in(known)).returning(*staged.c).cte("gone")
    in_order = aggregate_order_by
    query = (
        select(
            gone.c.student_number,
            func.min(gone.c.row).label("row"),
            func.array_agg(in_order(gone.c.student_name, gone.c.row))[1].label("student_name"),
            func.array_agg(in_order(gone.c.row, gone.c.row)).label("rows"),
            func.count(gone.c.course_code).label("courses"),
        )
        .group_by(gone.c.student_number)
        .order_by(func.min(gone.c.row))
    )
    return (await db.execute(query)).all()


async def undecided_groups(db: AsyncConnection) -> Sequence[Row[Any]]:
    """Reads the questions of the staged scores, the most frequent first, each with its rows."""
    count = func.count().label("score_count")
    rows = func.array_agg(aggregate_order_by(staged.c.row, staged.c.row)).label("rows")
    query = (
        select(staged.c.question, count, rows)
        .where(staged.c.question.is_not(None))
        .group_by(staged.c.question)
        .order_by(count.desc(), func.min(staged.c.row))
    )
    return (await db.execute(query)).all()


async def first_created(db: AsyncConnection, most: int) -> Sequence[Row[Any]]:
    """Reads the first rows that would be new, in the order of the file."""
    query = _staged().join(changed, _is_of()).where(changed.c.old_id.is_(None))
    return list(await db.execute(query.order_by(staged.c.row).limit(most)))


async def first_replaced(db: AsyncConnection, most: int) -> Sequence[tuple[Row[Any], Row[Any]]]:
    """Reads the first rows that would replace a stored score; each with that score before it."""
    query = _staged().join(changed, _is_of()).where(changed.c.old_id.is_not(None)).add_columns(changed.c.old_id)
    new = (await db.execute(query.order_by(staged.c.row).limit(most))).all()
    stored = select(course_score).where(course_score.c.id.in_([row.old_id for row in new]))
    old = {row.id: row for row in await db.execute(stored)}
    return [(old[row.old_id], row) for row in new]


async def first_unchanged(db: AsyncConnection, most: int) -> Sequence[Row[Any]]:
    """Reads the first rows that equal what is stored."""
    query = _staged().outerjoin(changed, _is_of()).where(changed.c.student_id.is_(None))
    return list(await db.execute(query.where(staged.c.course_code.is_not(None)).order_by(staged.c.row).limit(most)))


async def first_undecided(db: AsyncConnection, most: int) -> Sequence[Row[Any]]:
    """Reads the first rows that somebody has to decide on."""
    query = _staged().where(staged.c.question.is_not(None)).order_by(staged.c.row).limit(most)
    return list(await db.execute(query))


def _staged() -> Select[Any]:
    values = (staged.c[name] for name in ("row", "student_number", "student_name", "course_code", *COURSE_VALUES))
    return select(*values).join(student, student.c.number == staged.c.student_number)


def _is_of() -> ColumnElement[bool]:
    return and_(changed.c.student_id == student.c.id, changed.c.course_code == staged.c.course_code)
