"""Reads students' courses as imported (原始成绩, 1.1.2.2), and how they count in a batch (参评课程调整, 1.1.2.3)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Numeric,
    Select,
    String,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.formulas import ACADEMIC
from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, batch_class, participant, phase, seen_by
from db.queries.classes import NOBODY, klass
from db.queries.people.accounts import account
from db.queries.students import student
from db.scopes import Scope, placed, reached_by
from db.session import Database
from db.tables import CourseAdjustment, CourseScore, Module, Status, table

course_score, adjustment = table(CourseScore), table(CourseAdjustment)
adjuster = account.alias("adjuster")


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


@dataclass(frozen=True, slots=True)
class _Place:
    """The columns of a row's place: the class of the batch, or outside any batch the class of the roster."""

    batch: Any
    college: Any
    major: Any
    grade: Any
    klass: Any


IN_BATCH = _Place(
    participant.c.batch_id,
    participant.c.college_id,
    batch_class.c.major_id,
    batch_class.c.grade,
    participant.c.class_id,
)
IN_ROSTER = _Place(NOBODY, klass.c.college_id, klass.c.major_id, klass.c.grade, klass.c.id)

LOCKED = ACADEMIC.failed(course_score.c.score)
LEFT_OUT = and_(course_score.c.score.is_(None), course_score.c.question.is_(None))
"""Matches scores that never count (R10.3, R10.4), whatever was adjusted."""
COUNTED = and_(func.coalesce(adjustment.c.counted, true()), ~LEFT_OUT)
COLLEGE_RATIO = func.coalesce(phase.c.bonus_ratio, 0)
DEFAULT_RATIO = ACADEMIC.ratio(course_score.c.score, COLLEGE_RATIO, COLLEGE_RATIO)
RATIO = ACADEMIC.ratio(course_score.c.score, adjustment.c.ratio, COLLEGE_RATIO)


def _columns(place: _Place) -> Sequence[Any]:
    return (
        course_score,
        student.c.number,
        student.c.name_key,
        place.batch.label("batch_id"),
        place.college.label("college_id"),
        place.klass.label("class_id"),
    )


def in_batch(scope: Scope, batches: Scope, batch_id: int) -> Select[Any]:
    """Selects the courses of all participants in the batch's academic year, and how each counts."""
    return (
        select(
            *_columns(IN_BATCH),
            COUNTED.label("counted"),
            LOCKED.label("locked"),
            RATIO.label("ratio"),
            DEFAULT_RATIO.label("default_ratio"),
            adjustment.c.counted.label("adjusted_counted"),
            adjustment.c.ratio.label("adjusted_ratio"),
            adjustment.c.adjusted_at,
            adjuster.c.name.label("adjusted_by"),
        )
        .join(batch, and_(batch.c.id == batch_id, batch.c.academic_year == course_score.c.academic_year))
        .join(
            participant,
            and_(
                participant.c.batch_id == batch_id,
                participant.c.student_id == course_score.c.student_id,
                participant.c.participating,
            ),
        )
        .join(
            batch_class,
            and_(batch_class.c.batch_id == batch_id, batch_class.c.class_id == participant.c.class_id),
        )
        .join(student, student.c.id == course_score.c.student_id)
        .outerjoin(
            phase,
            and_(
                phase.c.batch_id == batch_id,
                phase.c.college_id == participant.c.college_id,
                phase.c.module == Module.ACADEMIC,
            ),
        )
        .outerjoin(adjustment, _adjusts(batch_id))
        .outerjoin(adjuster, adjuster.c.id == adjustment.c.adjusted_by)
        .where(seen_by(batches), _reached_in_batch(scope, batch_id))
    )


def _adjusts(batch_id: int) -> ColumnElement[bool]:
    return and_(
        adjustment.c.batch_id == batch_id,
        adjustment.c.student_id == course_score.c.student_id,
        adjustment.c.term == course_score.c.term,
        adjustment.c.course_code == course_score.c.course_code,
    )


def in_roster(scope: Scope) -> Select[Any]:
    """Selects the courses as imported, outside any batch, without how they count.

    A class shows its participants' courses of its batch's academic year; a class of the roster shows none (R8.6). Such
    a row has the place of that class and batch, and scopes judge it there.
    """
    through = through_classes(scope)
    place = _Place(
        through.c.batch_id,
        klass.c.college_id,
        klass.c.major_id,
        klass.c.grade,
        func.coalesce(through.c.class_id, klass.c.id),
    )
    elsewhere = replace(scope, classes=frozenset())
    otherwise = reached_by(elsewhere, college=klass.c.college_id, student=student.c.id)
    query = (
        select(
            *_columns(place),
            cast(null(), Boolean).label("counted"),
            cast(null(), Boolean).label("locked"),
            cast(null(), Numeric).label("ratio"),
            cast(null(), Numeric).label("default_ratio"),
            cast(null(), Boolean).label("adjusted_counted"),
            cast(null(), Numeric).label("adjusted_ratio"),
            cast(null(), DateTime).label("adjusted_at"),
            cast(null(), String).label("adjusted_by"),
        )
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
        .outerjoin(
            through,
            and_(
                through.c.student_id == course_score.c.student_id,
                through.c.academic_year == course_score.c.academic_year,
            ),
        )
        .where(or_(otherwise, through.c.student_id.is_not(None)))
    )
    return query if not scope.few else query.where(_of_few(scope, through))


def through_classes(scope: Scope) -> Any:
    """Selects the students and years that the scope's classes show while their batch goes on, with those classes."""
    assigned = Scope(classes=frozenset(one for one in scope.classes if one[0] is not None))
    return (
        select(
            participant.c.student_id,
            batch.c.academic_year,
            participant.c.batch_id,
            participant.c.class_id,
        )
        .ext(postgresql.distinct_on(participant.c.student_id, batch.c.academic_year))
        .join(batch, batch.c.id == participant.c.batch_id)
        .where(
            participant.c.participating,
            batch.c.opened_at.is_not(None),
            batch.c.status != Status.ENDED,
            reached_by(assigned, batch=participant.c.batch_id, klass=participant.c.class_id),
        )
        .order_by(participant.c.student_id, batch.c.academic_year, participant.c.batch_id)
        .subquery("through")
    )


def _of_few(scope: Scope, through: Any) -> ColumnElement[bool]:
    """Repeats the condition by student, so that an index finds the rows of a few among millions."""
    theirs = course_score.c.student_id.in_(select(through.c.student_id))
    return theirs if scope.student is None else or_(theirs, course_score.c.student_id == scope.student)


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


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows and batches that a person sees; `batch_id` None selects the roster."""

    rows: Scope
    batches: Scope
    batch_id: int | None

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


def _reached_in_batch(scope: Scope, batch_id: int) -> ColumnElement[bool]:
    return reached_by(scope, **placed(participant, batch=batch_id))


def _fits(place: _Place, filters: CourseFilter) -> Sequence[ColumnElement[bool]]:
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
