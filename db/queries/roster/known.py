"""Reads the stored roster, against which an import's references are checked (R9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch_class
from db.queries.classes import college, klass, major
from db.queries.people.accounts import account, staff
from db.queries.students import student


@dataclass(frozen=True, slots=True)
class KnownMajor:
    college_code: str
    has_classes: bool


@dataclass(frozen=True, slots=True)
class KnownClass:
    major_code: str
    college_code: str
    in_batches: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The stored roster by code or number; `live` holds the codes of each sheet that are not retired."""

    majors: dict[str, KnownMajor]
    classes: dict[str, KnownClass]
    class_of_student: dict[str, str]
    """It contains only the students who were requested."""
    live: dict[str, set[str]]
    foreign_usernames: dict[str, set[str]]
    """It holds, by sheet, the numbers that are the user names of other people's accounts."""


async def known(
    db: AsyncConnection, *, monitors: Sequence[str], students: Sequence[str], staff_numbers: Sequence[str]
) -> Known:
    live: dict[str, set[str]] = {"colleges": set(), "majors": set(), "classes": set(), "staff": set()}
    for key, table, code in (("colleges", college, college.c.code), ("staff", staff, staff.c.number)):
        live[key] = set((await db.execute(select(code).where(table.c.retired_at.is_(None)))).scalars())
    return Known(
        majors=await _majors(db, live["majors"]),
        classes=await _classes(db, live["classes"]),
        class_of_student=await _classes_of(db, monitors),
        live=live,
        foreign_usernames={
            "students": await _foreign_usernames(db, students, of_students=True),
            "staff": await _foreign_usernames(db, staff_numbers, of_students=False),
        },
    )


async def _majors(db: AsyncConnection, live: set[str]) -> dict[str, KnownMajor]:
    has_classes = exists().where(klass.c.major_id == major.c.id)
    query = select(major.c.code, college.c.code.label("college"), has_classes.label("used"), major.c.retired_at)
    rows = (await db.execute(query.join(college, college.c.id == major.c.college_id))).all()
    live |= {row.code for row in rows if row.retired_at is None}
    return {row.code: KnownMajor(row.college, row.used) for row in rows}


async def _classes(db: AsyncConnection, live: set[str]) -> dict[str, KnownClass]:
    in_batches = exists().where(batch_class.c.class_id == klass.c.id).label("used")
    query = (
        select(
            klass.c.code, major.c.code.label("major"), college.c.code.label("college"), in_batches, klass.c.retired_at
        )
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
    )
    rows = (await db.execute(query)).all()
    live |= {row.code for row in rows if row.retired_at is None}
    return {row.code: KnownClass(row.major, row.college, row.used) for row in rows}


async def _classes_of(db: AsyncConnection, numbers: Sequence[str]) -> dict[str, str]:
    query = (
        select(student.c.number, klass.c.code)
        .join(klass, klass.c.id == student.c.class_id)
        .where(student.c.number == func.any(_array(numbers)), student.c.retired_at.is_(None))
    )
    return {row.number: row.code for row in await db.execute(query)}


async def _foreign_usernames(db: AsyncConnection, numbers: Sequence[str], *, of_students: bool) -> set[str]:
    """Returns the user names that equal one of the numbers, but belong to another person."""
    own, other, owner = account.c.student_id, account.c.staff_id, student
    if not of_students:
        own, other, owner = other, own, staff
    query = (
        select(account.c.username)
        .outerjoin(owner, owner.c.id == own)
        .where(
            account.c.username == func.any(_array(numbers)),
            or_(other.is_not(None), owner.c.number != account.c.username),
        )
    )
    return set((await db.execute(query)).scalars())


def _array(values: Sequence[str]) -> object:
    return bindparam(None, [*values], type_=ARRAY(String))
