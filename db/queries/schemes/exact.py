"""Computes exactly in SQL: a value is a `numeric` over a whole number that is known when the statement is compiled.

Only scales and shares of time divide, and always by a constant. So nothing is divided, and no periodic decimal appears,
until a quality is rounded. What is in proportion to the best one is rounded where it is divided.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Numeric, func, literal_column, select
from sqlalchemy.dialects.postgresql import array

from db import formulas


class Exact(NamedTuple):
    """A value: `numerator` / `denominator`."""

    numerator: ColumnElement[Any]
    denominator: int = 1

    def over(self, denominator: int) -> ColumnElement[Any]:
        """Returns the numerator over a multiple of the denominator."""
        factor = denominator // self.denominator
        return self.numerator if factor == 1 else self.numerator * number(factor)


def number(value: Decimal | int) -> ColumnElement[Any]:
    """Writes a number of the scheme, which was checked, as `numeric`."""
    return literal_column(f"({Decimal(value):f}::numeric)", Numeric)


def constant(value: Decimal | int) -> Exact:
    return Exact(number(value))


def together(values: Sequence[Exact], function: Callable[..., ColumnElement[Any]]) -> Exact:
    """Applies a function that keeps the denominator: a sum, the least, the greatest."""
    common = lcm(*(one.denominator for one in values))
    return Exact(function(*(one.over(common) for one in values)), common)


def total(*values: ColumnElement[Any]) -> ColumnElement[Any]:
    return reduce(add, values)


def highest(count: int) -> Callable[..., ColumnElement[Any]]:
    """Returns the function that adds up the `count` highest of its values."""

    def compiled(*values: ColumnElement[Any]) -> ColumnElement[Any]:
        if count == 1:
            return func.greatest(*values)
        if count >= len(values):
            return total(*values)
        value = func.unnest(array(values)).column_valued("value")
        best = select(value.label("value")).order_by(value.desc()).limit(literal_column(str(count))).subquery()
        return select(func.sum(best.c.value)).scalar_subquery()

    return compiled


def times(value: Exact, factor: Decimal | Fraction) -> Exact:
    """Multiplies by a constant; a fraction leaves its denominator to the value."""
    if isinstance(factor, Decimal):
        return Exact(value.numerator * number(factor), value.denominator)
    return Exact(value.numerator * number(factor.numerator), value.denominator * factor.denominator)


def compared(value: Exact, bound: Decimal) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Returns both sides of a comparison of the value with a constant."""
    return value.numerator, number(bound * value.denominator)


def rounded(value: Exact, places: int = formulas.PLACES) -> ColumnElement[Any]:
    """Rounds half up: without a division that could be periodic."""
    if value.denominator == 1:
        return func.round(value.numerator, places)
    return divided(value.numerator, number(value.denominator), places)


def divided(value: ColumnElement[Any], divisor: ColumnElement[Any], places: int) -> ColumnElement[Any]:
    """Divides by something greater than zero and rounds half up, both at once."""
    doubled = func.abs(value) * number(2 * 10**places) + divisor
    steps = func.div(doubled, number(2) * divisor)
    return func.round(func.sign(value) * steps * number(Decimal(1).scaleb(-places)), places)
