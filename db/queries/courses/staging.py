"""Stages course scores in tables that end with the transaction: rows of a workbook, or stored ones to settle again."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, func, insert, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.classes import klass
from db.queries.courses.courses import course_score
from db.queries.courses.staged_columns import COURSE_VALUES, READ_VALUES, STAGED_SCORE
from db.queries.students import student
from db.tables.columns import CREDIT, SCORE
from db.temporary import create, temporary

PLANNING = {"work_mem": "64MB", "default_statistics_target": "10"}
"""100,000 rows are sorted in memory. PostgreSQL looks at 3,000 of the staged ones, not at 30,000: it needs to know
little more than how many there are.
"""


def _course_columns() -> Sequence[Column[Any]]:
    types: dict[str, Any] = {
        "credit": CREDIT,
        "score": SCORE,
        "attempts": JSONB(none_as_null=True),
        "decision_id": BigInteger,
    }
    return [Column(name, types.get(name, String)) for name in COURSE_VALUES]


staged = temporary(
    "staged_score",
    Column("row", Integer),
    Column("student_number", String),
    Column("student_name", String),
    Column("course_code", String),
    *_course_columns(),
)
"""The scores. A row without a course code is a further attempt, of which only the student is checked."""
changed = temporary(
    "changed_score",
    Column("old_id", BigInteger),
    Column("student_id", BigInteger),
    Column("course_code", String),
    *_course_columns(),
)
odd = temporary(
    "odd_score",
    Column("row", Integer),
    Column("college_id", BigInteger),
    Column("course_code", String),
    Column("student_id", BigInteger),
    Column("text", String),
    Column("alone", Boolean),
)
"""The staged scores that are not just numbers. `alone` says that a course is settled by itself.

A row of the file may hold many courses, one in each column (R10.2); with the code it is one staged score.
"""


async def stage(db: AsyncConnection, copied: bytes) -> None:
    """Copies rows, written as COPY's text."""
    await _create(db)
    connection: Any = (await db.get_raw_connection()).driver_connection
    await connection.copy_to_table(staged.name, source=BytesIO(copied), columns=[*STAGED_SCORE, *READ_VALUES])
    await db.execute(select(*(func.set_config(name, value, True) for name, value in PLANNING.items())))
    await db.execute(text("analyze staged_score (student_number, course_code)"))


async def stage_stored(
    db: AsyncConnection, college_id: int, academic_year: str, term: int, student_ids: Sequence[int] | None
) -> int:
    """Stages the stored scores that are not just numbers, and returns how many there are.

    Args:
        student_ids: whose scores; None for the whole college.
    """
    await _create(db)
    number = func.row_number().over()
    rows = (
        select(
            number, student.c.number, student.c.name, *(course_score.c[one] for one in ("course_code", *COURSE_VALUES))
        )
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
        .where(
            klass.c.college_id == college_id,
            course_score.c.academic_year == academic_year,
            course_score.c.term == term,
            or_(course_score.c.text.is_not(None), course_score.c.attempts.is_not(None)),
        )
    )
    if student_ids is not None:
        rows = rows.where(is_among(student.c.id, student_ids))
    return (await db.execute(insert(staged).from_select([*STAGED_SCORE, *COURSE_VALUES], rows))).rowcount


async def _create(db: AsyncConnection) -> None:
    """Creates the tables, in place of those that this transaction may have used before."""
    await create(db, staged, changed, odd, replace=True)
