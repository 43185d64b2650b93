"""The enums of the API that follow from the columns of results: what lists are ordered by, and what exports hold."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

import strawberry

from core.columns import ResultColumns


def order_field(name: str, results: ResultColumns, description: str) -> Any:
    """An enum of the columns that lists sort by."""
    columns = results.sortable
    return _enum(name, description, ((one.order_name, one.order_name, one.order_description) for one in columns))


def column_field(name: str, results: ResultColumns, description: str) -> Any:
    """An enum of all columns, as an export may choose among them."""
    columns = results.columns
    return _enum(name, description, ((one.key.upper(), one.key, f"{one.heading} | {one.en}") for one in columns))


def _enum(name: str, description: str, values: Iterable[tuple[str, str, str]]) -> Any:
    members = {member: strawberry.enum_value(value, description=words) for member, value, words in values}
    enum: Any = Enum(name, members)  # type: ignore[misc]  # as many as there are columns
    return strawberry.enum(enum, name=name, description=description)
