"""Colleges, majors and classes, as the roster has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import College, Major, SchoolClass, table

college, major, klass = table(College), table(Major), table(SchoolClass)
NOBODY = cast(null(), BigInteger)


@dataclass(frozen=True, slots=True)
class ClassFilter:
    """Every given value must fit."""

    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None
    cohort: int | None = None
    code: str | None = None
    name: str | None = None
    retired: bool = False


def colleges() -> Select[Any]:
    return select(college.c.id, college.c.code, college.c.name, college.c.retired_at)


def majors() -> Select[Any]:
    return select(major.c.id, major.c.code, major.c.name, major.c.college_id, major.c.retired_at)


def classes() -> Select[Any]:
    """Classes of the roster, each row placed for scopes: its class is itself, outside any batch."""
    return select(klass, klass.c.id.label("class_id"), NOBODY.label("batch_id"), NOBODY.label("student_id"))


async def college_page(database: Database, part: Slice, *, retired: bool) -> Page:
    query = colleges() if retired else colleges().where(college.c.retired_at.is_(None))
    return await page(database, query, [Key("code", college.c.code), Key("id", college.c.id)], part)


async def major_page(database: Database, part: Slice, *, college_id: int | None, retired: bool) -> Page:
    query = majors() if retired else majors().where(major.c.retired_at.is_(None))
    if college_id is not None:
        query = query.where(major.c.college_id == college_id)
    return await page(database, query, [Key("code", major.c.code), Key("id", major.c.id)], part)


async def class_page(database: Database, scope: Scope, wanted: ClassFilter, part: Slice) -> Page:
    query = classes().where(_reached(scope), *_fits(wanted))
    return await page(database, query, [Key("code", klass.c.code), Key("id", klass.c.id)], part)


async def one_class(database: Database, scope: Scope, *, class_id: int | None, code: str | None) -> Any:
    """By id or by code; None where there is none that the scope reaches."""
    is_it = klass.c.id == class_id if class_id is not None else klass.c.code == code
    async with database.read() as db:
        return (await db.execute(classes().where(is_it, _reached(scope)))).one_or_none()


async def active_college_ids(db: AsyncConnection) -> Sequence[int]:
    return (await db.execute(select(college.c.id).where(college.c.retired_at.is_(None)))).scalars().all()


def _reached(scope: Scope) -> ColumnElement[bool]:
    return reached_by(scope, college=klass.c.college_id, klass=klass.c.id)


def _fits(wanted: ClassFilter) -> Sequence[ColumnElement[bool]]:
    equal = {
        klass.c.college_id: wanted.college_id,
        klass.c.major_id: wanted.major_id,
        klass.c.grade: wanted.grade,
        klass.c.cohort: wanted.cohort,
        klass.c.code: wanted.code,
    }
    fits = [column == value for column, value in equal.items() if value is not None]
    if wanted.name is not None:
        fits.append(klass.c.name.contains(wanted.name, autoescape=True))
    if not wanted.retired:
        fits.append(klass.c.retired_at.is_(None))
    return fits
