"""Computes one student's qualities exactly, with fractions, and keeps every step as the explanation.

The statements of `db.queries.schemes` compute a batch; they share nothing with this but the tree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from core.rules.schemes.given import Given, Item, worth
from db.schemes import (
    Best,
    Bounds,
    Category,
    Condition,
    HowMany,
    Items,
    Limited,
    Node,
    OfBest,
    Round,
    Scale,
    Scheme,
    Share,
    Steps,
    Sum,
    Veto,
    Weighted,
)

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is (an operator, `input`, `item`, `number`, or `name`), and its value.

    `before` is the value that a floor, a cap or a joint cap has changed. A step that does not count was passed over: an
    item below the best ones, for example. What has a name is explained under its name, once.
    """

    what: str
    value: Fraction
    name: str = ""
    inside: tuple["Step", ...] = ()
    before: Fraction | None = None
    counts: bool = True
    item: Item | None = None
    node: Any = None
    """The operator, or the category of an item, with its numbers."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Holds the explanation by name: of inputs, parts and qualities, each after those that it needs."""

    steps: dict[str, Step]

    def score(self, name: str) -> Decimal:
        """Returns a quality as it is stored, or another value as conditions of levels compare it: with two decimals."""
        return shown(self.steps[name].value)


def shown(value: Fraction) -> Decimal:
    """Rounds half up to two places."""
    hundredths = int(half_up(value, 2) * 100)
    return Decimal(hundredths).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounds half up, away from zero."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole if value >= 0 else -whole, 10**places)


def reckon(scheme: Scheme, given: Given) -> Reckoned:
    """Computes every quality of a student to whom nothing is lacking (`given.lacking`)."""
    reckoner = _Reckoner(scheme, given)
    for name in (*scheme.qualities, *scheme.parts, *scheme.inputs):  # a level may ask for what no quality needs
        reckoner.named(name)
    return Reckoned(reckoner.steps)


def holds(bounds: Bounds, value: Fraction | Decimal) -> bool:
    """Tells whether all bounds of a comparison hold."""
    exact = Fraction(value)
    return (
        (bounds.at_least is None or exact >= Fraction(bounds.at_least))
        and (bounds.above is None or exact > Fraction(bounds.above))
        and (bounds.at_most is None or exact <= Fraction(bounds.at_most))
        and (bounds.below is None or exact < Fraction(bounds.below))
    )


class _Reckoner:
    def __init__(self, scheme: Scheme, given: Given) -> None:
        self.scheme, self.given = scheme, given
        self.steps: dict[str, Step] = {}
        self.joint = {name: (joint, place) for joint in scheme.joint_caps for place, name in enumerate(joint.of)}

    def named(self, name: str) -> Fraction:
        if name not in self.steps:
            step = self.input(name) if name in self.scheme.inputs else self.defined(name)
            self.steps[name] = step
        return self.steps[name].value

    def input(self, name: str) -> Step:
        source = self.scheme.inputs[name]
        if isinstance(source, Category):
            inside = tuple(self.item(source, one) for one in self.given.items if one.category == name)
            return Step("input", sum((one.value for one in inside), ZERO), name, inside)
        value = self.given.values.get(name)
        return Step("input", Fraction(value if value is not None else source.missing or 0), name)

    def item(self, category: Any, item: Item) -> Step:
        value = worth(category, item) or ZERO
        return Step("item", -value if category.deduction else value, item.item, item=item, node=category)

    def defined(self, name: str) -> Step:
        """Computes a part or a quality, and leaves of it what its joint cap leaves."""
        quality = self.scheme.qualities.get(name)
        step = self.node(quality.score if quality else self.scheme.parts[name])
        value, before = step.value, None
        if name in self.joint:
            joint, place = self.joint[name]
            room = Fraction(joint.cap) - sum((self.named(one) for one in joint.of[:place]), ZERO)
            value, before = min(value, room), value
        return Step("quality" if quality else "part", value, name, (step,), before if before != value else None)

    def node(self, node: Node) -> Step:
        if isinstance(node, Decimal):
            return Step("number", Fraction(node))
        if isinstance(node, str):
            return Step("name", self.named(node), node)
        value, inside = self.operator(node)
        limited = value
        if node.floor is not None:
            limited = max(limited, (floor := self.node(node.floor)).value)
            inside = (*inside, Step("floor", floor.value, inside=(floor,)))
        if node.cap is not None:
            limited = min(limited, (cap := self.node(node.cap)).value)
            inside = (*inside, Step("cap", cap.value, inside=(cap,)))
        before = value if value != limited else None
        return Step(node.operator, limited, inside=inside, before=before, node=node)

    def operator(self, node: Limited) -> tuple[Fraction, tuple[Step, ...]]:
        match node:
            case Sum():
                inside = tuple(self.node(one) for one in node.sum)
                return sum((one.value for one in inside), ZERO), inside
            case Weighted():
                inside = tuple(Step("name", self.named(name), name) for name in node.weighted)
                shares = zip(inside, node.weighted.values(), strict=True)
                return sum((one.value * Fraction(weight) / 100 for one, weight in shares), ZERO), inside
            case Best():
                return self.best(node)
            case Items():
                inside = tuple(self.picked(node))
                return sum((one.value for one in inside if one.counts), ZERO), inside
            case HowMany():
                found = [one for one in self.given.items if one.category in node.how_many and one.fits(node.only)]
                return Fraction(len(found)), ()
            case OfBest():
                return self.of_best(node)
            case Veto():
                return self.veto(node)
            case _:
                return self.changed(node)

    def changed(self, node: Limited) -> tuple[Fraction, tuple[Step, ...]]:
        """Computes the operators of one value."""
        step = self.node(getattr(node, node.operator))
        value = step.value
        if isinstance(node, Share):
            value *= Fraction(node.ratio)
        elif isinstance(node, Scale):
            (low, high), (start, end) = (map(Fraction, one) for one in (node.source, node.to))
            value = start + (min(max(value, low), high) - low) * (end - start) / (high - low)
        elif isinstance(node, Round):
            value = half_up(value, node.places)
        elif isinstance(node, Steps):
            reached = [points for from_, points in sorted(node.source.items()) if value >= from_]
            value = Fraction(reached[-1] if reached else node.below)
        return value, (step,)

    def best(self, node: Best) -> tuple[Fraction, tuple[Step, ...]]:
        inside = [self.node(one) for one in node.best]
        order = sorted(range(len(inside)), key=lambda place: -inside[place].value)
        chosen = set(order[: node.count])
        steps = tuple(_counting(step, place in chosen) for place, step in enumerate(inside))
        return sum((one.value for one in steps if one.counts), ZERO), steps

    def picked(self, node: Items) -> Iterator[Step]:
        """Yields the items of the categories, the highest first; those that are passed over don't count."""
        items = [one for one in self.given.items if one.category in node.items and one.fits(node.only)]
        steps = [(one, self.item(self.scheme.inputs[one.category], one)) for one in items]
        of_kind: dict[tuple[str, str], int] = {}
        taken = 0
        for item, step in sorted(steps, key=lambda one: -abs(one[1].value)):
            kind = (item.category, item.of_kind)
            of_kind[kind] = of_kind.get(kind, 0) + 1
            counts = node.per_kind is None or of_kind[kind] <= node.per_kind
            taken += counts
            yield _counting(step, counts and (node.count is None or taken <= node.count))

    def of_best(self, node: OfBest) -> tuple[Fraction, tuple[Step, ...]]:
        value, best = self.named(node.of_best), self.given.bests[node.of_best, node.within]
        share = value * Fraction(node.full) / best if best > 0 else ZERO
        inside = Step("name", value, node.of_best), Step("highest", best)
        return half_up(share, node.places), inside

    def veto(self, node: Veto) -> tuple[Fraction, tuple[Step, ...]]:
        step = self.node(node.veto)
        seen = tuple(Step("name", self.named(name), name) for name in node.when)
        vetoed = all(holds(bounds, self.named(name)) for name, bounds in node.when.items())
        when = Step("when", Fraction(int(vetoed)), inside=seen, counts=vetoed)
        return (Fraction(node.gives) if vetoed else step.value), (_counting(step, not vetoed), when)


def _counting(step: Step, counts: bool) -> Step:
    return replace(step, counts=counts)


@dataclass(frozen=True, slots=True)
class Placed:
    """One student's results, with the class and the grade within which levels by share are given."""

    class_id: int
    grade_id: int
    reckoned: Reckoned


def levels(scheme: Scheme, students: Sequence[Placed]) -> list[dict[str, str]]:
    """Returns the level of every quality of each student. Scores are compared as they are shown."""
    return [{code: _level(scheme, code, one, students) for code in scheme.qualities} for one in students]


def _level(scheme: Scheme, code: str, one: Placed, students: Sequence[Placed]) -> str:
    score = one.reckoned.score(code)
    for rule in scheme.qualities[code].levels:
        if rule.at_least is not None and score < rule.at_least:
            continue
        if rule.top_percent is not None:
            of = "class_id" if rule.within == "class" else "grade_id"
            scores = [other.reckoned.score(code) for other in students if getattr(other, of) == getattr(one, of)]
            places = Fraction(rule.top_percent) * len(scores) / 100
            if 1 + sum(other > score for other in scores) > places.numerator // places.denominator:
                continue
        if _fits(rule.when, one.reckoned):
            return rule.level
    raise AssertionError("the last level has no condition")


def certain_level(scheme: Scheme, code: str, reckoned: Reckoned) -> str | None:
    """Returns a student's level, or None if it depends on the scores of others."""
    for rule in scheme.qualities[code].levels:
        if rule.at_least is not None and reckoned.score(code) < rule.at_least:
            continue
        if _fits(rule.when, reckoned):
            return None if rule.top_percent is not None else rule.level
    raise AssertionError("the last level has no condition")


def _fits(when: Condition, reckoned: Reckoned) -> bool:
    return all(holds(bounds, reckoned.score(name)) for name, bounds in when.items())
