"""Reads and replaces the counsellors and head teachers of a batch's classes (R2.6, R2.7)."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch_class, counsellor, head_teacher
from db.queries.classes import NOBODY, klass
from db.queries.participants.participants import previously_assigned
from db.queries.people.accounts import staff
from db.scopes import Scope, reached_by

ASSIGNED = {"counsellors": counsellor, "headTeachers": head_teacher}


async def classes_within(db: AsyncConnection, batch_id: int, scope: Scope) -> Any:
    """Returns the classes of the batch that a scope reaches, by code."""
    reached = reached_by(scope, college=batch_class.c.college_id, batch=batch_id, klass=batch_class.c.class_id)
    query = (
        select(batch_class.c.class_id, batch_class.c.college_id, klass.c.code, klass.c.name)
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(batch_class.c.batch_id == batch_id, reached)
    )
    return (await db.execute(query.order_by(klass.c.code))).all()


async def staff_by_id(db: AsyncConnection, staff_ids: Iterable[int]) -> Any:
    return await _staff(db, staff.c.id.in_(staff_ids))


async def staff_by_number(db: AsyncConnection, numbers: Iterable[str]) -> Any:
    return await _staff(db, staff.c.number.in_(numbers))


async def _staff(db: AsyncConnection, which: ColumnElement[bool]) -> Any:
    places = [NOBODY.label(name) for name in ("batch_id", "class_id", "student_id")]
    query = select(staff.c.id, staff.c.number, staff.c.name, staff.c.college_id, staff.c.retired_at, *places)
    return (await db.execute(query.where(which))).all()


async def fetch_assigned(db: AsyncConnection, to: Table, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Returns the class and the staff member of each assignment, by class and number."""
    query = (
        select(to.c.class_id, staff.c.id, staff.c.number, staff.c.name)
        .join(staff, staff.c.id == to.c.staff_id)
        .where(to.c.batch_id == batch_id, to.c.class_id.in_(class_ids))
    )
    return (await db.execute(query.order_by(to.c.class_id, staff.c.number))).all()


async def replace_assigned(
    db: AsyncConnection, to: Table, batch_id: int, class_ids: Iterable[int], pairs: Collection[tuple[int, int]]
) -> Any:
    """Replaces all assignments of the classes; returns the class and the staff member of each earlier one.

    Args:
        pairs: the ids of a class and a staff member.
    """
    old = (
        delete(to)
        .where(to.c.batch_id == batch_id, to.c.class_id.in_(class_ids), staff.c.id == to.c.staff_id)
        .returning(to.c.class_id, staff.c.number, staff.c.name)
    )
    before = (await db.execute(old)).all()
    rows = [{"batch_id": batch_id, "class_id": class_id, "staff_id": staff_id} for class_id, staff_id in pairs]
    if rows:
        await db.execute(insert(to), rows)
    return before


async def copy_assigned(db: AsyncConnection, to: Table, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Assigns to each class that has nobody yet the staff of its newest earlier batch; returns the class and the staff
    member of each new assignment.
    """
    occupied = select(to.c.class_id).where(to.c.batch_id == batch_id)
    query = previously_assigned(to, [batch_id], class_ids).where(batch_class.c.class_id.not_in(occupied))
    found = (await db.execute(query)).all()
    if found:
        rows = [{"batch_id": batch_id, "class_id": row.of_class, "staff_id": row.id} for row in found]
        await db.execute(insert(to), rows)
    return found
