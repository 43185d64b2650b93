"""Reads and changes granted roles (R8)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, select, text, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.classes import college
from db.queries.people.accounts import account, role_grant, staff
from db.queries.students import student
from db.tables import Counsellor, HeadTeacher, Role, table

counsellor, head_teacher = table(Counsellor), table(HeadTeacher)

ONE_AT_A_TIME = 5_117_002
"""Acts that change the super admins take this advisory lock."""


def grants(account_ids: Iterable[int]) -> Select[Any]:
    query = select(role_grant.c.role, role_grant.c.college_id, role_grant.c.account_id.label("owner_id"))
    return query.where(role_grant.c.account_id.in_(list(account_ids))).order_by(role_grant.c.id)


def assignments(account_ids: Iterable[int]) -> Select[Any]:
    """Selects the roles that follow from assignments and the roster, as the viewer has them, one row each."""
    ids = list(account_ids)
    current = staff.c.retired_at.is_(None)
    parts = [
        select(account.c.id.label("owner_id"), literal(name).label("role"), literal(place).label("place"))
        .select_from(account.join(person, key == person.c.id))
        .where(account.c.id.in_(ids), holds)
        for place, (name, person, key, holds) in enumerate(
            (
                ("COUNSELLOR", staff, account.c.staff_id, current & staff.c.id.in_(select(counsellor.c.staff_id))),
                ("HEAD_TEACHER", staff, account.c.staff_id, current & staff.c.id.in_(select(head_teacher.c.staff_id))),
                (
                    "CLASS_MONITOR",
                    student,
                    account.c.student_id,
                    student.c.monitor & student.c.retired_at.is_(None),
                ),
                ("STUDENT", student, account.c.student_id, true()),
            )
        )
    ]
    rows = union_all(*parts).subquery()
    return select(rows.c.owner_id, rows.c.role).order_by(rows.c.place)


async def insert_grant(db: AsyncConnection, account_id: int, role: str, college_id: int | None, now: datetime) -> None:
    values = {"account_id": account_id, "role": role, "college_id": college_id, "granted_at": now}
    await db.execute(insert(role_grant).values(**values))


async def has_grant(db: AsyncConnection, account_id: int, role: str, college_id: int | None) -> bool:
    query = select(role_grant.c.id).where(_is_grant(account_id, role, college_id))
    return (await db.execute(query)).first() is not None


async def roles_granted_to(db: AsyncConnection, account_id: int) -> frozenset[Role]:
    query = select(role_grant.c.role).where(role_grant.c.account_id == account_id)
    return frozenset(Role(name) for name in await db.scalars(query))


async def college_of_role(db: AsyncConnection, college_id: int) -> Any:
    query = select(college.c.id, college.c.name, college.c.retired_at).where(college.c.id == college_id)
    return (await db.execute(query)).one_or_none()


async def delete_grant(db: AsyncConnection, account_id: int, role: str, college_id: int | None) -> None:
    await db.execute(delete(role_grant).where(_is_grant(account_id, role, college_id)))


def _is_grant(account_id: int, role: str, college_id: int | None) -> ColumnElement[bool]:
    here = role_grant.c.college_id.is_not_distinct_from(college_id)
    return (role_grant.c.account_id == account_id) & (role_grant.c.role == role) & here


async def lock_super_admins(db: AsyncConnection) -> None:
    """Prevents other changes of super admins until the transaction ends."""
    await db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})


async def count_super_admins(db: AsyncConnection) -> int:
    """Counts the super admins who can act: neither disabled nor retired."""
    query = (
        select(func.count())
        .select_from(role_grant)
        .join(account, account.c.id == role_grant.c.account_id)
        .outerjoin(staff, staff.c.id == account.c.staff_id)
        .where(role_grant.c.role == Role.SUPER_ADMIN, account.c.disabled_at.is_(None), staff.c.retired_at.is_(None))
    )
    return int((await db.execute(query)).scalar_one())
