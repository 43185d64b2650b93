"""The enums of the API that follow from the result columns: the sort keys of lists and the columns of exports."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

import strawberry

from core.columns import ResultColumns


def order_field(name: str, results: ResultColumns, description: str) -> Any:
    """Declares an enum of the columns by which lists can be sorted."""
    columns = results.sortable
    return _enum(name, description, ((one.order_name, one.order_name, one.order_description) for one in columns))


def column_field(name: str, results: ResultColumns, description: str) -> Any:
    """Declares an enum of all columns that an export may choose from."""
    columns = results.columns
    return _enum(name, description, ((one.key.upper(), one.key, f"{one.heading} | {one.en}") for one in columns))


def _enum(name: str, description: str, values: Iterable[tuple[str, str, str]]) -> Any:
    members = {member: strawberry.enum_value(value, description=words) for member, value, words in values}
    enum: Any = Enum(name, members)  # type: ignore[misc]  # as many as there are columns
    return strawberry.enum(enum, name=name, description=description)
