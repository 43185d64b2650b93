"""Counts total and finished classes and participants of each college in a batch (查看各学院进度, 1.1.1.1, R1.4)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Numeric, Select, cast, func, literal, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from db.queries.academic.results import result
from db.queries.academic.staleness import must_be_computed_again
from db.queries.batches.batches import batch, batch_class, batch_college, college_reached, participant, seen_by
from db.queries.classes import NOBODY, college
from db.queries.comprehensive.sheets import result as comprehensive
from db.queries.ratings import results as ratings
from db.scopes import Scope
from db.tables import Module, Stage

IN_ALL, STALE, HELD_UP = "IN_ALL", "STALE", "HELD_UP"
COUNTED: Mapping[str, tuple[Any, ...]] = {
    IN_ALL: (participant, participant.c.participating),
    Module.RATING: (ratings.result,),
    Module.ACADEMIC: (result,),
    Module.COMPREHENSIVE: (
        comprehensive, comprehensive.c.participating, comprehensive.c.stage >= int(Stage.SUBMITTED)
    ),
    HELD_UP: (result, result.c.undecided_courses > 0),
}  # fmt: skip
"""Each number counts rows, one for each student, under conditions. Done are participants with a computed result and, of
the comprehensive results, those of classes that have submitted."""
mine = batch_college.alias("mine")


def batch_colleges(scope: Scope, batch_ids: Iterable[int]) -> Select[Any]:
    return colleges(scope).where(mine.c.batch_id.in_(batch_ids)).order_by(college.c.code)


def colleges(scope: Scope) -> Select[Any]:
    """Selects the colleges of batches that the scope reaches, or of which it reaches a class."""
    return (
        select(mine.c.batch_id, mine.c.college_id, NOBODY.label("class_id"), NOBODY.label("student_id"))
        .join(batch, batch.c.id == mine.c.batch_id)
        .join(college, college.c.id == mine.c.college_id)
        .where(seen_by(scope), college_reached(scope, mine))
    )


Place = tuple[list[int], list[int]]


def progress(batch_ids: Iterable[int], college_ids: Iterable[int]) -> CompoundSelect[Any]:
    """Counts classes and students of each college of each batch: in all, done in each module, computed but stale,
    and held up by undecided courses. The column `what` names these.
    """
    place = (list(batch_ids), list(college_ids))
    queries = {what: _by_college(place, what) for what in COUNTED} | {STALE: academic_stale(place)}
    named = (query.add_columns(literal(str(what)).label("what")) for what, query in queries.items())
    return union_all(*named)


def academic_stale(place: Place) -> Select[Any]:
    """Counts the classes that must be computed again (R10.7)."""
    batch_ids, college_ids = place
    group = (batch_class.c.batch_id, batch_class.c.college_id)
    return (
        select(*group, func.count().label("classes"), cast(literal(0), Numeric).label("students"))
        .where(batch_class.c.batch_id.in_(batch_ids), batch_class.c.college_id.in_(college_ids))
        .where(must_be_computed_again())
        .group_by(*group)
    )


def _by_college(place: Place, what: str) -> Select[Any]:
    (rows, *conditions), (batch_ids, college_ids) = COUNTED[what], place
    by_class = (
        select(rows.c.batch_id, rows.c.college_id, func.count().label("students"))
        .where(rows.c.batch_id.in_(batch_ids), rows.c.college_id.in_(college_ids), *conditions)
        .group_by(rows.c.batch_id, rows.c.college_id, rows.c.class_id)
        .subquery()
    )
    group = (by_class.c.batch_id, by_class.c.college_id)
    return select(*group, func.count().label("classes"), func.sum(by_class.c.students).label("students")).group_by(
        *group
    )
