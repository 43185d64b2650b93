"""Reads the state of courses to adjust, and stores their adjustments (参评课程调整, 1.1.2.3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    String,
    and_,
    bindparam,
    column,
    delete,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch_class, participant
from db.queries.courses.courses import LEFT_OUT, LOCKED, adjustment, course_score
from db.queries.students import student

Course = tuple[int, int, str]
"""Student, term and course code identify an adjustment within a batch."""


async def courses_behind(db: AsyncConnection, score_ids: Sequence[int], academic_year: str) -> dict[int, Course]:
    """Returns the courses of these score ids that belong to the academic year."""
    query = select(course_score.c.id, course_score.c.student_id, course_score.c.term, course_score.c.course_code).where(
        course_score.c.id.in_(score_ids), course_score.c.academic_year == academic_year
    )
    return {row.id: (row.student_id, row.term, row.course_code) for row in await db.execute(query)}


async def participants(db: AsyncConnection, batch_id: int, student_ids: Sequence[int]) -> dict[int, Any]:
    """Returns those students who take part, with their place in the batch."""
    query = (
        select(
            participant.c.batch_id,
            participant.c.student_id,
            participant.c.class_id,
            participant.c.college_id,
            student.c.number,
            student.c.name,
        )
        .join(student, student.c.id == participant.c.student_id)
        .where(
            participant.c.batch_id == batch_id,
            participant.c.student_id.in_(student_ids),
            participant.c.participating,
        )
    )
    return {row.student_id: row for row in await db.execute(query)}


async def lock_classes(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """Locks the classes until the transaction ends, always in one order, so that what is read next stays true."""
    query = select(batch_class.c.class_id).where(
        batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids)
    )
    await db.execute(query.order_by(batch_class.c.class_id).with_for_update())


async def fetch_courses(
    db: AsyncConnection, batch_id: int, academic_year: str, courses: Sequence[Course]
) -> dict[Course, Any]:
    """Reads those courses that the students have in the year: whether locked, and how they are adjusted."""
    requested = (
        func.unnest(
            bindparam(None, [one[0] for one in courses], type_=ARRAY(BigInteger)),
            bindparam(None, [one[1] for one in courses], type_=ARRAY(Integer)),
            bindparam(None, [one[2] for one in courses], type_=ARRAY(String)),
        )
        .table_valued(column("student_id", BigInteger), column("term", Integer), column("course_code", String))
        .render_derived()
    )
    query = (
        select(
            requested.c.student_id,
            requested.c.term,
            requested.c.course_code,
            course_score.c.id,
            course_score.c.course_name,
            LOCKED.label("locked"),
            LEFT_OUT.label("left_out"),
            adjustment.c.counted,
            adjustment.c.ratio,
        )
        .join(
            course_score,
            and_(
                course_score.c.student_id == requested.c.student_id,
                course_score.c.academic_year == academic_year,
                course_score.c.term == requested.c.term,
                course_score.c.course_code == requested.c.course_code,
            ),
        )
        .outerjoin(
            adjustment,
            and_(
                adjustment.c.batch_id == batch_id,
                adjustment.c.student_id == requested.c.student_id,
                adjustment.c.term == requested.c.term,
                adjustment.c.course_code == requested.c.course_code,
            ),
        )
    )
    return {(row.student_id, row.term, row.course_code): row for row in await db.execute(query)}


async def store_adjustments(
    db: AsyncConnection,
    batch_id: int,
    adjusted: Mapping[Course, tuple[bool, Decimal | None]],
    *,
    adjusted_at: datetime,
    adjusted_by: int,
) -> None:
    """Stores how each course counts from now on."""
    rows = [
        {
            "batch_id": batch_id,
            "student_id": student_id,
            "term": term,
            "course_code": course_code,
            "counted": counted,
            "ratio": ratio,
            "adjusted_at": adjusted_at,
            "adjusted_by": adjusted_by,
        }
        for (student_id, term, course_code), (counted, ratio) in sorted(adjusted.items())
    ]
    store = postgresql.insert(adjustment)
    fresh = {name: store.excluded[name] for name in ("counted", "ratio", "adjusted_at", "adjusted_by")}
    await db.execute(
        store.on_conflict_do_update(index_elements=["batch_id", "student_id", "term", "course_code"], set_=fresh), rows
    )


async def delete_adjustments(db: AsyncConnection, batch_id: int, courses: Sequence[Course]) -> None:
    """Deletes adjustments, so that the courses count by default again."""
    key = tuple_(adjustment.c.student_id, adjustment.c.term, adjustment.c.course_code)
    await db.execute(delete(adjustment).where(adjustment.c.batch_id == batch_id, key.in_(courses)))
