"""Ranks all comprehensive results within class and grade at once (R6.3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Update,
    any_,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.qualities import Qualities, qualities_of
from db.queries.batches.batches import batch_class, read_batch
from db.queries.comprehensive.qualities import RANKS, in_order, of_list
from db.queries.comprehensive.sheets import result
from db.queries.computations.compiled import BATCH, CLASSES, compiled


def _grades_of(batch_id: Any, class_ids: Any) -> Select[Any]:
    """Selects the college, major and year of enrolment of the classes: the grades whose ranks change with them."""
    of_them = (batch_class.c.batch_id == batch_id, batch_class.c.class_id == any_(class_ids))
    return select(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).where(*of_them)


def of_same_grades(batch_id: int, class_ids: Sequence[int]) -> ColumnElement[bool]:
    return tuple_(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).in_(
        _grades_of(batch_id, literal(list(class_ids), CLASSES.type))
    )


async def rank(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """Ranks every imported class in these classes' grades, in the qualities that the list ranks (R6.3, R4.8)."""
    qualities = qualities_of(await read_batch(db, batch_id))
    values = {"batch_id": batch_id, "class_ids": list(class_ids)}
    await compiled(("ranks", qualities), lambda: _ranking(qualities)).execute(db, values)


def _ranking(qualities: Qualities) -> Update:
    rows, scores = _ranked_rows(qualities)
    overall, listed = scores[-1], [*zip(scores, qualities, strict=True)]
    in_class = [_place(score, one.ranked_in_class, rows.c.class_id) for score, one in listed]
    in_grade = [_place(score, one.ranked_in_grade, rows.c.grade) for score, one in listed]
    (positions, place), (grade_positions, grade_place) = (in_order(places, overall) for places in (in_class, in_grade))
    sizes = [formulas.ranked_size(overall, within) for within in (rows.c.class_id, rows.c.grade)]
    values = (positions, grade_positions, place, grade_place, *sizes)
    ranked = select(rows.c.id, *(value.label(name) for name, value in zip(RANKS, values, strict=True))).subquery()
    differs = tuple_(*(result.c[name] for name in RANKS)).is_distinct_from(tuple_(*(ranked.c[name] for name in RANKS)))
    return update(result).where(result.c.id == ranked.c.id, differs).values({name: ranked.c[name] for name in RANKS})


def _ranked_rows(qualities: Qualities) -> tuple[Subquery, list[ColumnElement[Any]]]:
    """Selects the results to rank, and returns their scores in the order of the list.

    The scores come out of their array and the grades get one number before the many sorts, which take a fifth less time
    for it; the offset keeps PostgreSQL from undoing this.
    """
    grade = (result.c.college_id, result.c.major_id, result.c.grade)
    scores = {f"score_{place}": score for place, score in enumerate(of_list(result, qualities, "score"))}
    query = (
        select(
            result.c.id,
            result.c.class_id,
            func.dense_rank().over(order_by=grade).label("grade"),
            *(score.label(label) for label, score in scores.items()),
        )
        .where(result.c.batch_id == BATCH, tuple_(*grade).in_(_grades_of(BATCH, CLASSES)))
        .offset(literal_column("0"))
    )
    rows = query.subquery("ranked_row")
    return rows, [rows.c[label] for label in scores]


def _place(score: Any, ranked: bool, *within: Any) -> ColumnElement[Any]:
    return cast(formulas.shared_place(score, *within) if ranked else null(), Integer)
