"""评分成绩计算 (1.1.3.4): one set-based statement scores, stores and audits a class or the university alike (R5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Numeric,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.queries.ballots import ballot, mark
from db.queries.batches import batch_class, participant
from db.queries.computing import Run, audited, roomy, scores_by_class
from db.queries.rating_items import batch_item
from db.queries.ratings import result, told_score
from db.scopes import bool_column
from db.tables import RaterKind

KINDS = tuple(kind.lower() for kind in RaterKind)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which classes to compute; every given value must fit."""

    class_ids: tuple[int, ...] | None = None
    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None

    def fits(self) -> ColumnElement[bool]:
        equal = {
            batch_class.c.college_id: self.college_id,
            batch_class.c.major_id: self.major_id,
            batch_class.c.grade: self.grade,
        }
        wanted = [bool_column(column == value) for column, value in equal.items() if value is not None]
        if self.class_ids is not None:
            wanted.append(batch_class.c.class_id.in_(self.class_ids))
        return and_(literal(True), *wanted)


def _submitted(batch_id: int, class_ids: Sequence[int]) -> ColumnElement[bool]:
    """Only submitted ballots count (R5.4)."""
    return and_(ballot.c.batch_id == batch_id, ballot.c.class_id.in_(class_ids), ballot.c.submitted_at.is_not(None))


def _of_class() -> Any:
    """In one class, by kind of rater, student and item: the sum of the points, and how many ballots gave some."""
    group = (ballot.c.kind, mark.c.student_id, mark.c.item_id)
    return (
        select(*group, func.sum(mark.c.points).label("points"), func.count().label("ballots"))
        .join_from(ballot, mark, mark.c.ballot_id == ballot.c.id)
        .where(
            ballot.c.batch_id == batch_class.c.batch_id,
            ballot.c.class_id == batch_class.c.class_id,
            ballot.c.submitted_at.is_not(None),
        )
        .group_by(*group)
        .correlate(batch_class)
        .lateral("of_class")
    )


def _sums(batch_id: int, class_ids: Sequence[int]) -> Any:
    """By student and item, for each kind of rater. Class by class: millions of marks are not sorted."""
    of = _of_class()
    by_kind = [
        column
        for kind in RaterKind
        for column in (
            func.sum(of.c.points).filter(of.c.kind == kind).label(f"{kind.lower()}_sum"),
            func.coalesce(func.sum(of.c.ballots).filter(of.c.kind == kind), 0)
            .cast(Integer)
            .label(f"{kind.lower()}_ballots"),
        )
    ]
    place = (batch_class.c.class_id, of.c.student_id, of.c.item_id)
    return (
        select(*place, *by_kind)
        .join_from(batch_class, of, true())
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .group_by(*place)
        .cte("sums")
        .prefix_with("materialized")
    )


def _scored_items(batch_id: int, class_ids: Sequence[int], sums: Any) -> Any:
    """Every participant of the classes with each item of the batch: its unrounded score and what lies behind it."""
    ballots = {kind: func.coalesce(sums.c[f"{kind}_ballots"], 0) for kind in KINDS}
    weights = {kind: batch_item.c[f"{kind}_weight"] for kind in KINDS}
    behind: Any = sum((case((weights[kind] > 0, ballots[kind]), else_=0) for kind in KINDS), literal(0))
    return (
        select(
            participant.c.student_id,
            participant.c.class_id,
            participant.c.college_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            batch_item.c.id.label("item_id"),
            batch_item.c.order,
            formulas.rating_item_score((sums.c[f"{kind}_sum"], ballots[kind], weights[kind]) for kind in KINDS).label(
                "score"
            ),
            behind.label("behind"),
            *(sums.c[f"{kind}_sum"] for kind in KINDS),
            *(ballots[kind].label(f"{kind}_ballots") for kind in KINDS),
        )
        .join(
            batch_class,
            and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id),
        )
        .outerjoin(
            batch_item,
            and_(batch_item.c.batch_id == participant.c.batch_id, batch_item.c.college_id == participant.c.college_id),
        )
        .outerjoin(
            sums,
            and_(
                sums.c.class_id == participant.c.class_id,
                sums.c.student_id == participant.c.student_id,
                sums.c.item_id == batch_item.c.id,
            ),
        )
        .where(
            participant.c.batch_id == batch_id,
            participant.c.participating,
            participant.c.class_id.in_(class_ids),
        )
        .cte("scored_items")
    )


def _results(items: Any) -> list[ColumnElement[Any]]:
    """The columns of a result, from its student's items: one without a score leaves the whole without one."""
    whole = func.count(items.c.item_id) == func.count(items.c.score)
    score = case((whole, formulas.shown_rating(func.sum(items.c.score))))
    return [
        score.label("rating_score"),
        and_(whole, func.count(items.c.score) > 0, func.max(items.c.behind) <= 1).label("rests_on_one"),
        *(func.max(items.c[f"{kind}_ballots"]).label(f"{kind}_ballots") for kind in KINDS),
        _in_order(items, items.c.item_id, BigInteger).label("item_ids"),
        _in_order(items, formulas.shown_rating(items.c.score), Numeric).label("item_scores"),
        *(_in_order(items, items.c[f"{kind}_sum"], Numeric).label(f"{kind}_sums") for kind in KINDS),
    ]


def _in_order(items: Any, value: Any, of: Any) -> ColumnElement[Any]:
    listed = func.array_agg(postgresql.aggregate_order_by(value, items.c.order, items.c.item_id))
    return func.coalesce(listed.filter(items.c.item_id.is_not(None)), cast([], postgresql.ARRAY(of)))


async def compute(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], run: Run) -> int:
    """Rating scores of everybody who takes part in the classes, replacing the last run; audited.

    One statement for a class, a college or the university alike, and one for those who take part no more. Returns how
    many were computed. `computed_at` is never before the last ballot that counted: what was computed can be told by it.
    """
    items = _scored_items(batch_id, class_ids, _sums(batch_id, class_ids))
    place = (items.c.student_id, items.c.class_id, items.c.college_id, items.c.major_id, items.c.grade)
    last = select(func.max(ballot.c.submitted_at)).where(_submitted(batch_id, class_ids)).scalar_subquery()
    computed = select(
        literal(batch_id, BigInteger).label("batch_id"),
        *place,
        *_results(items),
        func.greatest(literal(run.at), last).label("computed_at"),
        literal(run.account_id, BigInteger).label("computed_by"),
    ).group_by(*place)
    names = [column.name for column in computed.selected_columns]
    store = postgresql.insert(result).from_select(names, computed)
    key = ["batch_id", "student_id"]
    fresh = {name: store.excluded[name] for name in names if name not in key}
    stored = store.on_conflict_do_update(index_elements=key, set_=fresh).returning(
        result.c.student_id, result.c.class_id, result.c.rating_score, result.c.rests_on_one
    )
    new = stored.cte("stored")
    was = and_(result.c.batch_id == batch_id, result.c.class_id.in_(class_ids))
    old = scores_by_class(result, told_score(result), was)
    await roomy(db)
    told = await db.execute(
        audited("computeRatingScores", batch_id, run, old=old, new=scores_by_class(new, told_score(new)))
    )
    await db.execute(delete(result).where(was, ~_takes_part()))
    return sum(int(row.students) for row in told)


def _takes_part() -> ColumnElement[bool]:
    return exists().where(
        participant.c.batch_id == result.c.batch_id,
        participant.c.student_id == result.c.student_id,
        participant.c.participating,
    )


async def mark_computed(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], run: Run) -> None:
    """Who and when (R5.6); a computed result ends the state of being cleared (R2.3)."""
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .values(rating_computed_at=run.at, rating_computed_by=run.account_id, cleared_at=None)
    )
