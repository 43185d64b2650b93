"""Scores the participants of classes by their courses of the batch's year (R4.4), and gathers what explains a score."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, any_, case, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import array

from db import formulas
from db.formulas import AcademicFormula
from db.queries.academic.results import explanation
from db.queries.batches.batches import batch, batch_class, participant, phase
from db.queries.computations.compiled import BATCH, CLASSES
from db.queries.courses.courses import COUNTED, adjustment, course_score
from db.queries.people.accounts import account
from db.tables import (
    EXPLAINED,
    ORIGINS,
    Module,
    ScoreDecision,
    table,
)

decision = table(ScoreDecision)
EXPLANATION = (*EXPLAINED, ORIGINS)
FINGERPRINT = "fingerprint"
_BY = select(account.c.name).where(account.c.id == adjustment.c.adjusted_by).scalar_subquery()
_REASON = select(decision.c.reason).where(decision.c.id == course_score.c.decision_id).scalar_subquery()
_DECIDED = case((course_score.c.decision_id.is_not(None), _REASON))


def _counted(formula: AcademicFormula) -> dict[str, ColumnElement[Any]]:
    """Returns the columns of each course of a participant (`EXPLAINED`), and how the course counts.

    A course that is left out has neither a score nor a question, and does not count (R10.4). One that is undecided
    counts, and waits (R10.6).
    """
    ratio = func.coalesce(phase.c.bonus_ratio, formulas.NO_RATIO)
    return {
        "course_code": course_score.c.course_code,
        "course_name": course_score.c.course_name,
        "term": course_score.c.term,
        "score": course_score.c.score,
        "credit": course_score.c.credit,
        "counted": COUNTED,
        "ratio": formula.ratio(course_score.c.score, adjustment.c.ratio, ratio),
        "adjusted_by": case((adjustment.c.adjusted_by.is_not(None), _BY)),
    }


def _not_taken_out() -> ColumnElement[bool]:
    return func.coalesce(adjustment.c.counted, true())


def _undecided() -> ColumnElement[bool]:
    return course_score.c.question.is_not(None)


def _origins() -> ColumnElement[Any]:
    """Gathers how the scores came that are not just one number, by term and code; there are few of them (R10.8)."""
    origin = {
        "text": course_score.c.text,
        "rule": course_score.c.rule,
        "question": course_score.c.question,
        "reason": _DECIDED,
        "attempts": course_score.c.attempts,
    }
    key = func.concat(course_score.c.term, " ", course_score.c.course_code)
    built = func.jsonb_build_object(*(part for pair in origin.items() for part in pair))
    return func.jsonb_object_agg(key, built).filter(_odd())


def _fingerprint(of: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Hashes all that `_gathered` gathers, in a fifth of its time. What few courses have is looked at only there.

    Each part seeds the next, so that nothing can change places unnoticed; a course cannot stand there twice.
    """
    origin = (course_score.c.text, course_score.c.rule, course_score.c.question, _DECIDED, course_score.c.attempts)
    rare = func.hash_record_extended(func.row(of["counted"], of["adjusted_by"], *origin), of["term"])
    is_rare = or_(adjustment.c.student_id.is_not(None), _odd(), course_score.c.question.is_not(None))
    names = func.hashtextextended(of["course_name"], case((is_rare, rare), else_=of["term"]))
    numbers = array([of["score"], of["credit"], of["ratio"]])
    course = func.hash_array_extended(numbers, func.hashtextextended(of["course_code"], names))
    return func.coalesce(func.bit_xor(course), 0)


def _odd() -> ColumnElement[bool]:
    return or_(course_score.c.text.is_not(None), course_score.c.attempts.is_not(None))


def _sums(formula: AcademicFormula) -> Any:
    """Sums one participant's courses of the batch's year. A lookup for each participant avoids a large sort.

    A student with undecided courses has no score yet.
    """
    of = _counted(formula)
    with_points = and_(_not_taken_out(), course_score.c.score.is_not(None))
    sums = formula.sums(of["score"], of["credit"], of["ratio"], with_points)
    undecided = func.count().filter(_not_taken_out(), _undecided())
    values = formula.values(sums).items()
    return _of_participant(
        select(
            undecided.label("undecided_courses"),
            *(case((undecided == 0, formulas.shown(value))).label(name) for name, value in values),
            _fingerprint(of).label(FINGERPRINT),
        )
    ).lateral("sums")


def _courses(formula: AcademicFormula) -> Any:
    """Gathers one participant's courses (R9.4)."""
    of = _counted(formula)
    gathered = (_gathered(of[what], explanation.c[name].type).label(name) for name, what in EXPLAINED.items())
    return _of_participant(select(*gathered, _origins().label(ORIGINS))).lateral("courses")


def _of_participant(query: Select[Any]) -> Select[Any]:
    """Completes a SELECT over the courses of the participant of the outer query."""
    adjusted = and_(
        adjustment.c.batch_id == participant.c.batch_id,
        adjustment.c.student_id == participant.c.student_id,
        adjustment.c.term == course_score.c.term,
        adjustment.c.course_code == course_score.c.course_code,
    )
    of_year = and_(
        course_score.c.student_id == participant.c.student_id, course_score.c.academic_year == batch.c.academic_year
    )
    return (
        query.select_from(course_score.outerjoin(adjustment, adjusted))
        .where(of_year)
        .correlate(participant, batch, phase)
    )


def _gathered(value: ColumnElement[Any], of: Any) -> ColumnElement[Any]:
    return func.coalesce(func.array_agg(value), literal([], of))


def _in_phase() -> FromClause:
    """Joins participants with their batch, their class and their college's phase in it."""
    in_class = and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id)
    in_phase = and_(
        phase.c.batch_id == batch_class.c.batch_id,
        phase.c.college_id == batch_class.c.college_id,
        phase.c.module == Module.ACADEMIC,
    )
    return (
        participant.join(batch, batch.c.id == participant.c.batch_id).join(batch_class, in_class).join(phase, in_phase)
    )


def explanations_of(rows: CTE, formula: AcademicFormula) -> CTE:
    """Selects the courses of the participants of these rows, with their fingerprints."""
    courses = _courses(formula)
    same = and_(participant.c.batch_id == rows.c.batch_id, participant.c.student_id == rows.c.student_id)
    found = _in_phase().join(rows, same).join(courses, true())
    return select(rows.c.batch_id, rows.c.student_id, rows.c.fingerprint, *courses.c).select_from(found).cte("gathered")


def scores_of(formula: AcademicFormula) -> Any:
    """Selects all participants of the classes with place, score, and the fingerprint of their courses."""
    sums = _sums(formula)
    place = (participant.c.batch_id, participant.c.student_id, participant.c.class_id, participant.c.college_id)
    return (
        select(*place, batch_class.c.major_id, batch_class.c.grade, *sums.c)
        .select_from(_in_phase().join(sums, true()))
        .where(
            participant.c.batch_id == BATCH,
            participant.c.participating,
            participant.c.class_id == any_(CLASSES),
        )
        .cte("scores")
    )
