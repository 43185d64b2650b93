"""Counts the peer ballots that were submitted on each day (R8.8)."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, and_, cast, func, literal, literal_column, or_, select, true

from db.queries.ballots.ballots import ballot
from db.queries.batches.batches import batch_class, participant
from db.queries.distributions.small_classes import without_small_classes
from db.queries.ratings.states import SUBMITTED, TAKES_PART, is_of
from db.scopes import Scope, reached_by
from db.tables import RaterKind


def days(scopes: list[Scope], batch_id: Any, place: Any, zone: ZoneInfo | None) -> Select[Any]:
    """Selects the days from the first ballot to the last, and beside each the number of students who rate; one row
    without a day where no ballot is submitted.

    Args:
        zone: whose days they are; None for those of the database session.
    """
    counted = without_small_classes(_raters(scopes, batch_id, place), participant.c.class_id)
    theirs = and_(
        *(ballot.c[name] == counted.c[name] for name in ("batch_id", "class_id")),
        is_of(RaterKind.PEER),
        ballot.c.rater_id == counted.c.student_id,
        SUBMITTED,
    )
    clock = literal(zone.key) if zone else func.current_setting("TimeZone")
    day = cast(func.timezone(clock, ballot.c.submitted_at), Date)
    submitted = select(day.label("day")).select_from(counted).join(ballot, theirs).cte("submitted")
    first, last = func.min(submitted.c.day), func.max(submitted.c.day)
    series = select(func.generate_series(first, last, literal_column("interval '1 day'")).label("moment")).subquery()
    every = select(cast(series.c.moment, Date).label("day")).subquery("every")
    count = func.count(submitted.c.day)
    by_day = (
        select(every.c.day, count.label("submitted"), func.sum(count).over(order_by=every.c.day).label("so_far"))
        .outerjoin(submitted, submitted.c.day == every.c.day)
        .group_by(every.c.day)
        .subquery("by_day")
    )
    total = select(func.count().label("students")).select_from(counted).subquery("total")
    found = select(total, by_day).select_from(total).outerjoin(by_day, true()).order_by(by_day.c.day)
    return found.add_cte(counted, submitted, nest_here=True)  # so that all of it can be asked beside a row


def _raters(scopes: list[Scope], batch_id: Any, place: Any) -> Select[Any]:
    """Selects the participants, who all rate their class."""
    in_class = and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id)
    reached = or_(
        *(
            reached_by(scope, college=participant.c.college_id, batch=batch_id, klass=participant.c.class_id)
            for scope in scopes
        )
    )
    return (
        select(participant.c.batch_id, participant.c.class_id, participant.c.student_id)
        .join(batch_class, in_class)
        .where(participant.c.batch_id == batch_id, TAKES_PART, reached, *place.placed(batch_class))
    )
