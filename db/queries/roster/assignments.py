"""Stores the roster's head teachers, monitors and accounts (R9.1, R9.2); a sheet changes only the classes it names."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Table, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.audit import Author, write_from
from db.queries.classes import klass
from db.queries.enrolment import roster_head_teacher
from db.queries.people.accounts import account, staff
from db.queries.roster.storing import STAGED
from db.queries.students import student

_heads, _monitors = STAGED["head_teachers"], STAGED["monitors"]


async def replace_head_teachers(db: AsyncConnection, author: Author) -> tuple[int, int]:
    """Replaces the head teachers of the sheet's classes; returns how many were added and removed."""
    await _audit(db, author, "班主任", "headTeachers", heads_by_class())
    sheet_rows = select(klass.c.id.label("class_id"), staff.c.id.label("staff_id")).select_from(
        _heads.join(klass, klass.c.code == _heads.c.class_code).join(staff, staff.c.number == _heads.c.staff_number)
    )
    new = sheet_rows.subquery()
    same = (new.c.class_id == roster_head_teacher.c.class_id) & (new.c.staff_id == roster_head_teacher.c.staff_id)
    outdated = roster_head_teacher.c.class_id.in_(select(new.c.class_id)) & ~exists().where(same)
    removed = (await db.execute(delete(roster_head_teacher).where(outdated))).rowcount
    fresh = select(new).where(~exists().where(same))
    added = await db.execute(insert(roster_head_teacher).from_select(["class_id", "staff_id"], fresh))
    return added.rowcount, removed


async def replace_monitors(db: AsyncConnection, author: Author) -> tuple[int, int]:
    """Replaces the monitors of the sheet's classes; returns how many were added and removed."""
    await _audit(db, author, "班长", "monitors", monitors_by_class())
    named = exists().where(_monitors.c.student_number == student.c.number)
    of_class = student.c.class_id.in_(
        select(klass.c.id).join(_monitors, _monitors.c.class_code == klass.c.code).scalar_subquery()
    )
    query = update(student).where(student.c.monitor, of_class, ~named).values(monitor=False)
    removed = (await db.execute(query)).rowcount
    added = await db.execute(update(student).where(~student.c.monitor, named).values(monitor=True))
    return added.rowcount, removed


async def take_off_retired(db: AsyncConnection, author: Author) -> int:
    """Removes retired staff from their classes, and returns their number."""
    rows = roster_head_teacher.join(staff, staff.c.id == roster_head_teacher.c.staff_id).join(
        klass, klass.c.id == roster_head_teacher.c.class_id
    )
    retired = staff.c.retired_at.is_not(None)
    await write_from(
        db, author, "importRoster", rows, retired,
        subject=func.concat("班主任 ", klass.c.name, " ", klass.c.code),
        old=func.jsonb_build_object("headTeacher", staff.c.number),
        college_id=klass.c.college_id, class_id=klass.c.id,
    )  # fmt: skip
    retired_rows = roster_head_teacher.c.staff_id.in_(select(staff.c.id).where(retired))
    return (await db.execute(delete(roster_head_teacher).where(retired_rows))).rowcount


def _numbers(number: Any, rows: FromClause, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Selects the numbers of a class's people, in order."""
    ordered = func.jsonb_agg(aggregate_order_by(number, number))
    return select(ordered).select_from(rows).where(where).correlate(klass).scalar_subquery()


def heads_by_class() -> FromClause:
    """Selects the classes of the sheet with the numbers of their head teachers, before and after."""
    now = _numbers(staff.c.number, roster_head_teacher.join(staff, staff.c.id == roster_head_teacher.c.staff_id),
                   roster_head_teacher.c.class_id == klass.c.id)  # fmt: skip
    return _by_class(_heads, now, _numbers(_heads.c.staff_number, _heads, _heads.c.class_code == klass.c.code))


def monitors_by_class() -> FromClause:
    """Selects the classes of the sheet with the numbers of their monitors, before and after."""
    now = _numbers(student.c.number, student, (student.c.class_id == klass.c.id) & student.c.monitor)
    then = _numbers(_monitors.c.student_number, _monitors, _monitors.c.class_code == klass.c.code)
    return _by_class(_monitors, now, then)


def _by_class(sheet: Table, old: ScalarSelect[Any], new: ScalarSelect[Any]) -> FromClause:
    query = select(klass.c.id, klass.c.name, klass.c.code, klass.c.college_id, old.label("old"), new.label("new"))
    return query.where(klass.c.code.in_(select(sheet.c.class_code))).subquery()


async def _audit(db: AsyncConnection, author: Author, title: str, key: str, rows: FromClause) -> None:
    """Writes an entry for each class whose people are about to change."""
    await write_from(
        db, author, "importRoster", rows, rows.c.old.is_distinct_from(rows.c.new),
        subject=func.concat(f"{title} ", rows.c.name, " ", rows.c.code),
        old=func.jsonb_build_object(key, rows.c.old), new=func.jsonb_build_object(key, rows.c.new),
        college_id=rows.c.college_id, class_id=rows.c.id,
    )  # fmt: skip


async def open_accounts(db: AsyncConnection, key: str) -> int:
    """Creates an account without a password for everybody on the sheet; the number is the user name.

    An account with that name that belongs to nobody yet is bound to the person.
    """
    person, own = (student, account.c.student_id) if key == "students" else (staff, account.c.staff_id)
    staged = exists().where(STAGED[key].c.number == person.c.number)
    unclaimed = account.c.student_id.is_(None) & account.c.staff_id.is_(None)
    claim = update(account).where(account.c.username == person.c.number, unclaimed, staged)
    await db.execute(claim.values({own: person.c.id}))
    renamed = update(account).where(own == person.c.id, account.c.name != person.c.name, staged)
    await db.execute(renamed.values(name=person.c.name))
    fresh = select(person.c.number, person.c.name, person.c.id).where(staged, ~exists().where(own == person.c.id))
    query = insert(account).from_select(["username", "name", own.name], fresh.order_by(person.c.number))
    return (await db.execute(query)).rowcount
