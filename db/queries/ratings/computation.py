"""评分成绩计算 (1.1.3.4): one set-based statement scores, stores and audits a class or the university alike (R5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Numeric,
    SmallInteger,
    all_,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from db import formulas
from db.prepared import IDS
from db.queries.audit import Author
from db.queries.ballots.ballots import ballot, mark
from db.queries.batches.batches import batch_class, participant
from db.queries.classes import klass
from db.queries.computations.runs import audit_entry, counted_students, roomy
from db.queries.ratings.items import batch_item
from db.queries.ratings.results import result
from db.scopes import bool_column
from db.tables import RaterKind

KINDS = tuple(kind.lower() for kind in RaterKind)
FEWEST_PEERS = 3
"""Of fewer ballots the marks of one peer can be told; `core.rules.rating_showing` says when of more, too."""
MARKS = ("mark_kinds", "mark_raters", "mark_points", "mark_counts")


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


def _tallied() -> Any:
    """In one class, how many ballots gave which points, by student and item; the rater only of staff.

    Counted by value, the marks of one peer can't be told from those of another, not even in what is stored.
    """
    peer = ballot.c.kind == RaterKind.PEER
    group = (
        case({str(kind): place for place, kind in enumerate(RaterKind)}, value=ballot.c.kind).label("kind"),
        mark.c.student_id,
        mark.c.item_id,
        mark.c.points,
        case((~peer, ballot.c.rater_id)).label("rater_id"),
    )
    return (
        select(*group, func.count().label("ballots"))
        .join_from(ballot, mark, mark.c.ballot_id == ballot.c.id)
        .where(
            ballot.c.batch_id == batch_class.c.batch_id,
            ballot.c.class_id == batch_class.c.class_id,
            ballot.c.submitted_at.is_not(None),
        )
        .group_by(*group)
        .correlate(batch_class)
        .lateral("tallied")
    )


def _of_class() -> Any:
    """In one class, by student and item: each kind's sum and number of ballots, and the marks themselves."""
    of = _tallied()
    sums: list[Any] = []
    for place, kind in enumerate(KINDS):
        own = of.c.kind == place
        ballots = func.coalesce(func.sum(of.c.ballots).filter(own), 0).cast(Integer)
        sums += [
            func.sum(of.c.points * of.c.ballots).filter(own).label(f"{kind}_sum"),
            ballots.label(f"{kind}_ballots"),
        ]
    marks = (
        func.count().cast(Integer).label("entries"),
        func.array_agg(cast(of.c.kind, SmallInteger)).label("mark_kinds"),
        func.array_agg(of.c.rater_id).label("mark_raters"),
        func.array_agg(of.c.points).label("mark_points"),
        func.array_agg(cast(of.c.ballots, SmallInteger)).label("mark_counts"),
    )
    group = (of.c.student_id, of.c.item_id)
    return select(*group, *sums, *marks).group_by(*group).correlate(batch_class).lateral("of_class")


def _sums(batch_id: int, class_ids: Sequence[int]) -> Any:
    """By class, student and item. Class by class: millions of marks are not sorted."""
    of = _of_class()
    return (
        select(batch_class.c.class_id, *of.c)
        .join_from(batch_class, of, true())
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
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
            func.coalesce(sums.c.entries, 0).label("entries"),
            *(sums.c[name] for name in MARKS),
            weights["peer"].label("peer_weight"),
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


def _results(items: Any, whole_class_ids: Sequence[int]) -> list[ColumnElement[Any]]:
    """The columns of a result, from its student's items: one without a score leaves the whole without one."""
    whole = func.count(items.c.item_id) == func.count(items.c.score)
    score = case((whole, formulas.shown_rating(func.sum(items.c.score))))
    peers = func.coalesce(func.max(items.c.peer_ballots), 0)
    withheld = and_(peers > 0, or_(peers < FEWEST_PEERS, items.c.class_id != all_(cast(list(whole_class_ids), IDS))))
    told_by_one = func.count(items.c.item_id).filter(and_(items.c.peer_weight > 0, items.c.peer_ballots > 0)) == 1
    return [
        score.label("rating_score"),
        and_(whole, func.count(items.c.score) > 0, func.max(items.c.behind) <= 1).label("rests_on_one"),
        *(func.max(items.c[f"{kind}_ballots"]).label(f"{kind}_ballots") for kind in KINDS),
        _in_order(items, items.c.item_id, BigInteger).label("item_ids"),
        _in_order(items, formulas.shown_rating(items.c.score), Numeric).label("item_scores"),
        *(_in_order(items, items.c[f"{kind}_sum"], Numeric).label(f"{kind}_sums") for kind in KINDS),
        withheld.label("peers_withheld"),
        and_(withheld, told_by_one).label("score_withheld"),
        _in_order(items, items.c.entries, Integer).label("marks_of_items"),
        *(_joined(items, name) for name in MARKS),
    ]


def _in_order(items: Any, value: Any, of: Any) -> ColumnElement[Any]:
    listed = func.array_agg(postgresql.aggregate_order_by(value, items.c.order, items.c.item_id))
    return func.coalesce(listed.filter(items.c.item_id.is_not(None)), cast([], postgresql.ARRAY(of)))


def _joined(items: Any, name: str) -> ColumnElement[Any]:
    """The entries of one item after those of another."""
    joined = func.array_concat(postgresql.aggregate_order_by(items.c[name], items.c.order, items.c.item_id))
    return func.coalesce(joined.filter(items.c[name].is_not(None)), cast([], result.c[name].type)).label(name)


async def compute(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], whole_class_ids: Sequence[int], author: Author
) -> int:
    """Rating scores of everybody who takes part in the classes, replacing the last run; audited.

    One statement for a class, a college or the university alike, and one for those who take part no more. Returns how
    many were computed. `computed_at` is never before the last ballot that counted.

    Args:
        whole_class_ids: the classes whose peer marks may be told.
    """
    items = _scored_items(batch_id, class_ids, _sums(batch_id, class_ids))
    place = (items.c.student_id, items.c.class_id, items.c.college_id, items.c.major_id, items.c.grade)
    last = select(func.max(ballot.c.submitted_at)).where(_submitted(batch_id, class_ids)).scalar_subquery()
    computed = select(
        literal(batch_id, BigInteger).label("batch_id"),
        *place,
        *_results(items, whole_class_ids),
        func.greatest(literal(author.at), last).label("computed_at"),
        literal(author.account_id, BigInteger).label("computed_by"),
    ).group_by(*place)
    names = [column.name for column in computed.selected_columns]
    store = postgresql.insert(result).from_select(names, computed)
    key = ["batch_id", "student_id"]
    fresh = {name: store.excluded[name] for name in names if name not in key}
    stored = store.on_conflict_do_update(index_elements=key, set_=fresh).returning(result.c.class_id)
    await roomy(db)
    told = await db.execute(_audited(batch_id, author, stored.cte("stored")))
    gone = and_(result.c.batch_id == batch_id, result.c.class_id.in_(class_ids), ~_takes_part())
    await db.execute(delete(result).where(gone))
    return sum(int(row.students) for row in told)


def _audited(batch_id: int, author: Author, stored: Any) -> ReturningInsert[Any]:
    """One entry a class: how many were computed, and no score (R8.7): it would outlive what is shown (R5.7)."""
    told = {
        **author.literals("computeRatingScores"),
        "subject": klass.c.name,
        "batch_id": literal(batch_id, BigInteger),
        "college_id": klass.c.college_id,
        "class_id": klass.c.id,
        "new": func.jsonb_build_object("students", func.count()),
    }
    entries = select(*told.values()).join_from(stored, klass, klass.c.id == stored.c.class_id).group_by(klass.c.id)
    return insert(audit_entry).from_select(list(told), entries).returning(counted_students())


def _takes_part() -> ColumnElement[bool]:
    return exists().where(
        participant.c.batch_id == result.c.batch_id,
        participant.c.student_id == result.c.student_id,
        participant.c.participating,
    )


async def mark_computed(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author) -> None:
    """Who and when (R5.6); a computed result ends the state of being cleared (R2.3)."""
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .values(rating_computed_at=author.at, rating_computed_by=author.account_id, cleared_at=None)
    )
