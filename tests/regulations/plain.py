"""Holds what reckoning a regulation by hand takes: sums, the highest of a kind, and places within a group."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Protocol

F = Fraction
Values = Mapping[str, F]
"""The numbers that a regulation starts from, by their names in the scheme."""
Exact = dict[str, F]
"""Every part and every quality, unrounded."""


class Item(Protocol):
    """One line of a list of items; what does not apply is empty."""

    @property
    def category(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def award(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def points(self) -> Decimal | None: ...


def of(items: Sequence[Item], category: str) -> list[Item]:
    return [one for one in items if one.category == category]


def between(value: F, low: Any, high: Any) -> F:
    return max(F(low), min(F(high), value))


def total(worths: Sequence[F]) -> F:
    return sum(worths, F(0))


def top(worths: Sequence[F], count: int) -> F:
    return total(sorted(worths, reverse=True)[:count])


def highest_of_a_kind(worths: Sequence[tuple[Item, F]]) -> list[F]:
    """Keeps the highest of one kind; items without a kind are of one kind if they have one name."""
    best: dict[str, F] = {}
    for item, worth in worths:
        kind = item.kind or item.item
        best[kind] = max(worth, best.get(kind, worth))
    return [*best.values()]


def half_up(value: F) -> F:
    """Rounds to two decimals, half up."""
    return F(floor(value * 100 + F(1, 2)), 100)


class Places:
    """Holds the scores of everybody in each group, and tells places in it."""

    def __init__(self, scores: Sequence[tuple[Hashable, F]]) -> None:
        self.groups: dict[Hashable, list[F]] = defaultdict(list)
        for group, score in scores:
            self.groups[group].append(score)
        for members in self.groups.values():
            members.sort()

    def place(self, group: Hashable, score: F) -> int:
        """Returns one more than the number of better ones."""
        members = self.groups[group]
        return 1 + len(members) - bisect_right(members, score)

    def size(self, group: Hashable) -> int:
        return len(self.groups[group])


@dataclass(frozen=True)
class Standing:
    """One student among the others: the qualities as they are shown, all exact numbers, and the places."""

    school_class: Hashable
    grade: Hashable
    exact: Mapping[str, F]
    shown: Mapping[str, F]
    in_class: Mapping[str, Places]
    in_grade: Mapping[str, Places]

    def class_place(self, code: str) -> int:
        return self.in_class[code].place(self.school_class, self.shown[code])

    def grade_place(self, code: str) -> int:
        return self.in_grade[code].place(self.grade, self.shown[code])

    def first_of_class(self, code: str, percent: int) -> bool:
        return self.class_place(code) <= self.in_class[code].size(self.school_class) * percent // 100

    def first_of_grade(self, code: str, percent: int) -> bool:
        return self.grade_place(code) <= self.in_grade[code].size(self.grade) * percent // 100


@dataclass(frozen=True)
class Regulation:
    """Holds a regulation: what it reads of a row of the college's table, every number, and every level.

    `qualities` has the name of each quality by its code, `columns` the heading by which each value of a student is
    imported, and `blank` what stands in for a value that is missing.
    """

    qualities: Mapping[str, str]
    reckon: Callable[[Values, Sequence[Item]], Exact]
    levels: Callable[[Standing], dict[str, str]]
    columns: Mapping[str, str]
    blank: Mapping[str, F]


@dataclass(frozen=True)
class Pupil:
    """One student, with what the regulation starts from."""

    school_class: Hashable
    grade: Hashable
    values: Values
    items: Sequence[Item]


def stand(regulation: Regulation, pupils: Sequence[Pupil]) -> list[Standing]:
    """Reckons everybody, and places them among each other."""
    exact = [regulation.reckon(one.values, one.items) for one in pupils]
    shown = [{code: half_up(numbers[code]) for code in regulation.qualities} for numbers in exact]
    pairs = list(zip(pupils, shown, strict=True))
    in_class = {code: Places([(one.school_class, had[code]) for one, had in pairs]) for code in regulation.qualities}
    in_grade = {code: Places([(one.grade, had[code]) for one, had in pairs]) for code in regulation.qualities}
    return [
        Standing(one.school_class, one.grade, numbers, had, in_class, in_grade)
        for one, numbers, had in zip(pupils, exact, shown, strict=True)
    ]
