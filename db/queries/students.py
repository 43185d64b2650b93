"""Reads students of the roster."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.filters import PersonFilter
from db.paging import Key, Page, Slice, page
from db.prepared import NamedQuery
from db.queries.classes import NOBODY, klass
from db.scopes import Scope, parts_of, reached_by
from db.session import Database
from db.tables import Student, table

student = table(Student)


@dataclass(frozen=True, slots=True)
class StudentFilter(PersonFilter):
    retired: bool = False


def students() -> Select[Any]:
    """Selects students with the place of their class; a student's identity does not depend on a batch."""
    return select(
        student.c.id,
        student.c.number,
        student.c.name,
        student.c.name_key,
        student.c.gender,
        student.c.ethnicity,
        student.c.class_id,
        student.c.monitor,
        student.c.retired_at,
        student.c.id.label("student_id"),
        klass.c.college_id,
        NOBODY.label("batch_id"),
    ).join(klass, klass.c.id == student.c.class_id)


ORDERS = {"NUMBER": Key("number", student.c.number), "NAME": Key("name_key", student.c.name_key)}


@cache
def ordered_by(order: str, descending: bool) -> Sequence[Key]:
    return (replace(ORDERS[order], descending=descending), Key("id", student.c.id))


def matching_students(scope: Scope, filters: StudentFilter) -> NamedQuery:
    def build() -> Select[Any]:
        return students().where(reached(scope, "scope"), *_fits(filters))

    return NamedQuery("students", build, {**parts_of(scope), "filters": filters})


async def student_page(
    database: Database, scope: Scope, filters: StudentFilter, keys: Sequence[Key], part: Slice
) -> Page:
    few = scope.few or filters.class_id is not None
    return await page(database, matching_students(scope, filters), keys, part, few=few)


async def one_student(database: Database, scope: Scope, *, student_id: int | None, number: str | None) -> Any:
    """Reads a student by id or by number; returns None if the scope reaches no such student."""
    is_it = student.c.id == student_id if student_id is not None else student.c.number == number
    async with database.read() as db:
        return (await db.execute(students().where(is_it, reached(scope)))).one_or_none()


def reached(scope: Scope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by(scope, owner=owner, college=klass.c.college_id, klass=klass.c.id, student=student.c.id)


def _fits(filters: StudentFilter) -> Sequence[ColumnElement[bool]]:
    fits = [*filters.placed(klass, student.c.class_id), *filters.named(student)]
    if not filters.retired:
        fits.append(student.c.retired_at.is_(None))
    return fits
