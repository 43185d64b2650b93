"""Defines what all parts of a scheme are made of: names, words and bounded numbers."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

MOST = 100_000
"""A number that is written in a scheme is smaller than this."""
PLACES = 4
MOST_CHOSEN = 200
"""So many nodes or items at most are chosen as the best."""

Name = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_\u3400-\u9fff][\w\u3400-\u9fff·（）()/+& -]{0,39}$", strip_whitespace=True),
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Number = Annotated[Decimal, Field(gt=-MOST, lt=MOST, decimal_places=PLACES)]
Positive = Annotated[Decimal, Field(gt=0, lt=MOST, decimal_places=PLACES)]
Points = Annotated[Decimal, Field(ge=0, lt=MOST, decimal_places=PLACES)]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=PLACES)]
Places = Annotated[int, Field(ge=0, le=PLACES)]
Whole = Annotated[int, Field(ge=1, le=MOST_CHOSEN)]


Fact = Literal["item", "level", "award", "role"]
FACTS: tuple[Fact, ...] = ("item", "level", "award", "role")
"""These facts of an item choose its points, and the items that a node counts."""


class Part(BaseModel):
    """The base of all parts of a scheme: frozen, in camelCase, and without unknown keys."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=False)
