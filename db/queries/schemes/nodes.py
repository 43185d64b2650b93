"""Compiles the nodes of a scheme into expressions over the names that are known already."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from db.queries.schemes.exact import (
    Exact,
    compared,
    constant,
    divided,
    highest,
    number,
    rounded,
    times,
    together,
    total,
)
from db.queries.schemes.items import Choice, choice_of
from db.schemes import (
    Best,
    Bounds,
    Condition,
    HowMany,
    Items,
    Limited,
    Node,
    OfBest,
    Round,
    Scale,
    Share,
    Steps,
    Sum,
    Veto,
    Weighted,
)


class Nodes:
    """Compiles nodes, given the value of every name that they use, of every choice of items, and the numerator of the
    highest value of a name in a group.
    """

    def __init__(
        self,
        named: Callable[[str], Exact],
        chosen: Mapping[Choice, Exact],
        best: Callable[[str, str], ColumnElement[Any]],
    ) -> None:
        self.named, self.chosen, self.best = named, chosen, best

    def node(self, node: Node) -> Exact:
        if isinstance(node, Decimal):
            return constant(node)
        if isinstance(node, str):
            return self.named(node)
        value = self.operator(node)
        if node.floor is not None:
            value = together([value, self.node(node.floor)], func.greatest)
        if node.cap is not None:
            value = together([value, self.node(node.cap)], func.least)
        return value

    def operator(self, node: Limited) -> Exact:
        match node:
            case Sum():
                return together([self.node(one) for one in node.sum], total)
            case Weighted():
                parts = (times(self.named(name), weight / 100) for name, weight in node.weighted.items())
                return together(list(parts), total)
            case Best():
                return together([self.node(one) for one in node.best], highest(node.count))
            case Items() | HowMany():
                return self.chosen[choice_of(node)]
            case OfBest():
                own, best = self.named(node.of_best).numerator, self.best(node.of_best, node.within)
                share = divided(own * number(node.full), best, node.places)
                return Exact(case((best > 0, share), else_=number(0)))
            case Veto():
                value, given = self.node(node.veto), constant(node.gives)
                vetoed = self.holds(node.when)
                return together([given, value], lambda gives, stays: case((vetoed, gives), else_=stays))
            case _:
                return self.changed(node)

    def changed(self, node: Any) -> Exact:
        """Compiles the operators of one value."""
        value = self.node(getattr(node, node.operator))
        match node:
            case Share():
                return times(value, node.ratio)
            case Scale():
                return _scaled(value, node)
            case Round():
                return Exact(rounded(value, node.places))
            case Steps():
                falling = sorted(node.source.items(), reverse=True)
                reached = (((left >= right), number(points)) for (left, right), points in _steps(value, falling))
                return Exact(case(*reached, else_=number(node.below)))
            case _:
                return value

    def holds(self, when: Condition) -> ColumnElement[bool]:
        return and_(*(within_bounds(self.named(name), bounds) for name, bounds in when.items()))


def _steps(value: Exact, falling: Any) -> Any:
    return ((compared(value, from_), points) for from_, points in falling)


def _scaled(value: Exact, node: Scale) -> Exact:
    (low, high), (start, end) = node.source, node.to
    bounded = func.least(func.greatest(value.numerator, compared(value, low)[1]), compared(value, high)[1])
    ratio = Fraction(end - start) / Fraction(high - low)
    grown = times(Exact(bounded - compared(value, low)[1], value.denominator), ratio)
    return together([grown, constant(start)], total)


def within_bounds(value: Exact, bounds: Bounds) -> ColumnElement[bool]:
    """Compiles a comparison with all of its bounds."""
    checks = (
        (bounds.at_least, ColumnElement.__ge__),
        (bounds.above, ColumnElement.__gt__),
        (bounds.at_most, ColumnElement.__le__),
        (bounds.below, ColumnElement.__lt__),
    )
    return and_(*(check(*compared(value, bound)) for bound, check in checks if bound is not None))
