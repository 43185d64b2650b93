"""Lists the raters of each class and their progress, and adds this up for each college (R5.5, R1.4)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import FromClause, Select, Table, and_, case, func, literal, select, true, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from db.queries.ballots.ballots import ballot, mark
from db.queries.batches.batches import batch_class, participant, somebody_takes_part
from db.queries.people.accounts import staff, staff_members
from db.queries.ratings.states import ITEMS, STAFF_KINDS, SUBMITTED, TAKES_PART, in_class_of, is_of, standing
from db.tables import BallotStatus, RaterKind

Place = tuple[list[int], list[int]]


def raters(batch_ids: Iterable[int], class_ids: Iterable[int]) -> CompoundSelect[Any]:
    """Selects the assigned staff of classes and the state of their ballots; counsellors first, each by name."""
    place = (list(batch_ids), list(class_ids))
    queries = [_raters(to, kind, number, place) for number, (kind, to) in enumerate(STAFF_KINDS.items())]
    return union_all(*queries).order_by("kind_order", "name_key", "number")


def _raters(to: Table, kind: RaterKind, number: int, place: Place) -> Select[Any]:
    """Selects staff; `of_batch` and `of_class` are not the columns that scopes test."""
    mine = and_(in_class_of(to), is_of(kind), ballot.c.rater_id == to.c.staff_id)
    status = case(
        (SUBMITTED, BallotStatus.SUBMITTED.value),
        (ballot.c.id.is_not(None), BallotStatus.DRAFT.value),
        else_=BallotStatus.NOT_STARTED.value,
    )
    return (
        staff_members()
        .add_columns(
            to.c.batch_id.label("of_batch"),
            to.c.class_id.label("of_class"),
            literal(kind.value).label("kind"),
            status.label("status"),
            literal(number).label("kind_order"),
        )
        .join(to, to.c.staff_id == staff.c.id)
        .outerjoin(ballot, mine)
        .where(to.c.batch_id.in_(place[0]), to.c.class_id.in_(place[1]))
    )


def totals(batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """Selects the totals of each college that student affairs sees: classes, participants, and their progress."""
    place = (list(batch_ids), list(college_ids))
    taking_part = _totals_of_students(place).subquery()
    columns: list[Any] = [*taking_part.c]
    joined: FromClause = taking_part
    for kind, name in ((RaterKind.COUNSELLOR, "counsellors"), (RaterKind.HEAD_TEACHER, "head_teachers")):
        staff_totals = _totals_of_staff(kind, place).subquery(name)
        same = and_(
            staff_totals.c.batch_id == taking_part.c.batch_id, staff_totals.c.college_id == taking_part.c.college_id
        )
        joined = joined.outerjoin(staff_totals, same)
        columns += [func.coalesce(staff_totals.c.assigned, 0).label(name)]
        columns += [func.coalesce(staff_totals.c.submitted, 0).label(f"{name}_submitted")]
    return select(*columns).select_from(joined)


def _totals_of_students(place: Place) -> Select[Any]:
    by_counsellor, by_head_teacher = (_rated(kind, place).subquery() for kind in STAFF_KINDS)
    own = and_(in_class_of(participant), is_of(RaterKind.PEER), ballot.c.rater_id == participant.c.student_id)
    rows: FromClause = participant.outerjoin(ballot, and_(own, SUBMITTED))
    for rated in (by_counsellor, by_head_teacher):
        same = and_(rated.c.batch_id == participant.c.batch_id, rated.c.student_id == participant.c.student_id)
        rows = rows.outerjoin(rated, same)
    group = (participant.c.batch_id, participant.c.college_id)
    by_class = (
        select(
            *group,
            func.count().label("participants"),
            func.count(by_counsellor.c.student_id).label("by_counsellors"),
            func.count(by_head_teacher.c.student_id).label("by_head_teachers"),
            func.count(ballot.c.id).label("submitted"),
        )
        .select_from(rows)
        .where(group[0].in_(place[0]), group[1].in_(place[1]), TAKES_PART)
        .group_by(*group, participant.c.class_id)
        .subquery()
    )
    return select(
        by_class.c.batch_id,
        by_class.c.college_id,
        func.count().label("classes"),
        func.count().filter(by_class.c.submitted == by_class.c.participants).label("classes_finished"),
        func.sum(by_class.c.participants).label("participants"),
        func.sum(by_class.c.by_counsellors).label("rated_by_counsellors"),
        func.sum(by_class.c.by_head_teachers).label("rated_by_head_teachers"),
        func.sum(by_class.c.submitted).label("peers_submitted"),
    ).group_by(by_class.c.batch_id, by_class.c.college_id)


def _rated(kind: RaterKind, place: Place) -> Select[Any]:
    """Selects rated students ballot by ballot, by the rule of `states`; it does not read peers' marks."""
    total = and_(ITEMS.c.batch_id == ballot.c.batch_id, ITEMS.c.college_id == ballot.c.college_id)
    marked = (
        select(mark.c.student_id)
        .where(mark.c.ballot_id == ballot.c.id)
        .group_by(mark.c.student_id)
        .having(func.count() >= ITEMS.c.total)
        .correlate(ballot, ITEMS)
        .lateral()
    )
    return (
        select(ballot.c.batch_id, marked.c.student_id)
        .distinct()
        .select_from(ballot.join(ITEMS, total).join(marked, true()))
        .where(ballot.c.batch_id.in_(place[0]), ballot.c.college_id.in_(place[1]), standing(kind))
    )


def _totals_of_staff(kind: RaterKind, place: Place) -> Select[Any]:
    """Counts one ballot for each class and assigned staff member: a person with three classes has three ballots."""
    to = STAFF_KINDS[kind]
    in_class = and_(to.c.batch_id == batch_class.c.batch_id, to.c.class_id == batch_class.c.class_id)
    mine = and_(in_class_of(to), is_of(kind), ballot.c.rater_id == to.c.staff_id)
    group = (batch_class.c.batch_id, batch_class.c.college_id)
    return (
        select(*group, func.count().label("assigned"), func.count(ballot.c.submitted_at).label("submitted"))
        .select_from(batch_class.join(to, in_class).outerjoin(ballot, mine))
        .where(group[0].in_(place[0]), group[1].in_(place[1]), somebody_takes_part())
        .group_by(*group)
    )
