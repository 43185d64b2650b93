"""Reads rating results, the values they were computed from, and the raters' marks (评分成绩库, 1.1.3.4, R5.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, null, or_, select
from sqlalchemy.dialects import postgresql

from db.filters import PersonFilter
from db.paging import Key, Page, Slice, page
from db.prepared import IDS, NamedQuery, Pairs
from db.queries import columns
from db.queries.classes import klass
from db.queries.people.accounts import staff
from db.queries.students import student
from db.scopes import Scope, parts_of, placed, reached_by
from db.session import Database
from db.tables import RatingResult, table

result = table(RatingResult)
MARKS = (
    "staff_marks_of_items", "staff_kinds", "staff_raters", "staff_points", "peer_marks_of_items", "peer_points",
)  # fmt: skip
SHOWN = [column for column in result.c if column.name not in MARKS]
"""These are all columns but the single marks, which are many, and which few lists show."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A viewer sees the rows of `results`, and a score that rests on one ballot only by `single_marks` (R8)."""

    results: Scope
    single_marks: Scope


def results() -> Select[Any]:
    """Selects results with the columns that lists sort by."""
    return (
        select(*SHOWN, student.c.number, student.c.name_key, klass.c.code.label("class_code"))
        .join(student, student.c.id == result.c.student_id)
        .join(klass, klass.c.id == result.c.class_id)
    )


def seen_score(seen: Seen) -> ColumnElement[Any]:
    """Returns the rating score, or NULL if it is withheld: an order or a cursor must not reveal it either (R8.3)."""
    visible = and_(~result.c.score_withheld, or_(~result.c.rests_on_one, reached(seen.single_marks)))
    return case((visible, result.c.rating_score), else_=cast(null(), result.c.rating_score.type))


def ordered_by(seen: Seen, column: str, descending: bool) -> list[Key]:
    """Returns the keys of an order by a column; a rating score counts only if the viewer sees it."""
    return columns.ordered_by(result, {"rating_score": Key("seen_score", seen_score(seen))}, column, descending)


def matching_results(seen: Seen, batch_id: int, filters: PersonFilter) -> Select[Any]:
    query = results().add_columns(seen_score(seen).label("seen_score"))
    return query.where(
        result.c.batch_id == batch_id, reached(seen.results), *filters.placed(result), *filters.named(student)
    )


async def result_page(
    database: Database, seen: Seen, batch_id: int, filters: PersonFilter, keys: Sequence[Key], part: Slice
) -> Page:
    few = seen.results.few or filters.class_id is not None
    return await page(database, matching_results(seen, batch_id, filters), keys, part, few=few)


def reached(scope: Scope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by(scope, owner=owner, **placed(result))


def of_students(scope: Scope, keys: Sequence[tuple[int, int]]) -> NamedQuery:
    """Selects the results of (batch, student) pairs that the scope reaches."""
    pairs = Pairs(keys)

    def build() -> Select[Any]:
        requested = pairs.match("students", result.c.batch_id, result.c.student_id)
        return results().where(requested, reached(scope, "scope"))

    return NamedQuery("rating_results_of", build, {**parts_of(scope), "students": pairs})


def single_marks(result_ids: Iterable[int]) -> Select[Any]:
    """Selects the marks that each result counted (R5.7), and the staff among the raters by number."""
    by_number = func.array_agg(postgresql.aggregate_order_by(staff.c.id, staff.c.number))
    of_it = staff.c.id == func.any(result.c.staff_raters)
    return select(
        result.c.id.label("owner_id"),
        result.c.item_ids,
        result.c.peers_withheld,
        *(result.c[name] for name in MARKS),
        func.coalesce(select(by_number).where(of_it).scalar_subquery(), cast([], IDS)).label("staff_ids"),
    ).where(result.c.id.in_(result_ids))
