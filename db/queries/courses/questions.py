"""Reads what is undecided of course scores, grouped by college and question (R10.6)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, literal, literal_column, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.classes import klass
from db.queries.courses.courses import course_score, in_roster
from db.queries.students import student
from db.scopes import Scope
from db.session import Database

Question = tuple[int, str]
"""A college, and the text of the question."""


def _undecided(scope: Scope, academic_year: str) -> Select[Any]:
    """Selects the undecided scores that a scope reaches; their college is that of the roster."""
    return in_roster(scope).where(course_score.c.academic_year == academic_year, course_score.c.question.is_not(None))


async def question_page(
    database: Database, scope: Scope, academic_year: str, college_id: int | None, part: Slice
) -> Page:
    """Reads the questions of a year, those of most students first."""
    undecided = _undecided(scope, academic_year)
    if college_id is not None:
        undecided = undecided.where(klass.c.college_id == college_id)
    found = undecided.subquery("undecided")
    grouped = (
        select(
            found.c.college_id,
            found.c.question,
            func.count(found.c.student_id.distinct()).label("student_count"),
            func.count().label("course_count"),
        )
        .group_by(found.c.college_id, found.c.question)
        .subquery("grouped")
    )
    query = select(grouped, literal(academic_year).label("academic_year"))
    keys = [
        Key("student_count", grouped.c.student_count, descending=True),
        Key("college_id", grouped.c.college_id),
        Key("question", grouped.c.question),
    ]
    return await page(database, query, keys, part)


async def courses_of_questions(
    db: AsyncConnection, scope: Scope, academic_year: str, questions: Sequence[Question], most: int
) -> Sequence[Row[Any]]:
    """Reads the first courses of each question, by student number."""
    order = student.c.number, course_score.c.term, course_score.c.course_code
    group = klass.c.college_id, course_score.c.question
    place = func.row_number().over(partition_by=group, order_by=order).label("place")
    rows = _undecided(scope, academic_year).where(tuple_(*group).in_(questions)).add_columns(place).subquery()
    return list(await db.execute(select(rows).where(rows.c.place <= most).order_by(rows.c.place)))


async def shapes_of_questions(
    db: AsyncConnection, scope: Scope, academic_year: str, questions: Sequence[Question]
) -> Sequence[Row[Any]]:
    """Reads the different texts and attempts behind each question, from which its proposal follows."""
    rows = (
        _undecided(scope, academic_year)
        .where(tuple_(klass.c.college_id, course_score.c.question).in_(questions))
        .subquery()
    )
    parts = [
        func.jsonb_path_query_array(rows.c.attempts, literal_column(f"'$[*].{name}'")).label(f"{name}s")
        for name in ("kind", "text")
    ]
    query = select(rows.c.college_id, rows.c.question, rows.c.text, *parts).distinct()
    return list(await db.execute(query))


async def asked_words(db: AsyncConnection, college_id: int, academic_year: str, words: Sequence[str]) -> set[str]:
    """Returns those of the words that are undecided in a score of the college's students."""
    query = (
        select(course_score.c.question)
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
        .where(
            klass.c.college_id == college_id,
            course_score.c.academic_year == academic_year,
            course_score.c.question.in_(words),
        )
        .distinct()
    )
    return {word for word in (await db.execute(query)).scalars() if word is not None}


def odd_scores() -> Select[Any]:
    """Selects scores with the place of their students, and what a decision on them depends on."""
    columns = ("id", "student_id", "academic_year", "term", "course_code", "course_name")
    return (
        select(
            *(course_score.c[name] for name in (*columns, "score", "text", "attempts", "question")),
            student.c.name.label("student_name"),
            student.c.number.label("student_number"),
            student.c.class_id,
            klass.c.college_id,
        )
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
    )


async def scores_to_decide(db: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in await db.execute(odd_scores().where(course_score.c.id.in_(ids)))}


async def count_decided(
    db: AsyncConnection, scope: Scope, academic_years: Sequence[str], decision_ids: Sequence[int]
) -> dict[int, int]:
    """Counts the scores within a scope that count by each decision."""
    rows = (
        in_roster(scope)
        .where(
            course_score.c.academic_year.in_(academic_years),
            or_(course_score.c.text.is_not(None), course_score.c.attempts.is_not(None)),
            course_score.c.decision_id.in_(decision_ids),
        )
        .subquery()
    )
    query = select(rows.c.decision_id, func.count()).group_by(rows.c.decision_id)
    return {row[0]: int(row[1]) for row in await db.execute(query)}
