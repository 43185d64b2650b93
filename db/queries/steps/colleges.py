"""Counts how far each college of each batch is, in one statement for all of them (R1.7)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from db.queries.batches.batches import (
    batch,
    batch_college,
    phase,
)
from db.queries.notices import is_open, notice
from db.queries.ratings.items import batch_item, item
from db.queries.steps.college_counts import classes, staff_ballots, students, undecided
from db.queries.steps.counting import last_approval
from db.tables import Module


def of_colleges(now: datetime, batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """Selects how far each college of each batch is."""
    place = (list(batch_ids), list(college_ids))
    here = (batch_college.c.batch_id, batch_college.c.college_id)
    last, shown = last_approval(), _open_notice(now)
    parts = [classes(place), students(place), staff_ballots(place), undecided(place)]
    joined: Any = batch_college.join(batch, batch.c.id == batch_college.c.batch_id)
    for part in parts:
        joined = joined.outerjoin(part, and_(part.c.batch_id == here[0], part.c.college_id == here[1]))
    joined = joined.outerjoin(last, true()).outerjoin(shown, true())
    items = _items().label("items")
    counts = [
        column if column.name in NOT_COUNTED else func.coalesce(column, 0).label(column.name)
        for part in parts
        for column in part.c
        if column.name not in ("batch_id", "college_id", *BALLOTS)
    ]
    ballots = [
        (func.coalesce(parts[1].c[name], 0) + func.coalesce(parts[2].c[name], 0)).label(name) for name in BALLOTS
    ]
    return (
        select(
            *here,
            batch.c.status.label("batch_status"),
            *counts,
            *ballots,
            items,
            _begun().label("begun"),
            and_(last.c.id.is_not(None), last.c.withdrawn_at.is_(None)).label("approved"),
            last.c.withdrawn_at,
            last.c.withdrawal_reason,
            shown.c.title.label("notice_title"),
            shown.c.ends_on.label("notice_ends_on"),
            _noticed().label("noticed_at"),
        )
        .select_from(joined)
        .where(here[0].in_(place[0]), here[1].in_(place[1]))
    )


NOT_COUNTED = {
    "without_counsellor",
    "without_scores",
    "not_submitted",
    "not_published",
    "without_inputs",
    "to_compute_again",
    "by_scheme",
    "reopened_at",
}
BALLOTS = ("ballots", "ballots_submitted")


def _items() -> Any:
    """Counts the items that the college keeps, or that the batch has taken."""
    kept = select(func.count()).where(item.c.college_id == batch_college.c.college_id).scalar_subquery()
    of_it = batch_item.c.batch_id == batch_college.c.batch_id, batch_item.c.college_id == batch_college.c.college_id
    taken = select(func.count()).where(*of_it).scalar_subquery()
    return func.greatest(kept, taken)


def _begun() -> ColumnElement[bool]:
    """Matches colleges that have opened their rating or academic phase, so that the participants are settled (R2.2)."""
    return exists().where(
        phase.c.batch_id == batch_college.c.batch_id,
        phase.c.college_id == batch_college.c.college_id,
        phase.c.module != Module.COMPREHENSIVE,
        phase.c.first_opened_at.is_not(None),
    )


def _of_college() -> ColumnElement[bool]:
    return and_(notice.c.batch_id == batch_college.c.batch_id, notice.c.college_id == batch_college.c.college_id)


def _open_notice(now: datetime) -> LateralFromClause:
    query = select(notice.c.title, notice.c.ends_on).where(_of_college(), is_open(now))
    return query.order_by(notice.c.opened_at.desc()).limit(1).lateral("open_notice")


def _noticed() -> Any:
    return select(func.max(notice.c.opened_at)).where(_of_college()).scalar_subquery()
