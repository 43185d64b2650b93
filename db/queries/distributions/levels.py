"""Counts who reached which level in each quality, by college or by class (R8.8)."""

from typing import Any

from sqlalchemy import Select, func, select, tuple_

from db.filters import PlaceFilter
from db.queries.classes import college, klass
from db.queries.comprehensive.sheets import result
from db.queries.distributions.small_classes import without_small_classes
from db.scopes import StagedScope, reached_by_stage
from db.tables import QUALITIES

GROUPS = {"college_id": college, "class_id": klass}
"""Results are grouped by one of these columns; each leads to its table."""


def levels(scope: StagedScope, batch_id: int, place: PlaceFilter, by: str) -> Select[Any]:
    """Selects the numbers of each group: in a row one quality has its level, and the others are NULL."""
    reached = reached_by_stage(
        scope, result.c.stage, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id
    )
    names = [f"{quality}_level" for quality in QUALITIES]
    people = select(result.c[by], *(result.c[name] for name in names)).where(
        result.c.batch_id == batch_id, result.c.participating, reached, *place.placed(result)
    )
    counted, group = without_small_classes(people, result.c.class_id), GROUPS[by]
    one, code = counted.c[by], group.c.code
    sets = func.grouping_sets(*(tuple_(code, one, counted.c[name]) for name in names))
    return (
        select(one, *(counted.c[name] for name in names), func.count().label("people"))
        .join(group, group.c.id == one)
        .group_by(sets)
        .order_by(code, one)
    )
