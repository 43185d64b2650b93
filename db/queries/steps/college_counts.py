"""Counts the classes, students, ballots and undecided scores of each college of each batch (R1.7)."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, exists, false, func, select, true, union_all

from db.queries.academic.results import ranking
from db.queries.ballots.ballots import ballot
from db.queries.batches.batches import (
    batch,
    batch_class,
    counsellor,
    head_teacher,
    participant,
    somebody_takes_part,
)
from db.queries.classes import klass
from db.queries.comprehensive.sheets import STALE, sheet
from db.queries.courses.courses import course_score
from db.queries.ratings.states import SUBMITTED, is_of, stale
from db.queries.steps.counting import count, names
from db.queries.steps.schemes import has_inputs, scheme_in_force
from db.tables import RaterKind, Stage

Place = tuple[list[int], list[int]]
"""Batches and colleges."""


def classes(place: Place) -> Subquery:
    """Counts the classes of each college in which somebody takes part."""
    of_it = and_(sheet.c.batch_id == batch_class.c.batch_id, sheet.c.class_id == batch_class.c.class_id)
    stage, scheme = func.coalesce(sheet.c.stage, 0), scheme_in_force()
    without_results = and_(scheme.c.id.is_not(None), stage == 0)
    computed = batch_class.c.academic_computed_at.is_not(None)
    rows = (
        select(
            batch_class.c.batch_id,
            batch_class.c.college_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            klass.c.name,
            klass.c.code,
            _assigned(counsellor).label("counselled"),
            _assigned(head_teacher).label("headed"),
            _scored().label("scored"),
            and_(computed, ~batch_class.c.academic_stale).label("computed"),
            and_(computed, batch_class.c.academic_stale).label("stale"),
            _ranked().label("ranked"),
            and_(batch_class.c.rating_computed_at.is_not(None), ~stale()).label("rated"),
            stage.label("stage"),
            sheet.c.reopened_at,
            scheme.c.id.is_not(None).label("by_scheme"),
            and_(func.cardinality(STALE) > 0, stage == int(Stage.IMPORTED)).label("outdated"),
            case((without_results, ~has_inputs()), else_=false()).label("inputless"),
        )
        .join(batch, batch.c.id == batch_class.c.batch_id)
        .join(klass, klass.c.id == batch_class.c.class_id)
        .outerjoin(sheet, of_it)
        .outerjoin(scheme, true())
        .where(_in(batch_class, place), somebody_takes_part())
        .subquery("class_rows")
    )
    submitted, published = rows.c.stage >= int(Stage.SUBMITTED), rows.c.stage >= int(Stage.PUBLISHED)
    grades = func.count(distinct(func.row(rows.c.major_id, rows.c.grade))).filter(~rows.c.ranked).label("unranked")
    return (
        select(
            rows.c.batch_id,
            rows.c.college_id,
            func.count().label("classes"),
            *(count(rows.c[name], name) for name in ("counselled", "headed", "scored", "computed", "stale", "rated")),
            grades,
            count(rows.c.stage == int(Stage.IMPORTED), "imported"),
            count(submitted, "submitted"),
            count(published, "published"),
            count(rows.c.stage == 0, "empty"),
            count(rows.c.outdated, "outdated"),
            count(rows.c.inputless, "inputless"),
            func.bool_or(rows.c.by_scheme).label("by_scheme"),
            func.max(rows.c.reopened_at).label("reopened_at"),
            names(rows, ~rows.c.counselled, "without_counsellor"),
            names(rows, ~rows.c.scored, "without_scores"),
            names(rows, ~submitted, "not_submitted"),
            names(rows, ~published, "not_published"),
            names(rows, rows.c.inputless, "without_inputs"),
            names(rows, rows.c.outdated, "to_compute_again"),
        )
        .group_by(rows.c.batch_id, rows.c.college_id)
        .subquery("of_classes")
    )


def students(place: Place) -> Subquery:
    """Counts the students of each college, and the peers' ballots to come and submitted."""
    mine = and_(
        ballot.c.batch_id == participant.c.batch_id,
        ballot.c.class_id == participant.c.class_id,
        is_of(RaterKind.PEER),
        ballot.c.rater_id == participant.c.student_id,
        SUBMITTED,
    )
    takes_part = participant.c.participating
    return (
        select(
            participant.c.batch_id,
            participant.c.college_id,
            count(takes_part, "participating"),
            count(~takes_part, "idle"),
            count(takes_part, "ballots"),
            count(and_(takes_part, ballot.c.id.is_not(None)), "ballots_submitted"),
        )
        .select_from(participant.outerjoin(ballot, mine))
        .where(_in(participant, place))
        .group_by(participant.c.batch_id, participant.c.college_id)
        .subquery("of_students")
    )


def staff_ballots(place: Place) -> Subquery:
    """Counts the ballots of the staff who are assigned to a class in which somebody takes part."""
    queries = []
    for to, kind in ((counsellor, RaterKind.COUNSELLOR), (head_teacher, RaterKind.HEAD_TEACHER)):
        mine = and_(
            ballot.c.batch_id == to.c.batch_id,
            ballot.c.class_id == to.c.class_id,
            is_of(kind),
            ballot.c.rater_id == to.c.staff_id,
            SUBMITTED,
        )
        same = and_(batch_class.c.batch_id == to.c.batch_id, batch_class.c.class_id == to.c.class_id)
        queries.append(
            select(batch_class.c.batch_id, batch_class.c.college_id, ballot.c.id.label("ballot_id"))
            .select_from(to.join(batch_class, same).outerjoin(ballot, mine))
            .where(_in(batch_class, place), somebody_takes_part())
        )
    rows = union_all(*queries).subquery("staff_rows")
    return (
        select(
            rows.c.batch_id,
            rows.c.college_id,
            func.count().label("ballots"),
            func.count(rows.c.ballot_id).label("ballots_submitted"),
        )
        .group_by(rows.c.batch_id, rows.c.college_id)
        .subquery("of_staff")
    )


def undecided(place: Place) -> Subquery:
    """Counts the undecided scores of participants."""
    return (
        select(participant.c.batch_id, participant.c.college_id, func.count().label("undecided"))
        .join(batch, batch.c.id == participant.c.batch_id)
        .join(course_score, course_score.c.student_id == participant.c.student_id)
        .where(
            course_score.c.academic_year == batch.c.academic_year,
            course_score.c.question.is_not(None),
            _in(participant, place),
            participant.c.participating,
        )
        .group_by(participant.c.batch_id, participant.c.college_id)
        .subquery("of_scores")
    )


def _in(rows: Any, place: Place) -> ColumnElement[bool]:
    return and_(rows.c.batch_id.in_(place[0]), rows.c.college_id.in_(place[1]))


def _assigned(to: Any) -> ColumnElement[bool]:
    return exists().where(to.c.batch_id == batch_class.c.batch_id, to.c.class_id == batch_class.c.class_id)


def _scored() -> ColumnElement[bool]:
    """Matches classes of which some participant has a score of the year."""
    return exists().where(
        participant.c.batch_id == batch_class.c.batch_id,
        participant.c.class_id == batch_class.c.class_id,
        participant.c.participating,
        course_score.c.student_id == participant.c.student_id,
        course_score.c.academic_year == batch.c.academic_year,
    )


def _ranked() -> ColumnElement[bool]:
    """Matches classes whose grade of the major is ranked, and not stale."""
    place = ("batch_id", "college_id", "major_id", "grade")
    return exists().where(*(ranking.c[name] == batch_class.c[name] for name in place), ~ranking.c.stale)
