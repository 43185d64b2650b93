"""Compiles the progress of rating a student or a class: states and counts, and never a mark (R5.5)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.ballots.ballots import ballot, mark
from db.queries.batches.batches import batch_class, counsellor, head_teacher, participant
from db.queries.ratings.items import batch_item
from db.queries.ratings.results import result
from db.tables import RaterKind

STAFF_KINDS = {RaterKind.COUNSELLOR: counsellor, RaterKind.HEAD_TEACHER: head_teacher}
SUBMITTED = ballot.c.submitted_at.is_not(None)
TAKES_PART = participant.c.participating

ITEMS = (
    select(batch_item.c.batch_id, batch_item.c.college_id, func.count().label("total"))
    .group_by(batch_item.c.batch_id, batch_item.c.college_id)
    .subquery("items")
)
RATED_STUDENTS = participant.outerjoin(
    ITEMS, and_(ITEMS.c.batch_id == participant.c.batch_id, ITEMS.c.college_id == participant.c.college_id)
)
"""These are the students to be rated, each with the number of marks that make a student rated."""


def is_of(kind: RaterKind) -> ColumnElement[bool]:
    """Writes the kind as a literal, so that the expression is the same everywhere in a statement."""
    return ballot.c.kind == literal_column(f"'{kind.value}'")


def in_class_of(rows: FromClause) -> ColumnElement[bool]:
    return and_(ballot.c.batch_id == rows.c.batch_id, ballot.c.class_id == rows.c.class_id)


def standing(kind: RaterKind) -> ColumnElement[bool]:
    """Matches submitted ballots of the staff, and drafts of staff who may still submit them."""
    to = STAFF_KINDS[kind]
    assigned = exists().where(
        to.c.batch_id == ballot.c.batch_id, to.c.class_id == ballot.c.class_id, to.c.staff_id == ballot.c.rater_id
    )
    return and_(is_of(kind), or_(SUBMITTED, assigned.correlate(ballot)))


def _rated_by(kind: RaterKind) -> ColumnElement[bool]:
    """Matches students to whom one ballot that counts gives marks for all items."""
    marks = (
        select(func.count())
        .where(mark.c.ballot_id == ballot.c.id, mark.c.student_id == participant.c.student_id)
        .correlate(ballot, participant)
        .scalar_subquery()
    )
    return _looked_up(in_class_of(participant), standing(kind), marks >= ITEMS.c.total)


def _own_submitted() -> ColumnElement[bool]:
    mine = ballot.c.rater_id == participant.c.student_id
    return _looked_up(in_class_of(participant), is_of(RaterKind.PEER), mine, SUBMITTED)


def _looked_up(*of_ballot: ColumnElement[bool]) -> ColumnElement[bool]:
    """Looks up the ballot for each student; otherwise PostgreSQL may read the whole university for a few students."""
    found = select(ballot.c.id).where(*of_ballot).offset(literal_column("0"))
    return found.correlate(participant, ITEMS).exists()


STATES = {
    "rated_by_counsellor": _rated_by(RaterKind.COUNSELLOR),
    "rated_by_head_teacher": _rated_by(RaterKind.HEAD_TEACHER),
    "ballot_submitted": _own_submitted(),
}


def _of_class(*conditions: ColumnElement[bool]) -> Any:
    """Counts the students of a class who match."""
    of_it = and_(participant.c.batch_id == batch_class.c.batch_id, participant.c.class_id == batch_class.c.class_id)
    return select(func.count()).select_from(RATED_STUDENTS).where(of_it, *conditions).correlate(batch_class)


def _submitted_by(kind: RaterKind) -> Any:
    """Counts the assigned staff of a class who have submitted."""
    to = STAFF_KINDS[kind]
    mine = and_(in_class_of(to), is_of(kind), ballot.c.rater_id == to.c.staff_id, SUBMITTED)
    of_it = and_(to.c.batch_id == batch_class.c.batch_id, to.c.class_id == batch_class.c.class_id)
    return select(func.count()).select_from(to.join(ballot, mine)).where(of_it).correlate(batch_class)


COUNTS = {
    "class_size": _of_class().scalar_subquery(),
    "participant_count": _of_class(TAKES_PART).scalar_subquery(),
    "rated_by_counsellors": _of_class(TAKES_PART, STATES["rated_by_counsellor"]).scalar_subquery(),
    "rated_by_head_teachers": _of_class(TAKES_PART, STATES["rated_by_head_teacher"]).scalar_subquery(),
    "peers_submitted": _of_class(TAKES_PART, STATES["ballot_submitted"]).scalar_subquery(),
    "counsellors_submitted": _submitted_by(RaterKind.COUNSELLOR).scalar_subquery(),
    "head_teachers_submitted": _submitted_by(RaterKind.HEAD_TEACHER).scalar_subquery(),
}
"""These counts describe a class. They are counted for the rows of the page alone, unless the list is sorted by them."""


def stale() -> ColumnElement[bool]:
    """Matches classes in which a ballot was submitted or reopened after the last computation."""
    in_class = and_(result.c.batch_id == batch_class.c.batch_id, result.c.class_id == batch_class.c.class_id)
    last = select(func.max(result.c.computed_at)).where(in_class).correlate(batch_class).scalar_subquery()
    computed_at = func.greatest(batch_class.c.rating_computed_at, last)
    change = func.greatest(func.max(ballot.c.submitted_at), func.max(ballot.c.reopened_at))
    latest = select(change).where(in_class_of(batch_class)).correlate(batch_class).scalar_subquery()
    return and_(batch_class.c.rating_computed_at.is_not(None), func.coalesce(latest > computed_at, false()))


async def stale_among(db: AsyncConnection, batch_id: int, class_ids: Collection[int]) -> list[int]:
    """Returns those of the classes of which ballots came in or were given back after the last computation."""
    of_them = batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids)
    query = select(batch_class.c.class_id).where(*of_them, stale())
    return list((await db.execute(query.order_by(batch_class.c.class_id))).scalars())
