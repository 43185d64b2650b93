"""Reads comprehensive results of every batch, kept for ever (综合测评成绩库, 1.1.4.3, R7.8)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Subquery, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.visitors import iterate

from db.filters import PersonFilter
from db.formulas import ACADEMIC
from db.paging import Key, Page, Slice, page
from db.prepared import NamedQuery, Pairs
from db.queries import columns
from db.queries.batches.batches import batch, batch_class, somebody_takes_part
from db.queries.classes import klass
from db.queries.comprehensive.qualities import Lists, of_lists
from db.queries.comprehensive.sheets import result, sheet
from db.queries.courses.courses import course_score
from db.queries.students import student
from db.scopes import StagedScope, parts_of, placed, reached_by_stage
from db.session import Database

Grade = tuple[int, int, int, int]
"""A grade rank counts the students of one batch, college, major and year of enrolment (R6.3)."""


@dataclass(frozen=True, slots=True)
class LibraryFilter(PersonFilter):
    """Filters results; every value that is set must match. `participating` False selects students not taking part."""

    batch_id: int | None = None
    academic_year: str | None = None
    participating: bool = True
    failed_course: bool | None = None


@dataclass(frozen=True, slots=True)
class Sorting:
    """Says what a list is sorted by.

    Attributes:
        column: the key of a result's column; None for the newest batch first.
        quality: the code of the quality that `quality_…` columns mean.
        lists: the lists of the batches in question, by which that quality is found.
    """

    column: str | None = None
    descending: bool = False
    quality: str | None = None
    lists: Lists = field(default_factory=dict)

    @property
    def shape(self) -> Hashable:
        return (self.column, self.descending, self.quality, *self.lists.items())

    @property
    def keys(self) -> list[Key]:
        if self.column is None:
            return [NEWEST, *columns.last(result)]
        return columns.ordered_by(result, _ORDERS | self._of_quality(), self.column, self.descending)

    def _of_quality(self) -> dict[str, Key]:
        code = self.quality
        if code is None:
            return {}
        return {key: Key(f"{code} {what}", of_lists(self.lists, what, code)) for key, what in _OF_QUALITY.items()}


def results() -> Select[Any]:
    """Selects results with the columns that lists sort by."""
    return (
        select(
            result,
            student.c.number,
            student.c.name_key,
            klass.c.code.label("class_code"),
            batch.c.academic_year,
            batch.c.created_at.label("batch_created_at"),
        )
        .join(student, student.c.id == result.c.student_id)
        .join(klass, klass.c.id == result.c.class_id)
        .join(batch, batch.c.id == result.c.batch_id)
    )


NEWEST = Key("batch_created_at", batch.c.created_at, descending=True)


def _place(column: str) -> Key:
    return Key(column, result.c[column])


_ORDERS = {
    "academic_year": Key("academic_year", batch.c.academic_year),
    "overall_class_rank": _place("overall_position"),
    "overall_grade_rank": _place("overall_grade_position"),
}
_OF_QUALITY = {"quality_score": "score", "quality_class_rank": "position", "quality_grade_rank": "grade_position"}


def found(scope: StagedScope, filters: LibraryFilter, keys: Sequence[Key], owner: str | None = None) -> Select[Any]:
    """Selects the ids of the requested results with their sort columns; joins only the tables that this needs."""
    ordering = {key.name: key.column.label(key.name) for key in keys}
    query = select(result.c.id, *(column for name, column in ordering.items() if name != "id"))
    needed = {table for key in keys for table in _tables(key.column)} | _filtered_by(filters)
    joins = {student: result.c.student_id, klass: result.c.class_id, batch: result.c.batch_id}
    for other, its_id in joins.items():
        if other in needed:
            query = query.join(other, other.c.id == its_id)
    return query.where(reached(scope, owner), *_fits(filters))


def _tables(sorted_by: ColumnElement[Any]) -> set[Any]:
    return {one.table for one in iterate(sorted_by) if isinstance(one, Column)}


async def result_page(
    database: Database, scope: StagedScope, filters: LibraryFilter, sorting: Sorting, part: Slice
) -> Page:
    few = scope.few or (filters.class_id is not None and filters.batch_id is not None)
    query = _few(scope, filters, sorting) if few else found(scope, filters, sorting.keys)
    return await page(database, query, sorting.keys, part, few=few, whole=_of_page)


def _few(scope: StagedScope, filters: LibraryFilter, sorting: Sorting) -> NamedQuery:
    """Builds a prepared query for few rows; for half a million, PostgreSQL must plan with the actual filter values."""
    parts = {**parts_of(scope), "filters": filters, "sorting": sorting}
    return NamedQuery("library", partial(found, scope, filters, sorting.keys, "scope"), parts)


def _of_page(rows: Subquery) -> Select[Any]:
    query = results()
    sorted_by = [column for name, column in rows.c.items() if name not in query.selected_columns]
    return query.add_columns(*sorted_by).join(rows, rows.c.id == result.c.id)


def reached(scope: StagedScope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by_stage(scope, result.c.stage, owner=owner, **placed(result))


def of_students(scope: StagedScope, keys: Sequence[tuple[int, int]]) -> NamedQuery:
    """Selects the results of (batch, student) pairs that the scope reaches."""
    pairs = Pairs(keys)

    def build() -> Select[Any]:
        requested = pairs.match("students", result.c.batch_id, result.c.student_id)
        return results().where(requested, reached(scope, "scope"))

    return NamedQuery("comprehensive_results_of", build, {**parts_of(scope), "students": pairs})


def all_years(scope: StagedScope, student_ids: Iterable[int]) -> Select[Any]:
    """Selects every result of students that the scope reaches, the newest batch first."""
    mine = results().where(result.c.student_id.in_(student_ids), reached(scope))
    return mine.order_by(batch.c.created_at.desc(), batch.c.id.desc())


def failed(student_id: Any, academic_year: Any) -> ColumnElement[bool]:
    """Matches students who failed a course of that academic year, counted or not (是否挂科)."""
    return failed_courses(student_id, academic_year).exists()


def failed_courses(student_id: Any, academic_year: Any) -> Select[Any]:
    return select(course_score.c.id).where(
        course_score.c.student_id == student_id,
        course_score.c.academic_year == academic_year,
        ACADEMIC.failed(course_score.c.score),
    )


async def failed_in(db: AsyncConnection, keys: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Returns the pairs of students and years in which the student failed a course."""
    of_them = tuple_(course_score.c.student_id, course_score.c.academic_year).in_(keys)
    query = select(course_score.c.student_id, course_score.c.academic_year).where(
        of_them, ACADEMIC.failed(course_score.c.score)
    )
    return {(row.student_id, row.academic_year) for row in await db.execute(query.distinct())}


GRADE = ("batch_id", "college_id", "major_id", "grade")


def missing() -> Select[Any]:
    """Counts the participating classes of each grade that have no imported results yet (R6.3)."""
    of_it = and_(sheet.c.batch_id == batch_class.c.batch_id, sheet.c.class_id == batch_class.c.class_id)
    grade = [batch_class.c[name] for name in GRADE]
    query = select(*grade, func.count().label("classes")).outerjoin(sheet, of_it).group_by(*grade)
    return query.where(sheet.c.class_id.is_(None), somebody_takes_part())


async def missing_classes(db: AsyncConnection, grades: Sequence[Grade]) -> dict[Grade, int]:
    query = missing().where(tuple_(*(batch_class.c[name] for name in GRADE)).in_(grades))
    return {(row.batch_id, row.college_id, row.major_id, row.grade): row.classes for row in await db.execute(query)}


def _filtered_by(filters: LibraryFilter) -> set[Any]:
    by_student = filters.number is not None or filters.name is not None
    return ({student} if by_student else set()) | ({batch} if filters.failed_course is not None else set())


def _fits(filters: LibraryFilter) -> Sequence[ColumnElement[bool]]:
    fits = [*filters.placed(result), *filters.named(student), result.c.participating.is_(filters.participating)]
    if filters.batch_id is not None:
        fits.append(filters.equal(result, "batch_id"))
    if filters.academic_year is not None:
        fits.append(result.c.batch_id.in_(select(batch.c.id).where(filters.equal(batch, "academic_year"))))
    if filters.failed_course is not None:
        some = failed(result.c.student_id, batch.c.academic_year)
        fits.append(some if filters.failed_course else ~some)
    return fits
