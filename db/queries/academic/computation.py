"""Computes academic scores (学业成绩计算, 1.1.2.4): one statement scores, ranks, stores and audits a class or all
classes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import UserDefinedType

from db import formulas
from db.filters import is_among
from db.formulas import ACADEMIC, AcademicFormula
from db.queries.academic.results import explanation, result
from db.queries.audit import Author
from db.queries.batches.batches import batch, batch_class, participant, phase
from db.queries.classes import klass
from db.queries.computations.runs import KEY, audit_entry, counted_students, replace_rows, tune_planning
from db.queries.courses.courses import COUNTED, adjustment, course_score
from db.queries.people.accounts import account
from db.queries.students import student
from db.tables import (
    EXPLAINED,
    ORIGINS,
    Module,
    ScoreDecision,
    table,
)

decision = table(ScoreDecision)
_EXPLANATION = (*EXPLAINED, ORIGINS)


class RECORD(UserDefinedType[Any]):
    """PostgreSQL's type of any row."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "RECORD"


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
    sums = formulas.sums_of_courses(of["score"], of["credit"], of["ratio"], with_points)
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


def _scores(batch_id: int, class_ids: Sequence[int], formula: AcademicFormula) -> Any:
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


def _ranked(scores: Any, author: Author) -> CTE:
    """Ranks the classes, beside the stored results that the new ones replace.

    These are all results of the classes: participants change only after they are deleted (R2.3).
    """
    return (
        select(
            *(column for column in scores.c if column.name not in _EXPLANATION),
            formulas.shared_place(scores.c.academic_score, scores.c.class_id).label("class_position"),
            formulas.ranked_size(scores.c.academic_score, scores.c.class_id).label("class_size"),
            literal(author.at).label("computed_at"),
            literal(author.account_id, BigInteger).label("computed_by"),
            result.c.id.label("stored_id"),
            result.c.academic_score.label("stored_score"),
        )
        .join_from(scores, result, _same_student(result, scores), isouter=True)
        .cte("ranked")
    )


def _stored(ranked: CTE) -> tuple[CTE, CTE]:
    """Stores the results, which replace those of the last run."""
    names = [column.name for column in ranked.c if column.name in result.c]
    fresh = {name: ranked.c[name] for name in names if name not in KEY}
    ranks = {name: _while_scored(ranked, result.c[name]) for name in ("major_grade_position", "major_grade_size")}
    replaced = update(result).where(result.c.id == ranked.c.stored_id).values({**fresh, **ranks})
    new = select(*(ranked.c[name] for name in names)).where(ranked.c.stored_id.is_(None))
    return replaced.cte("replaced"), insert(result).from_select(names, new).cte("stored")


def _audited(ranked: CTE, batch_id: int, author: Author) -> ReturningInsert[Any]:
    """Writes one entry for each class, with the old and the new scores by student number."""
    scores, old_scores = (
        func.jsonb_object_agg(student.c.number, cast(score, String))
        for score in (ranked.c.academic_score, ranked.c.stored_score)
    )
    values = {
        **author.literals("computeAcademicScores"),
        "subject": klass.c.name,
        "batch_id": literal(batch_id, BigInteger),
        "college_id": klass.c.college_id,
        "class_id": klass.c.id,
        "old": old_scores.filter(ranked.c.stored_id.is_not(None)),
        "new": func.jsonb_build_object("students", func.count(), "scores", scores),
    }
    entries = (
        select(*values.values())
        .join_from(ranked, student, student.c.id == ranked.c.student_id)
        .join(klass, klass.c.id == ranked.c.class_id)
        .group_by(klass.c.id)
    )
    return insert(audit_entry).from_select(list(values), entries).returning(counted_students())


def _explained(scores: Any) -> tuple[CTE, CTE]:
    """Stores the explanation of each result (R9.4) that is new or has changed."""
    differs = _whole(explanation.c).bool_op("*<>")(_whole(scores.c))
    names = [*KEY, *_EXPLANATION]
    changed = (
        select(*(scores.c[name] for name in names))
        .join_from(scores, explanation, _same_student(explanation, scores), isouter=True)
        .where(or_(explanation.c.student_id.is_(None), differs))
        .cte("changed")
    )
    replaced, first = replace_rows(explanation, changed, names)
    return replaced.cte("explained_anew"), first.cte("explained")


def _same_student(stored: Any, rows: Any) -> ColumnElement[bool]:
    return and_(*(stored.c[name] == rows.c[name] for name in KEY))


def _whole(rows: Any) -> ColumnElement[Any]:
    """Combines the explanation into one value; comparing its bytes is faster than comparing number by number."""
    return cast(func.row(*(rows[name] for name in _EXPLANATION)), RECORD)


async def compute(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author, formula: AcademicFormula = ACADEMIC
) -> int:
    """Computes and audits scores and class ranks of all participants in the classes, and replaces the last run.

    One statement serves a class, a college or the university. Returns the number of results. A rank within the major's
    grade stays, marked stale by `mark_stale`, as long as there is a score to rank.
    """
    scores = _scores(batch_id, class_ids, formula)
    ranked = _ranked(scores, author)
    entries = _audited(ranked, batch_id, author).add_cte(*_stored(ranked), *_explained(scores))
    await tune_planning(db)
    return sum(int(row.students) for row in await db.execute(entries))


def _while_scored(new: Any, rank: Any) -> ColumnElement[Any]:
    """Removes the rank if there is no score (R4.4)."""
    return case((new.c.academic_score.is_not(None), rank))
