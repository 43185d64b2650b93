"""Scores the participants of classes by their courses of the batch's year (R4.4), with what explains each score."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from db import formulas
from db.filters import is_among
from db.formulas import AcademicFormula
from db.queries.academic.results import explanation
from db.queries.batches.batches import batch, batch_class, participant, phase
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


def _counted(formula: AcademicFormula) -> dict[str, ColumnElement[Any]]:
    """Returns the columns of each course of a participant (`EXPLAINED`), and how the course counts.

    A course that is left out has neither a score nor a question, and does not count (R10.4). One that is undecided
    counts, and waits (R10.6).
    """
    ratio = func.coalesce(phase.c.bonus_ratio, formulas.NO_RATIO)
    by = select(account.c.name).where(account.c.id == adjustment.c.adjusted_by).scalar_subquery()
    return {
        "course_code": course_score.c.course_code,
        "course_name": course_score.c.course_name,
        "term": course_score.c.term,
        "score": course_score.c.score,
        "credit": course_score.c.credit,
        "counted": COUNTED,
        "ratio": formula.ratio(course_score.c.score, adjustment.c.ratio, ratio),
        "adjusted_by": case((adjustment.c.adjusted_by.is_not(None), by)),
    }


def _not_taken_out() -> ColumnElement[bool]:
    return func.coalesce(adjustment.c.counted, true())


def _undecided() -> ColumnElement[bool]:
    return course_score.c.question.is_not(None)


def _origins() -> ColumnElement[Any]:
    """Gathers how the scores came that are not just one number, by term and code; there are few of them (R10.8)."""
    reason = select(decision.c.reason).where(decision.c.id == course_score.c.decision_id).scalar_subquery()
    origin = {
        "text": course_score.c.text,
        "rule": course_score.c.rule,
        "question": course_score.c.question,
        "reason": case((course_score.c.decision_id.is_not(None), reason)),
        "attempts": course_score.c.attempts,
    }
    key = func.concat(course_score.c.term, " ", course_score.c.course_code)
    built = func.jsonb_build_object(*(part for pair in origin.items() for part in pair))
    odd = or_(course_score.c.text.is_not(None), course_score.c.attempts.is_not(None))
    return func.jsonb_object_agg(key, built).filter(odd)


def _sums(formula: AcademicFormula) -> Any:
    """Sums one participant's courses of the batch's year. A lookup for each participant avoids a large sort.

    A student with undecided courses has no score yet.
    """
    of = _counted(formula)
    with_points = and_(_not_taken_out(), course_score.c.score.is_not(None))
    sums = formula.sums(of["score"], of["credit"], of["ratio"], with_points)
    undecided = func.count().filter(_not_taken_out(), _undecided())
    adjusted = and_(
        adjustment.c.batch_id == participant.c.batch_id,
        adjustment.c.student_id == participant.c.student_id,
        adjustment.c.term == course_score.c.term,
        adjustment.c.course_code == course_score.c.course_code,
    )
    return (
        select(
            undecided.label("undecided_courses"),
            *(
                case((undecided == 0, formulas.shown(value))).label(name)
                for name, value in formula.values(sums).items()
            ),
            *(_gathered(of[what], explanation.c[name].type).label(name) for name, what in EXPLAINED.items()),
            _origins().label(ORIGINS),
        )
        .select_from(course_score.outerjoin(adjustment, adjusted))
        .where(
            course_score.c.student_id == participant.c.student_id,
            course_score.c.academic_year == batch.c.academic_year,
        )
        .correlate(participant, batch, phase)
        .lateral("sums")
    )


def _gathered(value: ColumnElement[Any], of: Any) -> ColumnElement[Any]:
    return func.coalesce(func.array_agg(value), literal([], of))


def scores_of(batch_id: int, class_ids: Sequence[int], formula: AcademicFormula) -> Any:
    """Selects all participants of the classes with place, score, and courses."""
    sums = _sums(formula)
    place = (participant.c.batch_id, participant.c.student_id, participant.c.class_id, participant.c.college_id)
    in_phase = and_(
        phase.c.batch_id == batch_class.c.batch_id,
        phase.c.college_id == batch_class.c.college_id,
        phase.c.module == Module.ACADEMIC,
    )
    in_class = and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id)
    return (
        select(*place, batch_class.c.major_id, batch_class.c.grade, *sums.c)
        .join(batch, batch.c.id == participant.c.batch_id)
        .join(batch_class, in_class)
        .join(phase, in_phase)
        .join(sums, true())
        .where(
            participant.c.batch_id == batch_id,
            participant.c.participating,
            is_among(participant.c.class_id, class_ids),
        )
        .cte("scores")
    )
