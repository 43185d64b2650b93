"""Finds the students whose scores are settled by another college's scale once the roster has moved them (R10.3)."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.classes import klass
from db.queries.courses.courses import course_score
from db.queries.students import student

_ODD = or_(course_score.c.text.is_not(None), course_score.c.attempts.is_not(None))


async def colleges_of_odd_scores(db: AsyncConnection) -> dict[int, int]:
    """Returns the present college of every student who has a score that is not just a number."""
    query = (
        select(student.c.id, klass.c.college_id)
        .join(klass, klass.c.id == student.c.class_id)
        .where(student.c.id.in_(select(course_score.c.student_id).where(_ODD)))
    )
    return {row.id: row.college_id for row in await db.execute(query)}


async def years_of_odd_scores(db: AsyncConnection, student_ids: Collection[int]) -> list[str]:
    """Returns the years in which these students have such scores."""
    query = (
        select(course_score.c.academic_year).where(_ODD, is_among(course_score.c.student_id, student_ids)).distinct()
    )
    return list((await db.execute(query.order_by(course_score.c.academic_year))).scalars())
