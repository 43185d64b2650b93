"""Reopens one rater's submitted ballot (退回打分表, R5.3)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.ballots.ballots import ballot
from db.queries.batches.batches import batch_class, participant
from db.queries.classes import NOBODY, klass
from db.queries.people.accounts import staff
from db.queries.students import student
from db.tables import RaterKind


async def lock_class(db: AsyncConnection, batch_id: int, class_id: int) -> None:
    """Locks the class against clearing, computing and copying of items until the transaction ends."""
    query = select(batch_class.c.class_id).where(batch_class.c.batch_id == batch_id, batch_class.c.class_id == class_id)
    await db.execute(query.with_for_update(read=True))


async def reopen(db: AsyncConnection, place: Any, kind: RaterKind, rater_id: int, reason: str, now: datetime) -> bool:
    """Turns a submitted ballot into its rater's draft again, with every mark; returns whether there was one."""
    back = (
        update(ballot)
        .where(*_once(place.batch_id, place.class_id, kind, rater_id), ballot.c.submitted_at.is_not(None))
        .values(submitted_at=None, reopened_at=now, reopen_reason=reason)
    )
    return bool((await db.execute(back)).rowcount)


async def peer(db: AsyncConnection, batch_id: int, student_id: int) -> Any:
    """Reads a participant as a rater, with name and place."""
    query = (
        select(participant, student.c.number, student.c.name, klass.c.name.label("class_name"))
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .where(participant.c.batch_id == batch_id, participant.c.student_id == student_id)
    )
    return (await db.execute(query)).one_or_none()


async def place_of_class(db: AsyncConnection, batch_id: int, class_id: int) -> Any:
    query = (
        select(batch_class, klass.c.name.label("class_name"), NOBODY.label("student_id"))
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id == class_id)
    )
    return (await db.execute(query)).one_or_none()


async def staff_rater(db: AsyncConnection, staff_id: int) -> Any:
    return (await db.execute(select(staff.c.number, staff.c.name).where(staff.c.id == staff_id))).one_or_none()


def _once(batch_id: int, class_id: int, kind: RaterKind, rater_id: int) -> list[Any]:
    return [
        ballot.c.batch_id == batch_id,
        ballot.c.class_id == class_id,
        ballot.c.kind == kind.value,
        ballot.c.rater_id == rater_id,
    ]
