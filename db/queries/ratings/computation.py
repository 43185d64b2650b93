"""Computes rating scores (评分成绩计算, 1.1.3.4): one statement scores, stores and audits a class or all classes
(R5.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Numeric,
    Select,
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
    union_all,
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
from db.queries.computations.runs import audit_entry, counted_students, replace_rows, tune_planning
from db.queries.ratings.items import batch_item
from db.queries.ratings.results import result
from db.scopes import bool_column
from db.tables import RaterKind

KINDS = tuple(kind.lower() for kind in RaterKind)
PEER = RaterKind.PEER.lower()
STAFF_KINDS = tuple(kind for kind in RaterKind if kind is not RaterKind.PEER)
FEWEST_PEERS = 3
"""Fewer ballots would reveal the marks of one peer; `core.rules.rating_showing` says when more do, too."""
MARKS = ("staff_kinds", "staff_raters", "staff_points", "peer_points")


@dataclass(frozen=True, slots=True)
class Choice:
    """Chooses the classes to compute; every value that is set must match."""

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
        conditions = [bool_column(column == value) for column, value in equal.items() if value is not None]
        if self.class_ids is not None:
            conditions.append(batch_class.c.class_id.in_(self.class_ids))
        return and_(literal(True), *conditions)


def _submitted(batch_id: int, class_ids: Sequence[int]) -> ColumnElement[bool]:
    """Matches submitted ballots, because only these count (R5.4)."""
    return and_(ballot.c.batch_id == batch_id, ballot.c.class_id.in_(class_ids), ballot.c.submitted_at.is_not(None))


def _peers() -> Any:
    """Selects, for one class, the sum, the number and the marks of the peers' ballots by student and item.

    Peers are aggregated apart from the staff, because almost all marks are theirs: no column is computed in vain.
    """
    of_item = (mark.c.student_id, mark.c.item_id)
    sums = (
        func.sum(mark.c.points).label("peer_sum"),
        func.count().cast(Integer).label("peer_ballots"),
        func.array_agg(mark.c.points).label("points"),
    )
    return _counted(of_item, sums, ballot.c.kind == RaterKind.PEER).lateral("peers")


def _staff() -> Any:
    """Selects, for one class, the staff's sums, ballots, raters and marks by student and item."""
    of_item = (mark.c.student_id, mark.c.item_id)
    kind = case({str(kind): place for place, kind in enumerate(RaterKind)}, value=ballot.c.kind)
    sums: list[Any] = []
    for one in STAFF_KINDS:
        own = ballot.c.kind == one.value
        sums += [
            func.sum(mark.c.points).filter(own).label(f"{one.lower()}_sum"),
            func.count().filter(own).cast(Integer).label(f"{one.lower()}_ballots"),
        ]
    marks = (
        func.array_agg(cast(kind, SmallInteger)).label("kinds"),
        func.array_agg(ballot.c.rater_id).label("raters"),
        func.array_agg(mark.c.points).label("points"),
    )
    return _counted(of_item, [*sums, *marks], ballot.c.kind != RaterKind.PEER).lateral("staff_marks")


def _counted(group: Sequence[Any], aggregates: Sequence[Any], of_kind: ColumnElement[bool]) -> Select[Any]:
    """Aggregates the marks of the class's submitted ballots (R5.4)."""
    return (
        select(*group, *aggregates)
        .join_from(ballot, mark, mark.c.ballot_id == ballot.c.id)
        .where(
            ballot.c.batch_id == batch_class.c.batch_id,
            ballot.c.class_id == batch_class.c.class_id,
            ballot.c.submitted_at.is_not(None),
            of_kind,
        )
        .group_by(*group)
        .correlate(batch_class)
    )


def _lowest_first(points: Any) -> ColumnElement[Any]:
    """Sorts the marks, so that their order does not show which marks of two items come from one peer (R5.7)."""
    one = func.unnest(points).column_valued("one")
    return case((points.is_not(None), func.array(select(one).order_by(one).scalar_subquery())))


def _scored_items() -> Any:
    """Selects every participant of one class with each item of the batch: its unrounded score and its sources."""
    peers, staff = _peers(), _staff()
    sums = {kind: (peers if kind == PEER else staff).c[f"{kind}_sum"] for kind in KINDS}
    ballots = {kind: func.coalesce((peers if kind == PEER else staff).c[f"{kind}_ballots"], 0) for kind in KINDS}
    weights = {kind: batch_item.c[f"{kind}_weight"] for kind in KINDS}
    behind: Any = sum((case((weights[kind] > 0, ballots[kind]), else_=0) for kind in KINDS), literal(0))
    score = formulas.rating_item_score((sums[kind], ballots[kind], weights[kind]) for kind in KINDS)
    return (
        select(
            participant.c.student_id,
            participant.c.college_id,
            batch_item.c.id.label("item_id"),
            batch_item.c.order,
            score.label("score"),
            behind.label("behind"),
            *sums.values(),
            *(ballots[kind].label(f"{kind}_ballots") for kind in KINDS),
            staff.c.kinds.label("staff_kinds"),
            staff.c.raters.label("staff_raters"),
            staff.c.points.label("staff_points"),
            _lowest_first(peers.c.points).label("peer_points"),
            weights[PEER].label("peer_weight"),
        )
        .select_from(participant)
        .outerjoin(
            batch_item,
            and_(batch_item.c.batch_id == participant.c.batch_id, batch_item.c.college_id == participant.c.college_id),
        )
        .outerjoin(peers, _of_item(peers))
        .outerjoin(staff, _of_item(staff))
        .where(
            participant.c.batch_id == batch_class.c.batch_id,
            participant.c.class_id == batch_class.c.class_id,
            participant.c.participating,
        )
        .correlate(batch_class)
        .lateral("scored_items")
    )


def _of_item(sums: Any) -> ColumnElement[bool]:
    return and_(sums.c.student_id == participant.c.student_id, sums.c.item_id == batch_item.c.id)


def _results(items: Any, whole_class_ids: Sequence[int]) -> list[ColumnElement[Any]]:
    """Compiles the columns of a result from its student's items; all need a score, else the result has none."""
    whole = func.count(items.c.item_id) == func.count(items.c.score)
    score = case((whole, formulas.shown_rating(func.sum(items.c.score))))
    peers = func.coalesce(func.max(items.c.peer_ballots), 0)
    few = or_(peers < FEWEST_PEERS, batch_class.c.class_id != all_(cast(list(whole_class_ids), IDS)))
    withheld = and_(peers > 0, few)
    from_one_item = func.count(items.c.item_id).filter(and_(items.c.peer_weight > 0, items.c.peer_ballots > 0)) == 1
    staff_marks = items.c.counsellor_ballots + items.c.head_teacher_ballots
    return [
        score.label("rating_score"),
        and_(whole, func.count(items.c.score) > 0, func.max(items.c.behind) <= 1).label("rests_on_one"),
        *(func.max(items.c[f"{kind}_ballots"]).label(f"{kind}_ballots") for kind in KINDS),
        _in_order(items, items.c.item_id, BigInteger).label("item_ids"),
        _in_order(items, formulas.shown_rating(items.c.score), Numeric).label("item_scores"),
        *(_in_order(items, items.c[f"{kind}_sum"], Numeric).label(f"{kind}_sums") for kind in KINDS),
        withheld.label("peers_withheld"),
        and_(withheld, from_one_item).label("score_withheld"),
        _in_order(items, staff_marks, Integer).label("staff_marks_of_items"),
        _in_order(items, items.c.peer_ballots, Integer).label("peer_marks_of_items"),
        *(_joined(items, name) for name in MARKS),
    ]


def _in_order(items: Any, value: Any, of: Any) -> ColumnElement[Any]:
    listed = func.array_agg(postgresql.aggregate_order_by(value, items.c.order, items.c.item_id))
    return func.coalesce(listed.filter(items.c.item_id.is_not(None)), cast([], postgresql.ARRAY(of)))


def _joined(items: Any, name: str) -> ColumnElement[Any]:
    """Concatenates the marks of all items in order; the aggregate skips an item without marks."""
    return func.array_concat(postgresql.aggregate_order_by(items.c[name], items.c.order, items.c.item_id)).label(name)


def _computed(batch_id: int, class_ids: Sequence[int], whole_class_ids: Sequence[int], author: Author) -> CTE:
    """Computes the results of all participants, class by class, so that millions of marks are never sorted."""
    items = _scored_items()
    of_class = (
        select(items.c.student_id, items.c.college_id, *_results(items, whole_class_ids))
        .group_by(items.c.student_id, items.c.college_id)
        .correlate(batch_class)
        .lateral("of_class")
    )
    last = select(func.max(ballot.c.submitted_at)).where(_submitted(batch_id, class_ids)).scalar_subquery()
    return (
        select(
            batch_class.c.batch_id,
            batch_class.c.class_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            *of_class.c,
            func.greatest(literal(author.at), last).label("computed_at"),
            literal(author.account_id, BigInteger).label("computed_by"),
        )
        .join_from(batch_class, of_class, true())
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .cte("computed")
    )


async def compute(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], whole_class_ids: Sequence[int], author: Author
) -> int:
    """Computes and audits rating scores of all participants in the classes, and replaces the last run.

    One statement serves a class, a college or the university, and another deletes the results of students who no longer
    take part. Returns the number of results. `computed_at` is never before the last ballot that counted.

    Args:
        whole_class_ids: the classes whose peer marks may be shown.
    """
    computed = _computed(batch_id, class_ids, whole_class_ids, author)
    replaced, first = replace_rows(result, computed, computed.c.keys())
    stored = union_all(*(select(rows.returning(result.c.class_id).cte()) for rows in (replaced, first))).cte("stored")
    await tune_planning(db)
    entries = await db.execute(_audited(batch_id, author, stored))
    absent = and_(result.c.batch_id == batch_id, result.c.class_id.in_(class_ids), ~_takes_part())
    await db.execute(delete(result).where(absent))
    return sum(int(row.students) for row in entries)


def _audited(batch_id: int, author: Author, stored: Any) -> ReturningInsert[Any]:
    """Writes one entry per class with the number of results, but no score (R8.7): the log is kept longer (R5.7)."""
    values = {
        **author.literals("computeRatingScores"),
        "subject": klass.c.name,
        "batch_id": literal(batch_id, BigInteger),
        "college_id": klass.c.college_id,
        "class_id": klass.c.id,
        "new": func.jsonb_build_object("students", func.count()),
    }
    entries = select(*values.values()).join_from(stored, klass, klass.c.id == stored.c.class_id).group_by(klass.c.id)
    return insert(audit_entry).from_select(list(values), entries).returning(counted_students())


def _takes_part() -> ColumnElement[bool]:
    return exists().where(
        participant.c.batch_id == result.c.batch_id,
        participant.c.student_id == result.c.student_id,
        participant.c.participating,
    )


async def mark_computed(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author) -> None:
    """Stores who computed and when (R5.6); a computed result ends the cleared state (R2.3)."""
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
        .values(rating_computed_at=author.at, rating_computed_by=author.account_id, cleared_at=None)
    )
