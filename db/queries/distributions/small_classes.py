"""Leaves out the classes in which too few people are counted (R8.8).

Every distribution therefore counts whole classes, each of at least `FEWEST` people. So does the difference between any
two of them: nothing smaller follows from several charts.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, literal_column, select

FEWEST = 5
"""A class with fewer people who have what is counted is in no distribution."""


def without_small_classes(people: Select[Any], class_id: Any) -> CTE:
    """Selects the rows of `people`, one for each person, that stand in classes of at least `FEWEST` such rows."""
    seen = people.add_columns(func.count().over(partition_by=class_id).label("classmates")).subquery("seen")
    columns = [column for column in seen.c if column.name != "classmates"]
    return select(*columns).where(large_enough(seen.c.classmates)).cte("counted")


def large_enough(people: Any) -> ColumnElement[bool]:
    enough: ColumnElement[bool] = people >= literal_column(str(FEWEST))
    return enough
