"""Counts total and finished classes and participants of each college in a batch (查看各学院进度, 1.1.1.1, R1.4)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, Table, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from db.queries.academic.results import result
from db.queries.academic.staleness import must_be_computed_again
from db.queries.batches.batches import batch, batch_class, batch_college, participant, seen_by
from db.queries.classes import NOBODY, college
from db.queries.comprehensive.sheets import result as comprehensive
from db.queries.ratings import results as ratings
from db.scopes import Scope, reached_by
from db.tables import Module, Stage

IN_ALL, STALE, HELD_UP = "IN_ALL", "STALE", "HELD_UP"


def batch_colleges(scope: Scope, batch_ids: Iterable[int]) -> Select[Any]:
    """Selects the colleges of batches that the scope reaches, or of which it reaches a class."""
    mine = batch_college.alias("mine")
    of_a_class = exists().where(
        batch_class.c.batch_id == mine.c.batch_id,
        batch_class.c.college_id == mine.c.college_id,
        reached_by(scope, batch=batch_class.c.batch_id, klass=batch_class.c.class_id),
    )
    return (
        select(mine.c.batch_id, mine.c.college_id, NOBODY.label("class_id"), NOBODY.label("student_id"))
        .join(batch, batch.c.id == mine.c.batch_id)
        .join(college, college.c.id == mine.c.college_id)
        .where(mine.c.batch_id.in_(batch_ids), seen_by(scope))
        .where(or_(reached_by(scope, college=mine.c.college_id), of_a_class))
        .order_by(college.c.code)
    )


Place = tuple[list[int], list[int]]


def progress(batch_ids: Iterable[int], college_ids: Iterable[int]) -> CompoundSelect[Any]:
    """Counts classes and students of each college of each batch: in all, done in each module, computed but stale,
    and held up by undecided courses. The column `what` names these.
    """
    place = (list(batch_ids), list(college_ids))
    queries = {
        IN_ALL: _by_college(participant, place, participant.c.participating),
        Module.RATING: rating_done(place),
        Module.ACADEMIC: academic_done(place),
        Module.COMPREHENSIVE: comprehensive_done(place),
        STALE: academic_stale(place),
        HELD_UP: _by_college(result, place, result.c.undecided_courses > 0),
    }
    named = (query.add_columns(literal(str(what)).label("what")) for what, query in queries.items())
    return union_all(*named)


def academic_done(place: Place) -> Select[Any]:
    """Counts participants with a computed result, and their classes."""
    return _by_college(result, place)


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


def rating_done(place: Place) -> Select[Any]:
    """Counts participants with a computed rating result, and their classes."""
    return _by_college(ratings.result, place)


def comprehensive_done(place: Place) -> Select[Any]:
    """Counts the classes that have submitted their results, and their participants."""
    submitted = comprehensive.c.stage >= int(Stage.SUBMITTED)
    return _by_college(comprehensive, place, comprehensive.c.participating, submitted)


def _by_college(rows: Table, place: Place, *conditions: ColumnElement[bool]) -> Select[Any]:
    batch_ids, college_ids = place
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
