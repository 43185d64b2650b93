"""Reads who was held up by undecided courses when a class was computed (R10.6)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Integer, Select, String, and_, any_, case, column, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.academic.results import explanation, result
from db.queries.computations.compiled import BATCH, CLASSES, compiled
from db.queries.students import student
from db.tables import ScoreRule

MOST_HELD_UP = 100
"""The number of students that the answer names; all of them are counted."""


class HeldUp(NamedTuple):
    """A student with the undecided courses, each as “课程名（原文）”."""

    student_id: int
    number: str
    name: str
    courses: list[str]


async def fetch_held_up(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], most: int = MOST_HELD_UP
) -> tuple[int, list[HeldUp]]:
    """Returns how many students of these classes are held up, and the first of them by number."""
    values = {"batch_id": batch_id, "class_ids": list(class_ids)}
    rows: Sequence[Any] = (await compiled(("held up", most), lambda: _held_up(most)).execute(db, values)).all()
    return (rows[0].total if rows else 0), [HeldUp(*row[:-1]) for row in rows]


def _held_up(most: int) -> Select[Any]:
    return (
        select(student.c.id, student.c.number, student.c.name, _courses(), func.count().over().label("total"))
        .select_from(result)
        .join(student, student.c.id == result.c.student_id)
        .join(
            explanation,
            and_(explanation.c.batch_id == result.c.batch_id, explanation.c.student_id == result.c.student_id),
        )
        .where(result.c.batch_id == BATCH, result.c.class_id == any_(CLASSES), result.c.undecided_courses > 0)
        .order_by(student.c.number)
        .limit(most)
    )


def _courses() -> Any:
    """Selects the undecided courses of one explanation. Attempts that clash are named, not one text among them."""
    course = (
        func.unnest(
            explanation.c.course_codes,
            explanation.c.course_names,
            explanation.c.course_terms,
            explanation.c.course_counted,
        )
        .table_valued(
            column("code", String), column("name", String), column("term", Integer), column("counted", Boolean)
        )
        .render_derived("course")
    )
    origin = explanation.c.course_origins[func.concat(course.c.term, " ", course.c.code)]
    question, text, rule = (origin[key].astext for key in ("question", "text", "rule"))
    words = case((rule == ScoreRule.DECISION, question), else_=func.coalesce(text, question))
    named = func.concat(course.c.name, "（", words, "）")
    return (
        select(func.array_agg(postgresql.aggregate_order_by(named, course.c.term, course.c.code)))
        .select_from(course)
        .where(course.c.counted, question.is_not(None))
        .correlate(explanation)
        .scalar_subquery()
        .label("courses")
    )
