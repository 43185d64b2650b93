"""Declares enums of other rooms in the API, with a description for each value."""

from enum import Enum
from typing import Any

import strawberry


def declare_enum(enum: type[Enum], name: str, description: str, **values: str) -> None:
    """Declares an enum of the tables as a type of the API. `values` describes each value under its name.

    Raises:
        KeyError: a value lacks its description.
    """
    declared: Any = strawberry.enum(enum, name=name, description=description)
    for value in declared.__strawberry_definition__.values:
        value.description = values[value.name]
