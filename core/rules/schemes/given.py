"""Holds what a scheme is given of one student, finds what is lacking, and says what an item is worth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from db.schemes import COUNTED, Category, Column, Only, Open, PerUnit, PriceTable, Scheme, Time


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a student, with its facts. Without a kind, items of the same name are of one kind."""

    category: str
    item: str
    level: str = ""
    award: str = ""
    role: str = ""
    kind: str = ""
    amount: Decimal | None = None
    points: Decimal | None = None

    @property
    def of_kind(self) -> str:
        return self.kind or self.item

    def fits(self, only: Only) -> bool:
        """Tells whether the item has one of the words of each fact."""
        return all(getattr(self, fact) in words for fact, words in only.items())


@dataclass(frozen=True, slots=True)
class Given:
    """Holds a student's values by the names of the inputs, the student's items in their order, and the highest values
    of the student's class or grade (`bests_in`).
    """

    values: Mapping[str, Decimal | int | None]
    items: Sequence[Item] = ()
    bests: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)


class Lack(NamedTuple):
    """Names an input that is missing or outside its range, or an item that has no worth; then `item` is set."""

    name: str
    item: Item | None = None


def lacking(scheme: Scheme, given: Given) -> Iterator[Lack]:
    """Yields everything that keeps the student's qualities from being computed."""
    for name, source in scheme.inputs.items():
        if isinstance(source, Category):
            items = [one for one in given.items if one.category == name]
            yield from (Lack(name, one) for one in items if worth(source, one) is None)
        elif source.source not in COUNTED:
            value = given.values.get(name)
            outside = isinstance(source, Column) and value is not None and not source.min <= value <= source.max
            if outside or (value is None and source.missing is None):
                yield Lack(name)


def worth(category: Category, item: Item) -> Fraction | None:
    """Returns what an item is worth, or None if the category does not say.

    Nothing is worth less than zero; a deduction's worth is what it takes off.
    """
    points, time = points_of(category, item), time_of(category.time, item.amount)
    role = (category.roles or {}).get(item.role) if item.role else None
    if points is None or time is None or (category.roles and item.role and role is None):
        return None
    if role is not None:
        points = (points + Fraction(role.add)) * Fraction(role.times)
    found = max(points * time, Fraction(0))
    return found if category.most is None else min(found, Fraction(category.most))


def facts_of(category: Category) -> list[str]:
    """Lists the facts of an item that its category asks for, beside its name and its kind."""
    pricing = category.points
    facts = [name for name in pricing.by if name != "item"] if isinstance(pricing, PriceTable) else []
    roles = ["role"] if category.roles and "role" not in facts else []
    amount = ["amount"] if category.time or isinstance(pricing, PerUnit) else []
    return [*facts, *roles, *amount, *(["points"] if isinstance(pricing, Open) else [])]


def points_of(category: Category, item: Item) -> Fraction | None:
    """Returns the points before role and time change them, or None if the category does not say."""
    pricing = category.points
    if isinstance(pricing, PriceTable):
        price = pricing.price([getattr(item, fact) for fact in pricing.by])
        return None if price is None else Fraction(price)
    if isinstance(pricing, PerUnit):
        return None if item.amount is None else Fraction(pricing.per_unit) * Fraction(item.amount)
    if isinstance(pricing, Open):
        inside = item.points is not None and pricing.min <= item.points <= pricing.max
        return Fraction(item.points) if inside and item.points is not None else None
    return Fraction(pricing)


def time_of(time: Time | None, amount: Decimal | None) -> Fraction | None:
    """Returns the share that the time in office gives, or None without an amount."""
    if time is None:
        return Fraction(1)
    if amount is None:
        return None
    if time.full is not None:
        return min(Fraction(amount) / Fraction(time.full), Fraction(1))
    reached = [share for from_, share in sorted((time.source or {}).items()) if amount >= from_]
    return Fraction(reached[-1]) if reached else Fraction(0)


def given_from(stored: Any) -> Given:
    """Returns what was stored of a student's inputs (`SchemeGiven`)."""
    values = {name: None if one is None else Decimal(one) for name, one in stored.given["values"].items()}
    bests = {(name, of): _fraction(text) for name, of, text in stored.given.get("bests", [])}
    return Given(values, [_item(*facts) for facts in stored.items], bests)


def _fraction(text: str) -> Fraction:
    """Reads “95.5/3”, a number over a whole one."""
    numerator, _, denominator = text.partition("/")
    return Fraction(numerator) / int(denominator)


def _item(category: Any, item: Any, *facts: str | None) -> Item:
    """Reads an item, whose facts were stored in the order of the class."""
    *words, amount, points = facts
    numbers = (None if one is None else Decimal(one) for one in (amount, points))
    return Item(category, item, *(one or "" for one in words), *numbers)  # type: ignore[arg-type]  # words come first
