"""学业成绩计算 (1.1.2.4): one set-based statement scores, ranks, stores and audits a class or the university alike."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.queries.academic import result
from db.queries.batches import batch, batch_class, participant, phase
from db.queries.computing import Run, audited, scores_by_class
from db.queries.people import account
from db.tables import EXPLAINED, CourseAdjustment, CourseScore, Module, table

course_score, adjustment = table(CourseScore), table(CourseAdjustment)


def _courses(batch_id: int, class_ids: Sequence[int]) -> Any:
    """Every participant of the classes with each course of the batch's year, and how it counts."""
    by = account.alias("by")
    return (
        select(
            participant.c.student_id,
            participant.c.class_id,
            participant.c.college_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            course_score.c.course_code,
            course_score.c.course_name,
            course_score.c.term,
            course_score.c.score,
            course_score.c.credit,
            func.coalesce(adjustment.c.counted, true()).label("counted"),
            formulas.effective_ratio(
                course_score.c.score, adjustment.c.ratio, func.coalesce(phase.c.bonus_ratio, 0)
            ).label("ratio"),
            by.c.name.label("adjusted_by"),
        )
        .join(batch, batch.c.id == participant.c.batch_id)
        .join(
            batch_class,
            and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id),
        )
        .join(
            phase,
            and_(
                phase.c.batch_id == participant.c.batch_id,
                phase.c.college_id == participant.c.college_id,
                phase.c.module == Module.ACADEMIC,
            ),
        )
        .outerjoin(
            course_score,
            and_(
                course_score.c.student_id == participant.c.student_id,
                course_score.c.academic_year == batch.c.academic_year,
            ),
        )
        .outerjoin(
            adjustment,
            and_(
                adjustment.c.batch_id == participant.c.batch_id,
                adjustment.c.student_id == course_score.c.student_id,
                adjustment.c.term == course_score.c.term,
                adjustment.c.course_code == course_score.c.course_code,
            ),
        )
        .outerjoin(by, by.c.id == adjustment.c.adjusted_by)
        .where(
            participant.c.batch_id == batch_id,
            participant.c.participating,
            participant.c.class_id.in_(class_ids),
        )
        .cte("courses")
    )


def _explained(courses: Any) -> list[ColumnElement[Any]]:
    """What the numbers were computed from, kept beside them (R9.4): an array of each column of the courses."""
    there = courses.c.course_code.is_not(None)
    return [
        func.coalesce(func.array_agg(courses.c[of]).filter(there), literal([], result.c[name].type)).label(name)
        for name, of in EXPLAINED.items()
    ]


def _scores(courses: Any) -> Any:
    average = formulas.credit_average(courses.c.score, courses.c.credit, courses.c.counted)
    bonus = formulas.bonus(courses.c.credit, courses.c.ratio, courses.c.counted)
    place = (courses.c.student_id, courses.c.class_id, courses.c.college_id, courses.c.major_id, courses.c.grade)
    return (
        select(
            *place,
            formulas.shown(average).label("credit_average"),
            formulas.shown(average + bonus).label("academic_score"),
            *_explained(courses),
        )
        .group_by(*place)
        .cte("scores")
    )


async def compute(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], run: Run) -> int:
    """Scores and class ranks of everybody who takes part in the classes, replacing the last run; audited.

    One statement for a class, a college or the university alike. Returns how many were computed.
    A rank within the major's grade stays, marked stale by `mark_stale`, as long as there is a score to rank.
    """
    scores = _scores(_courses(batch_id, class_ids))
    ranked = select(
        literal(batch_id, BigInteger).label("batch_id"),
        scores.c.student_id,
        scores.c.class_id,
        scores.c.college_id,
        scores.c.major_id,
        scores.c.grade,
        scores.c.credit_average,
        scores.c.academic_score,
        formulas.shared_place(scores.c.academic_score, scores.c.class_id).label("class_position"),
        formulas.ranked_size(scores.c.academic_score, scores.c.class_id).label("class_size"),
        *(scores.c[name] for name in EXPLAINED),
        literal(run.at).label("computed_at"),
        literal(run.account_id, BigInteger).label("computed_by"),
    )
    store = postgresql.insert(result).from_select([column.name for column in ranked.selected_columns], ranked)
    new = store.excluded
    fresh = {
        column.name: new[column.name]
        for column in ranked.selected_columns
        if column.name not in ("batch_id", "student_id")
    }
    stored = (
        store.on_conflict_do_update(
            index_elements=[result.c.batch_id, result.c.student_id],
            set_={
                **fresh,
                "major_grade_position": _while_scored(new, result.c.major_grade_position),
                "major_grade_size": _while_scored(new, result.c.major_grade_size),
            },
        )
        .returning(result.c.student_id, result.c.class_id, result.c.college_id, result.c.academic_score)
        .cte("stored")
    )
    was = (result.c.batch_id == batch_id) & result.c.class_id.in_(class_ids)
    told = await db.execute(
        audited(
            "computeAcademicScores",
            batch_id,
            run,
            old=scores_by_class(result, _told(result), was),
            new=scores_by_class(stored, _told(stored)),
        )
    )
    return sum(int(row.students) for row in told)


def _while_scored(new: Any, rank: Any) -> ColumnElement[Any]:
    """No score and no rank (R4.4)."""
    return case((new.academic_score.is_not(None), rank))


def _told(rows: Any) -> ColumnElement[Any]:
    return cast(rows.c.academic_score, String)
