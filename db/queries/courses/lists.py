"""Reads courses in pages, by what a filter asks for and in an order, and those of some students or ids (R4.6)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.courses.courses import (
    COUNTED,
    IN_BATCH,
    IN_ROSTER,
    LOCKED,
    Place,
    adjustment,
    course_score,
    in_batch,
    in_roster,
)
from db.queries.students import student
from db.scopes import Scope
from db.session import Database

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """Filters courses; every value that is set must match; names anywhere in the name, `number` at its start."""

    academic_year: str | None = None
    term: int | None = None
    student_id: int | None = None
    number: str | None = None
    name: str | None = None
    class_id: int | None = None
    major_id: int | None = None
    grade: int | None = None
    college_id: int | None = None
    course_code: str | None = None
    course_name: str | None = None
    counted: bool | None = None
    locked: bool | None = None
    adjusted: bool | None = None
    undecided: bool | None = None
    text: str | None = None

    @property
    def asks_how_it_counts(self) -> bool:
        return (self.counted, self.locked, self.adjusted) != (None, None, None)

    @property
    def asks_for_scores(self) -> bool:
        """Tells whether the rows that match tell something about their scores."""
        return (self.undecided, self.text) != (None, None)


ORDERS = {
    "NUMBER": Key("number", student.c.number),
    "NAME": Key("name_key", student.c.name_key),
    "TERM": Key("term", course_score.c.term),
    "COURSE_CODE": Key("course_code", course_score.c.course_code),
    "CREDIT": Key("credit", course_score.c.credit),
    "SCORE": Key("score", course_score.c.score),
    "CHANGED_AT": Key("changed_at", course_score.c.changed_at),
}


def ordered_by(order: str, descending: bool) -> list[Key]:
    """Returns the keys: the order, then the page's usual order by student, then the unique id."""
    first = replace(ORDERS[order], descending=descending)
    year = Key("academic_year", course_score.c.academic_year)
    rest = [ORDERS["NUMBER"], year, ORDERS["TERM"], ORDERS["COURSE_CODE"]]
    return [first, *(key for key in rest if key.name != first.name), Key("id", course_score.c.id)]


NONE = Scope()


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows and batches that a person sees; `batch_id` None selects the roster."""

    rows: Scope
    batches: Scope = NONE
    batch_id: int | None = None

    def courses(self) -> Select[Any]:
        return in_roster(self.rows) if self.batch_id is None else in_batch(self.rows, self.batches, self.batch_id)

    def matching(self, filters: CourseFilter) -> Select[Any]:
        place = IN_ROSTER if self.batch_id is None else IN_BATCH
        return self.courses().where(*_fits(place, filters))


async def course_page(database: Database, seen: Seen, filters: CourseFilter, keys: Sequence[Key], part: Slice) -> Page:
    few = seen.rows.few or (filters.class_id, filters.student_id) != (None, None)
    return await page(database, seen.matching(filters), keys, part, few=few)


async def courses_of_students(db: AsyncConnection, seen: Seen, student_ids: Sequence[int]) -> list[Any]:
    """Reads all courses of these students, student by student."""
    query = seen.courses().where(course_score.c.student_id.in_(student_ids))
    return list(await db.execute(query.order_by(course_score.c.student_id, *_BY_COURSE)))


async def courses_by_id(db: AsyncConnection, seen: Seen, ids: Sequence[int]) -> list[Any]:
    query = seen.courses().where(course_score.c.id.in_(ids))
    return list(await db.execute(query.order_by(student.c.number, *_BY_COURSE)))


_BY_COURSE = (course_score.c.academic_year, course_score.c.term, course_score.c.course_code)


def _fits(place: Place, filters: CourseFilter) -> Sequence[ColumnElement[bool]]:
    equal = {
        course_score.c.academic_year: filters.academic_year,
        course_score.c.term: filters.term,
        course_score.c.student_id: filters.student_id,
        course_score.c.course_code: filters.course_code,
        place.klass: filters.class_id,
        place.major: filters.major_id,
        place.grade: filters.grade,
        place.college: filters.college_id,
        COUNTED: filters.counted,
        LOCKED: filters.locked,
        adjustment.c.adjusted_at.is_not(None): filters.adjusted,
        course_score.c.question.is_not(None): filters.undecided,
    }
    fits: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if filters.number is not None:
        fits.append(student.c.number.startswith(filters.number, autoescape=True))
    if filters.name is not None:
        fits.append(student.c.name.contains(filters.name, autoescape=True))
    if filters.course_name is not None:
        fits.append(course_score.c.course_name.contains(filters.course_name, autoescape=True))
    if filters.text is not None:
        fits.append(or_(*_says(filters.text)))
    return fits


def _says(text: str) -> Iterator[ColumnElement[bool]]:
    """Yields the conditions under which a score came with this text; a plain number is its own text."""
    yield course_score.c.text == text
    yield course_score.c.question == text
    if _NUMBER.fullmatch(text):
        yield and_(course_score.c.text.is_(None), course_score.c.score == Decimal(text))
