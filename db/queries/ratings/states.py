"""How far the rating of a student or a class is, as SQL expressions: states and counts, and never a mark (R5.5)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, func, literal_column, or_, select

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
"""Those who are to be rated, each with the number of marks that make a student rated."""


def is_of(kind: RaterKind) -> ColumnElement[bool]:
    """Written out, so that the plan and every place of the expression in a statement are the same."""
    return ballot.c.kind == literal_column(f"'{kind.value}'")


def in_class_of(rows: FromClause) -> ColumnElement[bool]:
    return and_(ballot.c.batch_id == rows.c.batch_id, ballot.c.class_id == rows.c.class_id)


def standing(kind: RaterKind) -> ColumnElement[bool]:
    """A ballot of the staff that is submitted, or the draft of somebody who may still submit it."""
    to = STAFF_KINDS[kind]
    assigned = exists().where(
        to.c.batch_id == ballot.c.batch_id, to.c.class_id == ballot.c.class_id, to.c.staff_id == ballot.c.rater_id
    )
    return and_(is_of(kind), or_(SUBMITTED, assigned.correlate(ballot)))


def _rated_by(kind: RaterKind) -> ColumnElement[bool]:
    """Whether one ballot that counts gives the student every item."""
    given = (
        select(func.count())
        .where(mark.c.ballot_id == ballot.c.id, mark.c.student_id == participant.c.student_id)
        .correlate(ballot, participant)
        .scalar_subquery()
    )
    return _looked_up(in_class_of(participant), standing(kind), given >= ITEMS.c.total)


def _own_submitted() -> ColumnElement[bool]:
    mine = ballot.c.rater_id == participant.c.student_id
    return _looked_up(in_class_of(participant), is_of(RaterKind.PEER), mine, SUBMITTED)


def _looked_up(*of_ballot: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a ballot, looked up for each student: else all of a university may be read for a few."""
    found = select(ballot.c.id).where(*of_ballot).offset(literal_column("0"))
    return found.correlate(participant, ITEMS).exists()


STATES = {
    "rated_by_counsellor": _rated_by(RaterKind.COUNSELLOR),
    "rated_by_head_teacher": _rated_by(RaterKind.HEAD_TEACHER),
    "ballot_submitted": _own_submitted(),
}


def _of_class(*wanted: ColumnElement[bool]) -> Any:
    """How many students of a class are so."""
    of_it = and_(participant.c.batch_id == batch_class.c.batch_id, participant.c.class_id == batch_class.c.class_id)
    return select(func.count()).select_from(RATED_STUDENTS).where(of_it, *wanted).correlate(batch_class)


def _submitted_by(kind: RaterKind) -> Any:
    """How many of those who are assigned to a class have submitted."""
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
"""What a class is told by, counted for the rows of the page alone, unless the list is ordered by it."""


def stale() -> ColumnElement[bool]:
    """Whether a ballot was submitted, or given back, since the class was computed: the results are not of it."""
    in_class = and_(result.c.batch_id == batch_class.c.batch_id, result.c.class_id == batch_class.c.class_id)
    last = select(func.max(result.c.computed_at)).where(in_class).correlate(batch_class).scalar_subquery()
    computed_at = func.greatest(batch_class.c.rating_computed_at, last)
    change = func.greatest(func.max(ballot.c.submitted_at), func.max(ballot.c.reopened_at))
    latest = select(change).where(in_class_of(batch_class)).correlate(batch_class).scalar_subquery()
    return and_(batch_class.c.rating_computed_at.is_not(None), func.coalesce(latest > computed_at, false()))
