"""Reads what a draft of a scheme is given of one student (R11.8)."""

from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch_class, participant
from db.queries.ratings.results import result as rating
from db.queries.schemes.inputs import given_of, items_of, students_of
from db.queries.schemes.trying import tells_marks
from db.schemes import Scheme


async def of_student(db: AsyncConnection, scheme: Scheme, batch: Any, college_id: int, student_id: int) -> Any:
    """Reads the student's place, everything that the scheme is given, and whether the rating score would tell one
    rater's marks; returns None if the student does not take part in the college.
    """
    place = (
        select(participant.c.batch_id, participant.c.class_id, participant.c.student_id, batch_class.c.college_id)
        .join(
            batch_class,
            and_(
                batch_class.c.batch_id == participant.c.batch_id,
                batch_class.c.class_id == participant.c.class_id,
            ),
        )
        .where(
            participant.c.batch_id == batch.id,
            participant.c.student_id == student_id,
            participant.c.participating,
            batch_class.c.college_id == college_id,
        )
    )
    found = (await db.execute(place)).one_or_none()
    if found is None:
        return None
    students, items, one = students_of(scheme).subquery("students"), items_of().subquery("items"), place.subquery("one")
    known = given_of(scheme, students, items).subquery("known")
    query = (
        select(*one.c, known.c.given, known.c["items"], func.coalesce(tells_marks(), False).label("of_few"))
        .join(known, known.c.student_id == one.c.student_id)
        .outerjoin(rating, and_(rating.c.batch_id == one.c.batch_id, rating.c.student_id == one.c.student_id))
    )
    values = {"batch_id": batch.id, "academic_year": batch.academic_year, "class_ids": [found.class_id]}
    return (await db.execute(query, values)).one_or_none()
