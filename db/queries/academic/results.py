"""Reads 学业成绩库 (1.1.2.5): results, their explanations, and the state of the rankings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, false, func, literal_column, select
from sqlalchemy.dialects import postgresql

from db.filters import PersonFilter
from db.paging import Key, Page, Slice, page
from db.prepared import Id, NamedQuery, Pairs, bind_value
from db.queries import columns
from db.queries.academic.staleness import must_be_computed_again
from db.queries.batches.batches import batch_class, somebody_takes_part
from db.queries.classes import klass, major
from db.queries.students import student
from db.scopes import Scope, parts_of, placed, reached_by
from db.session import Database
from db.tables import EXPLAINED, ORIGINS, AcademicExplanation, AcademicResult, MajorGradeRanking, table

result, explanation, ranking = table(AcademicResult), table(AcademicExplanation), table(MajorGradeRanking)


@dataclass(frozen=True, slots=True)
class AcademicFilter(PersonFilter):
    """Filters results; `undecided` selects those that wait for decisions, or the others (R10.6)."""

    undecided: bool | None = None


def results() -> Select[Any]:
    """Selects results with the columns that lists sort by; the explanation is read separately, when requested."""
    stale = func.coalesce(ranking.c.stale, false()).label("major_grade_stale")
    return (
        select(*result.c, student.c.number, student.c.name_key, klass.c.code.label("class_code"), stale)
        .join(student, student.c.id == result.c.student_id)
        .join(klass, klass.c.id == result.c.class_id)
        .outerjoin(
            ranking,
            and_(
                ranking.c.batch_id == result.c.batch_id,
                ranking.c.college_id == result.c.college_id,
                ranking.c.major_id == result.c.major_id,
                ranking.c.grade == result.c.grade,
            ),
        )
    )


_ORDERS = {
    "class_rank": Key("class_position", result.c.class_position),
    "major_grade_rank": Key("major_grade_position", result.c.major_grade_position),
}


def ordered_by(column: str, descending: bool) -> list[Key]:
    return columns.ordered_by(result, _ORDERS, column, descending)


def matching_results(scope: Scope, batch_id: int, filters: AcademicFilter) -> NamedQuery:
    def build() -> Select[Any]:
        of_batch = result.c.batch_id == bind_value("batch", "id", batch_id, BigInteger)
        fits = [*filters.placed(result), *filters.named(student)]
        if filters.undecided is not None:
            waits = result.c.undecided_courses > literal_column("0")
            fits.append(waits if filters.undecided else ~waits)
        return results().where(of_batch, reached(scope, "scope"), *fits)

    return NamedQuery("academic_results", build, {**parts_of(scope), "filters": filters, "batch": Id(batch_id)})


async def result_page(
    database: Database, scope: Scope, batch_id: int, filters: AcademicFilter, keys: Sequence[Key], part: Slice
) -> Page:
    few = scope.few or filters.class_id is not None
    return await page(database, matching_results(scope, batch_id, filters), keys, part, few=few)


def reached(scope: Scope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by(scope, owner=owner, **placed(result))


def of_students(scope: Scope, keys: Sequence[tuple[int, int]]) -> NamedQuery:
    """Selects the results of (batch, student) pairs that the scope reaches."""
    pairs = Pairs(keys)

    def build() -> Select[Any]:
        requested = pairs.match("students", result.c.batch_id, result.c.student_id)
        return results().where(requested, reached(scope, "scope"))

    return NamedQuery("academic_results_of", build, {**parts_of(scope), "students": pairs})


def explanations() -> Select[Any]:
    return select(result.c.id, *(explanation.c[name] for name in (*EXPLAINED, ORIGINS))).join(
        explanation,
        and_(explanation.c.batch_id == result.c.batch_id, explanation.c.student_id == result.c.student_id),
    )


def rankings(batch_id: int, scope: Scope, college_id: int | None) -> Select[Any]:
    """Selects each major's grade of a batch: its classes, the computed, missing and stale ones, and its ranking (R4.9,
    R10.7).
    """
    names = func.array_agg(postgresql.aggregate_order_by(klass.c.name, klass.c.code))
    computed = batch_class.c.academic_computed_at.is_not(None)
    group = (batch_class.c.batch_id, batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade)
    ranked = (ranking.c.ranked_at, ranking.c.ranked_by, ranking.c.stale)
    query = (
        select(
            *group,
            major.c.code.label("major_code"),
            func.count().label("classes_total"),
            func.count().filter(computed).label("classes_computed"),
            func.coalesce(names.filter(~computed), []).label("missing"),
            func.coalesce(names.filter(must_be_computed_again()), []).label("stale_classes"),
            *ranked,
        )
        .join(klass, klass.c.id == batch_class.c.class_id)
        .join(major, major.c.id == batch_class.c.major_id)
        .outerjoin(
            ranking,
            and_(
                ranking.c.batch_id == batch_class.c.batch_id,
                ranking.c.college_id == batch_class.c.college_id,
                ranking.c.major_id == batch_class.c.major_id,
                ranking.c.grade == batch_class.c.grade,
            ),
        )
        .where(
            batch_class.c.batch_id == batch_id,
            somebody_takes_part(),
            reached_by(scope, college=batch_class.c.college_id),
        )
        .group_by(*group, major.c.code, *ranked)
    )
    return query if college_id is None else query.where(batch_class.c.college_id == college_id)
