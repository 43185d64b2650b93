"""Selects students' courses as imported (原始成绩, 1.1.2.2), and how they count in a batch (参评课程调整, 1.1.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Numeric,
    Select,
    String,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql

from db.formulas import ACADEMIC
from db.queries.batches.batches import batch, batch_class, participant, phase, seen_by
from db.queries.classes import NOBODY, klass
from db.queries.people.accounts import account
from db.queries.students import student
from db.scopes import Scope, SessionScope, placed, reached_by
from db.tables import CourseAdjustment, CourseScore, Module, Status, table

course_score, adjustment = table(CourseScore), table(CourseAdjustment)
adjuster = account.alias("adjuster")


@dataclass(frozen=True, slots=True)
class Place:
    """The columns of a row's place: the class of the batch, or outside any batch the class of the roster."""

    batch: Any
    college: Any
    major: Any
    grade: Any
    klass: Any


IN_BATCH = Place(
    participant.c.batch_id,
    participant.c.college_id,
    batch_class.c.major_id,
    batch_class.c.grade,
    participant.c.class_id,
)
IN_ROSTER = Place(NOBODY, klass.c.college_id, klass.c.major_id, klass.c.grade, klass.c.id)

LOCKED = ACADEMIC.failed(course_score.c.score)
LEFT_OUT = and_(course_score.c.score.is_(None), course_score.c.question.is_(None))
"""Matches scores that never count (R10.3, R10.4), whatever was adjusted."""
COUNTED = and_(func.coalesce(adjustment.c.counted, true()), ~LEFT_OUT)
COLLEGE_RATIO = func.coalesce(phase.c.bonus_ratio, 0)
DEFAULT_RATIO = ACADEMIC.ratio(course_score.c.score, COLLEGE_RATIO, COLLEGE_RATIO)
RATIO = ACADEMIC.ratio(course_score.c.score, adjustment.c.ratio, COLLEGE_RATIO)


def _columns(place: Place) -> Sequence[Any]:
    return (
        course_score,
        student.c.number,
        student.c.name_key,
        place.batch.label("batch_id"),
        place.college.label("college_id"),
        place.klass.label("class_id"),
    )


def in_batch(scope: Scope, batches: Scope, batch_id: int) -> Select[Any]:
    """Selects the courses of all participants in the batch's academic year, and how each counts."""
    return (
        select(
            *_columns(IN_BATCH),
            COUNTED.label("counted"),
            LOCKED.label("locked"),
            RATIO.label("ratio"),
            DEFAULT_RATIO.label("default_ratio"),
            adjustment.c.counted.label("adjusted_counted"),
            adjustment.c.ratio.label("adjusted_ratio"),
            adjustment.c.adjusted_at,
            adjuster.c.name.label("adjusted_by"),
        )
        .join(batch, and_(batch.c.id == batch_id, batch.c.academic_year == course_score.c.academic_year))
        .join(
            participant,
            and_(
                participant.c.batch_id == batch_id,
                participant.c.student_id == course_score.c.student_id,
                participant.c.participating,
            ),
        )
        .join(
            batch_class,
            and_(batch_class.c.batch_id == batch_id, batch_class.c.class_id == participant.c.class_id),
        )
        .join(student, student.c.id == course_score.c.student_id)
        .outerjoin(
            phase,
            and_(
                phase.c.batch_id == batch_id,
                phase.c.college_id == participant.c.college_id,
                phase.c.module == Module.ACADEMIC,
            ),
        )
        .outerjoin(adjustment, _adjusts(batch_id))
        .outerjoin(adjuster, adjuster.c.id == adjustment.c.adjusted_by)
        .where(seen_by(batches), _reached_in_batch(scope, batch_id))
    )


def _adjusts(batch_id: int) -> ColumnElement[bool]:
    return and_(
        adjustment.c.batch_id == batch_id,
        adjustment.c.student_id == course_score.c.student_id,
        adjustment.c.term == course_score.c.term,
        adjustment.c.course_code == course_score.c.course_code,
    )


def in_roster(scope: Scope) -> Select[Any]:
    """Selects the courses as imported, outside any batch, without how they count.

    A class shows its participants' courses of its batch's academic year; a class of the roster shows none (R8.6). Such
    a row has the place of that class and batch, and scopes judge it there.
    """
    through = through_classes(scope)
    place = Place(
        through.c.batch_id,
        klass.c.college_id,
        klass.c.major_id,
        klass.c.grade,
        func.coalesce(through.c.class_id, klass.c.id),
    )
    otherwise = reached_by(scope.without_classes(), college=klass.c.college_id, student=student.c.id)
    query = (
        select(
            *_columns(place),
            cast(null(), Boolean).label("counted"),
            cast(null(), Boolean).label("locked"),
            cast(null(), Numeric).label("ratio"),
            cast(null(), Numeric).label("default_ratio"),
            cast(null(), Boolean).label("adjusted_counted"),
            cast(null(), Numeric).label("adjusted_ratio"),
            cast(null(), DateTime).label("adjusted_at"),
            cast(null(), String).label("adjusted_by"),
        )
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
        .outerjoin(
            through,
            and_(
                through.c.student_id == course_score.c.student_id,
                through.c.academic_year == course_score.c.academic_year,
            ),
        )
        .where(or_(otherwise, through.c.student_id.is_not(None)))
    )
    if isinstance(scope, SessionScope):
        return query.where(course_score.c.student_id.in_(somehow_reached(scope.without_classes(), through)))
    return query if not scope.few else query.where(_of_few(scope, through))


def somehow_reached(scope: Scope, through: Any) -> CompoundSelect[Any]:
    """Selects the students of whom any course is reached, each way by an index of its own."""
    of_colleges = select(student.c.id).join(klass, klass.c.id == student.c.class_id).correlate(None)
    oneself = select(student.c.id).correlate(None)
    return union_all(
        of_colleges.where(reached_by(scope, college=klass.c.college_id)),
        oneself.where(reached_by(scope, student=student.c.id)),
        select(through.c.student_id),
    )


def through_classes(scope: Scope) -> Any:
    """Selects the students and years that the scope's classes show while their batch goes on, with those classes."""
    return (
        select(
            participant.c.student_id,
            batch.c.academic_year,
            participant.c.batch_id,
            participant.c.class_id,
        )
        .ext(postgresql.distinct_on(participant.c.student_id, batch.c.academic_year))
        .join(batch, batch.c.id == participant.c.batch_id)
        .where(
            participant.c.participating,
            batch.c.opened_at.is_not(None),
            batch.c.status != Status.ENDED,
            reached_by(scope.in_batches(), batch=participant.c.batch_id, klass=participant.c.class_id),
        )
        .order_by(participant.c.student_id, batch.c.academic_year, participant.c.batch_id)
        .subquery("through")
    )


def _of_few(scope: Scope, through: Any) -> ColumnElement[bool]:
    """Repeats the condition by student, so that an index finds the rows of a few among millions."""
    theirs = course_score.c.student_id.in_(select(through.c.student_id))
    return theirs if scope.student is None else or_(theirs, course_score.c.student_id == scope.student)


def _reached_in_batch(scope: Scope, batch_id: int) -> ColumnElement[bool]:
    return reached_by(scope, **placed(participant, batch=batch_id))
