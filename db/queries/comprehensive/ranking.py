"""Ranks all comprehensive results within class and grade at once (R6.3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.queries.batches.batches import batch_class
from db.queries.comprehensive.sheets import result
from db.tables import GRADE_RANKED, QUALITIES


def grades_of(batch_id: int, class_ids: Sequence[int]) -> Select[Any]:
    """Selects the college, major and year of enrolment of the classes: the grades whose ranks change with them."""
    of_them = (batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
    return select(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).where(*of_them)


def of_same_grades(batch_id: int, class_ids: Sequence[int]) -> ColumnElement[bool]:
    return tuple_(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).in_(
        grades_of(batch_id, class_ids)
    )


async def rank(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """Ranks every imported class in these classes' grades: four class ranks and two grade ranks (R6.3, R4.8)."""
    grade = (result.c.college_id, result.c.major_id, result.c.grade)
    places = {f"{name}_position": _place(name, result.c.class_id) for name in QUALITIES}
    places |= {f"{name}_grade_position": _place(name, *grade) for name in GRADE_RANKED}
    sizes = {
        "class_size": formulas.ranked_size(result.c.overall_score, result.c.class_id),
        "grade_size": formulas.ranked_size(result.c.overall_score, *grade),
    }
    ranked = (
        select(result.c.id, *(value.label(name) for name, value in (places | sizes).items()))
        .where(result.c.batch_id == batch_id, tuple_(*grade).in_(grades_of(batch_id, class_ids)))
        .subquery()
    )
    names = [*places, *sizes]
    differs = tuple_(*(result.c[name] for name in names)).is_distinct_from(tuple_(*(ranked.c[name] for name in names)))
    await db.execute(
        update(result).where(result.c.id == ranked.c.id, differs).values({name: ranked.c[name] for name in names})
    )


def _place(name: str, *within: Any) -> ColumnElement[Any]:
    return formulas.shared_place(result.c[f"{name}_score"], *within)
