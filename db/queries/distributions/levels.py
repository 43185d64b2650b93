"""Counts who reached which level in each quality, by college or by class (R8.8)."""

from typing import Any

from sqlalchemy import Select, func, select, tuple_

from db.filters import PlaceFilter
from db.qualities import Qualities
from db.queries.classes import college, klass
from db.queries.comprehensive.qualities import of_list
from db.queries.comprehensive.sheets import result
from db.queries.distributions.small_classes import without_small_classes
from db.scopes import StagedScope, reached_by_stage

GROUPS = {"college_id": college, "class_id": klass}
"""Results are grouped by one of these columns; each leads to its table."""


def levels(scope: StagedScope, batch_id: int, qualities: Qualities, place: PlaceFilter, by: str) -> Select[Any]:
    """Selects the numbers of each group: in a row one quality has its level (`level_0` …), and the
    others are NULL.
    """
    reached = reached_by_stage(
        scope, result.c.stage, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id
    )
    columns = [one.label(f"level_{number}") for number, one in enumerate(of_list(result, qualities, "level"))]
    names = [column.name for column in columns]
    people = select(result.c[by], *columns).where(
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
