"""评分成绩库 (1.1.3.4): rating results, what they were computed from, and single raters' marks behind them (R5.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, null, or_, select
from sqlalchemy.dialects import postgresql

from db.filters import PersonFilter
from db.paging import Key, Page, Slice, page
from db.prepared import Asked, Pairs
from db.queries.ballots import ballot, mark
from db.queries.classes import klass
from db.queries.people import staff
from db.queries.rating_items import batch_item
from db.queries.students import student
from db.scopes import Scope, parts_of, reached_by
from db.session import Database
from db.tables import RaterKind, RatingResult, table

result = table(RatingResult)
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a viewer sees: the rows of `results`; a score that rests on one ballot only by `single_marks`."""

    results: Scope
    single_marks: Scope


def results() -> Select[Any]:
    """Results with what lists are ordered by."""
    return (
        select(result, student.c.number, student.c.name_key, klass.c.code.label("class_code"))
        .join(student, student.c.id == result.c.student_id)
        .join(klass, klass.c.id == result.c.class_id)
    )


def seen_score(seen: Seen) -> ColumnElement[Any]:
    """The rating score, NULL where it is withheld: a place in a list, or a cursor, must not tell it either (R8.3)."""
    told = or_(~result.c.rests_on_one, reached(seen.single_marks))
    return case((told, result.c.rating_score), else_=cast(null(), result.c.rating_score.type))


def told_score(rows: Any) -> ColumnElement[Any]:
    """The score as the audit log tells it: a mark is not for those who read the log."""
    return case((rows.c.rests_on_one, literal(WITHHELD)), else_=cast(rows.c.rating_score, String))


ORDERS = {
    "NUMBER": Key("number", student.c.number),
    "NAME": Key("name_key", student.c.name_key),
    "CLASS": Key("class_code", klass.c.code),
}


def ordered_by(seen: Seen, order: str, descending: bool) -> list[Key]:
    """The order, then the number, then the id, which is nobody else's."""
    chosen = Key("seen_score", seen_score(seen)) if order == "RATING_SCORE" else ORDERS[order]
    keys = [replace(chosen, descending=descending), ORDERS["NUMBER"], Key("id", result.c.id)]
    return keys if order != "NUMBER" else [keys[0], keys[2]]


def wanted_results(seen: Seen, batch_id: int, wanted: PersonFilter) -> Select[Any]:
    query = results().add_columns(seen_score(seen).label("seen_score"))
    return query.where(
        result.c.batch_id == batch_id, reached(seen.results), *wanted.placed(result), *wanted.named(student)
    )


async def result_page(
    database: Database, seen: Seen, batch_id: int, wanted: PersonFilter, keys: Sequence[Key], part: Slice
) -> Page:
    few = seen.results.few or wanted.class_id is not None
    return await page(database, wanted_results(seen, batch_id, wanted), keys, part, few=few)


def reached(scope: Scope, owner: str | None = None) -> ColumnElement[bool]:
    return reached_by(
        scope,
        owner=owner,
        college=result.c.college_id,
        batch=result.c.batch_id,
        klass=result.c.class_id,
        student=result.c.student_id,
    )


def of_students(scope: Scope, keys: Sequence[tuple[int, int]]) -> Asked:
    """The results of (batch, student) pairs, as far as the scope reaches."""
    pairs = Pairs(keys)

    def build() -> Select[Any]:
        asked = pairs.hold("students", result.c.batch_id, result.c.student_id)
        return results().where(asked, reached(scope, "scope"))

    return Asked("rating_results_of", build, {**parts_of(scope), "students": pairs})


def single_marks(result_ids: Iterable[int]) -> Select[Any]:
    """Each ballot behind each result: whose it is, and its points item by item, as they were when it was computed.

    A peer's ballot has no rater, and those of one student stand in an order that their points alone make.
    """
    staff_number = case((ballot.c.kind != RaterKind.PEER, staff.c.number))
    placed = (batch_item.c.order, batch_item.c.id)
    points = func.array_agg(postgresql.aggregate_order_by(mark.c.points, *placed))
    kind = case({str(kind): place for place, kind in enumerate(RaterKind)}, value=ballot.c.kind)
    return (
        select(
            result.c.id.label("owner_id"),
            ballot.c.kind,
            case((ballot.c.kind != RaterKind.PEER, ballot.c.rater_id)).label("rater_id"),
            func.array_agg(postgresql.aggregate_order_by(mark.c.item_id, *placed)).label("item_ids"),
            points.label("points"),
        )
        .join(
            ballot,
            and_(
                ballot.c.batch_id == result.c.batch_id,
                ballot.c.class_id == result.c.class_id,
                ballot.c.submitted_at <= result.c.computed_at,
            ),
        )
        .join(mark, and_(mark.c.ballot_id == ballot.c.id, mark.c.student_id == result.c.student_id))
        .join(batch_item, batch_item.c.id == mark.c.item_id)
        .outerjoin(staff, and_(staff.c.id == ballot.c.rater_id, ballot.c.kind != RaterKind.PEER))
        .where(result.c.id.in_(result_ids))
        .group_by(result.c.id, ballot.c.id, staff.c.number)
        .order_by(result.c.id, kind, staff_number, points)
    )
