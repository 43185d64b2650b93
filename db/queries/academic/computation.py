"""Computes academic scores (学业成绩计算, 1.1.2.4): one statement scores, ranks, stores and audits a class or all
classes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from db import formulas
from db.formulas import ACADEMIC, AcademicFormula
from db.queries.academic.results import explanation, result
from db.queries.academic.scores import EXPLANATION, FINGERPRINT, explanations_of, scores_of
from db.queries.audit import Author
from db.queries.classes import klass
from db.queries.computations.compiled import BATCH, compiled
from db.queries.computations.runs import KEY, audit_entry, counted_students, replace_rows, tune_planning
from db.queries.students import student


def _ranked(scores: Any, by: Mapping[str, Any]) -> CTE:
    """Ranks the classes, beside the stored results that the new ones replace.

    These are all results of the classes: participants change only after they are deleted (R2.3).
    """
    return (
        select(
            *(column for column in scores.c if column.name != FINGERPRINT),
            formulas.shared_place(scores.c.academic_score, scores.c.class_id).label("class_position"),
            formulas.ranked_size(scores.c.academic_score, scores.c.class_id).label("class_size"),
            by["at"].label("computed_at"),
            by["account_id"].label("computed_by"),
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


def _audited(ranked: CTE, by: Mapping[str, Any]) -> ReturningInsert[Any]:
    """Writes one entry for each class, with the old and the new scores by student number."""
    scores, old_scores = (
        func.jsonb_object_agg(student.c.number, cast(score, String))
        for score in (ranked.c.academic_score, ranked.c.stored_score)
    )
    values = {
        **by,
        "subject": klass.c.name,
        "batch_id": BATCH,
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


def _explained(scores: Any, formula: AcademicFormula) -> tuple[CTE, CTE]:
    """Stores the explanation of each result (R9.4) that is new or has changed."""
    changed = (
        select(*(scores.c[name] for name in (*KEY, FINGERPRINT)))
        .join_from(scores, explanation, _same_student(explanation, scores), isouter=True)
        .where(explanation.c.fingerprint.is_distinct_from(scores.c.fingerprint))
        .cte("changed")
        .prefix_with("MATERIALIZED")  # or the courses of all would be gathered, and then most of them thrown away
    )
    names = [*KEY, *EXPLANATION, FINGERPRINT]
    replaced, first = replace_rows(explanation, explanations_of(changed, formula), names)
    return replaced.cte("explained_anew"), first.cte("explained")


def _same_student(stored: Any, rows: Any) -> ColumnElement[bool]:
    return and_(*(stored.c[name] == rows.c[name] for name in KEY))


async def compute(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author, formula: AcademicFormula = ACADEMIC
) -> int:
    """Computes and audits scores and class ranks of all participants in the classes, and replaces the last run.

    One statement serves a class, a college or the university. Returns the number of results. A rank within the major's
    grade stays, marked stale by `mark_stale`, as long as there is a score to rank.
    """
    await tune_planning(db)
    values = {"batch_id": batch_id, "class_ids": list(class_ids), **author.bound("computeAcademicScores")}
    entries = await compiled(("academic scores", formula), lambda: _computation(formula)).execute(db, values)
    return sum(int(row.students) for row in entries)


def _computation(formula: AcademicFormula) -> ReturningInsert[Any]:
    scores, by = scores_of(formula), Author.binds()
    ranked = _ranked(scores, by)
    return _audited(ranked, by).add_cte(*_stored(ranked), *_explained(scores, formula))


def _while_scored(new: Any, rank: Any) -> ColumnElement[Any]:
    """Removes the rank if there is no score (R4.4)."""
    return case((new.c.academic_score.is_not(None), rank))
