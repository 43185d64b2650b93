"""Gives the staged scores that are not just numbers what they are worth (R10.3 - R10.6).

Equal texts of a college are settled together. Courses with several attempts, and those on which a decision was made for
the course itself, are settled one by one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.classes import klass
from db.queries.courses.staged_columns import COURSE_VALUES
from db.queries.courses.staging import odd, staged
from db.queries.students import student
from db.tables import ScoreDecision, table
from db.tables.columns import CREDIT, SCORE

decision = table(ScoreDecision)

WORTH = ("score", "rule", "question", "decision_id")
_TYPES: dict[str, Any] = {
    "row": Integer,
    "college_id": BigInteger,
    "decision_id": BigInteger,
    "credit": CREDIT,
    "score": SCORE,
}


async def find_odd(db: AsyncConnection, academic_year: str, term: int) -> list[int]:
    """Finds the scores to settle, and returns their colleges, by the present class of each student."""
    of_course = exists().where(
        decision.c.college_id == klass.c.college_id,
        decision.c.academic_year == academic_year,
        decision.c.student_id == student.c.id,
        decision.c.term == term,
        decision.c.course_code == staged.c.course_code,
    )
    alone = or_(staged.c.attempts.is_not(None), of_course)
    found = (
        select(staged.c.row, klass.c.college_id, staged.c.course_code, student.c.id, staged.c.text, alone)
        .join(student, student.c.number == staged.c.student_number)
        .join(klass, klass.c.id == student.c.class_id)
        .where(or_(staged.c.text.is_not(None), staged.c.attempts.is_not(None)))
    )
    await db.execute(insert(odd).from_select(odd.c.keys(), found))
    await db.execute(text("analyze odd_score"))
    return list((await db.execute(select(odd.c.college_id).distinct().order_by(odd.c.college_id))).scalars())


async def fetch_texts(db: AsyncConnection) -> Sequence[tuple[int, str]]:
    """Fetches each text that a college's rows have, if they follow from the text alone."""
    query = select(odd.c.college_id, odd.c.text).where(~odd.c.alone).distinct()
    return [(row.college_id, row.text) for row in await db.execute(query)]


async def fetch_single(db: AsyncConnection) -> Sequence[Any]:
    """Fetches the courses that are settled one by one."""
    values = (staged.c[name] for name in ("row", "course_code", *COURSE_VALUES))
    query = select(*values, odd.c.student_id, odd.c.college_id).join(odd, _is_of(staged))
    return (await db.execute(query.where(odd.c.alone))).all()


async def store_texts(db: AsyncConnection, worths: Sequence[Mapping[str, Any]]) -> None:
    """Stores what texts are worth; each item has `college_id`, `text` and the values of `WORTH`."""
    worth = _rows(worths, ("college_id", "text", *WORTH), "worth")
    of_text = and_(_is_of(staged), ~odd.c.alone)
    by_text = and_(worth.c.college_id == odd.c.college_id, worth.c.text == odd.c.text)
    await db.execute(update(staged).where(of_text, by_text).values({name: worth.c[name] for name in WORTH}))


async def store_single(db: AsyncConnection, courses: Sequence[Mapping[str, Any]]) -> None:
    """Stores single courses; each item has `row`, `course_code` and a course's values. `attempts` is JSON as text."""
    new = _rows(courses, ("row", "course_code", *COURSE_VALUES), "course")
    values = {name: new.c[name] for name in COURSE_VALUES} | {"attempts": cast(new.c.attempts, JSONB)}
    of_course = and_(_is_of(staged), _is_of(new))
    await db.execute(update(staged).where(of_course).values(values))


def _is_of(rows: Any) -> ColumnElement[bool]:
    return and_(odd.c.row == rows.c.row, odd.c.course_code == rows.c.course_code)


def _rows(rows: Sequence[Mapping[str, Any]], names: Sequence[str], alias: str) -> Any:
    """Builds a relation from rows of the request."""
    types: dict[str, Any] = {name: Text if name == "attempts" else _TYPES.get(name, String) for name in names}
    arrays: list[Any] = [bindparam(None, [row[name] for row in rows], type_=ARRAY(types[name])) for name in names]
    columns: list[Any] = [column(name, types[name]) for name in names]
    return func.unnest(*arrays).table_valued(*columns, name=alias).render_derived()
