"""Reads colleges, majors and classes of the roster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Table, cast, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import Filter
from db.paging import Key, Page, Slice, page
from db.prepared import NamedQuery
from db.scopes import Scope, parts_of, reached_by
from db.session import Database
from db.tables import College, Major, SchoolClass, table

college, major, klass = table(College), table(Major), table(SchoolClass)
NOBODY = cast(null(), BigInteger)
CALLED = klass.c.name + " " + klass.c.code
"""The sheet of a class in a workbook has this name: class names alone may repeat."""


@dataclass(frozen=True, slots=True)
class ClassFilter(Filter):
    """Filters classes; every value that is set must match.

    `name` matches anywhere in the name; `retired` includes retired classes.
    """

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
    """Selects classes of the roster, each with the columns that scopes test: the class itself, outside any batch."""
    columns = [column for column in klass.c if column is not klass.c.search]
    return select(*columns, klass.c.id.label("class_id"), NOBODY.label("batch_id"), NOBODY.label("student_id"))


async def college_page(database: Database, filters: ClassFilter, part: Slice) -> Page:
    """Reads colleges; only code, name and retired of the filter apply."""
    query = colleges().where(*_named(college, filters))
    return await page(database, query, [Key("code", college.c.code), Key("id", college.c.id)], part)


async def major_page(database: Database, filters: ClassFilter, part: Slice) -> Page:
    """Reads majors; only college, code, name and retired of the filter apply."""
    query = majors().where(*_named(major, filters))
    if filters.college_id is not None:
        query = query.where(major.c.college_id == filters.college_id)
    return await page(database, query, [Key("code", major.c.code), Key("id", major.c.id)], part)


ORDERS = {"CODE": Key("code", klass.c.code), "GRADE": Key("grade", klass.c.grade)}


async def class_page(
    database: Database, scope: Scope, filters: ClassFilter, order: str, descending: bool, part: Slice
) -> Page:

    def build() -> Select[Any]:
        return classes().where(_reached(scope, "scope"), *_fits(filters))

    query = NamedQuery("classes", build, {**parts_of(scope), "filters": filters})
    keys = [replace(ORDERS[order], descending=descending), Key("id", klass.c.id)]
    return await page(database, query, keys if order == "CODE" else [keys[0], ORDERS["CODE"], keys[1]], part)


async def one_class(database: Database, scope: Scope, *, class_id: int | None, code: str | None) -> Any:
    """Reads a class by id or by code; returns None if the scope reaches no such class."""
    is_it = klass.c.id == class_id if class_id is not None else klass.c.code == code
    async with database.read() as db:
        return (await db.execute(classes().where(is_it, _reached(scope)))).one_or_none()


async def classes_with_ids(db: AsyncConnection, class_ids: Sequence[int]) -> Sequence[Any]:
    """Fetches classes of the roster by id, ordered by their code."""
    return list(await db.execute(classes().where(klass.c.id.in_(class_ids)).order_by(klass.c.code)))


async def active_college_ids(db: AsyncConnection) -> Sequence[int]:
    return (await db.execute(select(college.c.id).where(college.c.retired_at.is_(None)))).scalars().all()


def _reached(scope: Scope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by(scope, owner=owner, college=klass.c.college_id, klass=klass.c.id)


def _fits(filters: ClassFilter) -> Sequence[ColumnElement[bool]]:
    names = ("college_id", "major_id", "grade", "cohort")
    return [
        *(filters.equal(klass, name) for name in names if getattr(filters, name) is not None),
        *_named(klass, filters),
    ]


def _named(table_: Table, filters: ClassFilter) -> Sequence[ColumnElement[bool]]:
    """Compiles the conditions that colleges, majors and classes share."""
    fits: list[ColumnElement[bool]] = []
    if filters.code is not None:
        fits.append(filters.equal(table_, "code"))
    if filters.name is not None:
        fits.append(filters.like(table_.c.name, "name_part"))
    if not filters.retired:
        fits.append(table_.c.retired_at.is_(None))
    return fits
