"""An import of a scheme's inputs is compared with what is stored, student by student (R11.3, R10.9)."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from core.workbooks.scheme_inputs import CLEAR
from db.queries.schemes import importing
from db.queries.schemes.inputs import FACTS

Found: TypeAlias = Sequence[tuple[Any, Mapping[str, Any]]]
"""The rows of a file, each with the student whom it names."""
KINDS = ("created", "replaced", "unchanged")


@dataclass(slots=True)
class Change:
    """Holds what a file says of one student, and what is stored; `row` is the first of the file, or None without one.

    `old` and `new` hold values by heading, or lists of items by category.
    """

    row: int | None
    person: Any
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        if self.old == self.new:
            return "unchanged"
        return "replaced" if any(self.new.get(key) != one for key, one in self.old.items()) else "created"


class Changes(ABC):
    """Holds the changes of one import; two kinds of them are stored in different tables."""

    def __init__(self, batch_id: int, students: Sequence[Change]) -> None:
        self.batch_id, self.students = batch_id, students
        self.changed = [one for one in students if one.kind != "unchanged"]
        found = Counter(one.kind for one in students)
        self.counts = {kind: found[kind] for kind in KINDS}

    @property
    def removed(self) -> int:
        """Counts the values and items that go without others in their place."""
        return sum(map(self.removed_of, self.changed))

    @staticmethod
    @abstractmethod
    def removed_of(change: Change) -> int: ...

    @property
    def class_ids(self) -> list[int]:
        return sorted({one.person.class_id for one in self.changed})

    def first(self, most: int) -> list[Any]:
        """Returns the first students of each kind, as a preview shows them."""
        first = [one for kind in KINDS for one in [each for each in self.students if each.kind == kind][:most]]
        return [
            SimpleNamespace(
                kind=one.kind,
                row=one.row,
                number=one.person.number,
                name=one.person.name,
                old=_in_words(one.old),
                new=_in_words(one.new),
            )
            for one in first
        ]

    def entries(self, batch_id: int) -> Iterator[dict[str, Any]]:
        """Yields the entries of the log: students of whom something was replaced (R9.3). They name no college, as
        those of results: the super admin alone reads them.
        """
        for one in self.changed:
            if one.kind == "replaced":
                person = one.person
                told = {
                    "old": _in_words(one.old),
                    "new": _in_words(one.new),
                    "subject": f"{person.name} {person.number}",
                }
                yield {**told, "batch_id": batch_id, "class_id": person.class_id, "student_id": person.id}

    @abstractmethod
    async def store(self, db: AsyncConnection) -> None: ...


class ValueChanges(Changes):
    @staticmethod
    def removed_of(change: Change) -> int:
        return len([one for one in change.old if one not in change.new])

    async def store(self, db: AsyncConnection) -> None:
        rows = [
            (one.person.id, heading, value)
            for one in self.changed
            for heading, value in one.new.items()
            if one.old.get(heading) != value
        ]
        gone = [(one.person.id, heading) for one in self.changed for heading in one.old if heading not in one.new]
        await importing.delete_values(db, self.batch_id, gone)
        await importing.store_values(db, self.batch_id, rows)


class ItemChanges(Changes):
    @staticmethod
    def removed_of(change: Change) -> int:
        return sum(max(0, len(old) - len(change.new.get(category, ()))) for category, old in change.old.items())

    async def store(self, db: AsyncConnection) -> None:
        lists = [
            (one, category)
            for one in self.changed
            for category in {**one.old, **one.new}
            if one.old.get(category) != one.new.get(category)
        ]
        rows = [
            {"student_id": one.person.id, **dict(zip(FACTS, item, strict=True))}
            for one, category in lists
            for item in one.new.get(category, ())
        ]
        await importing.replace_items(db, self.batch_id, [(one.person.id, category) for one, category in lists], rows)


async def value_changes(db: AsyncConnection, batch_id: int, keys: Mapping[str, str], found: Found) -> ValueChanges:
    """Compares the values of a file with the stored ones; a blank cell says nothing, and one with the word 清空
    takes the value away.

    Args:
        keys: the keys of the file's columns by heading.
    """
    stored = await importing.stored_values(db, batch_id, [person.id for person, _ in found])
    students = []
    for person, row in found:
        given = {heading: row[key] for heading, key in keys.items() if row.get(key) is not None}
        old = {heading: one for heading, one in stored.get(person.id, {}).items() if heading in given}
        new = {heading: one for heading, one in given.items() if one != CLEAR}
        students.append(Change(row["row"], person, old, new))
    return ValueChanges(batch_id, students)


async def item_changes(db: AsyncConnection, batch_id: int, college_id: int, found: Found) -> ItemChanges:
    """Compares the items of a file with the stored ones of its classes and categories."""
    students: dict[int, Change] = {}
    for person, row in found:
        one = students.setdefault(person.id, Change(row["row"], person))
        listed = one.new.setdefault(row["category"], [])
        if row["item"] != CLEAR:
            listed.append(tuple(row.get(fact) for fact in FACTS))
    places = sorted({(person.class_id, row["category"]) for person, row in found})
    for row in await importing.stored_items(db, batch_id, college_id, places):
        one = students.setdefault(row.id, Change(None, row))
        one.old.setdefault(row.category, []).append(tuple(getattr(row, fact) for fact in FACTS))
    for one in students.values():
        one.old, one.new = _sorted(one.old), _sorted({category: items for category, items in one.new.items() if items})
    return ItemChanges(batch_id, list(students.values()))


def _sorted(lists: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Sorts each list: the order of items means nothing."""
    return {category: sorted(items, key=lambda item: [*map(_plain, item)]) for category, items in lists.items()}


def _in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns values as texts, and of each item what is known of it, without its category."""
    return {
        key: [" ".join(filter(None, map(_plain, item[1:]))) for item in one] if isinstance(one, list) else _plain(one)
        for key, one in values.items()
    }


def _plain(one: Any) -> str:
    if one is None:
        return ""
    return f"{one.normalize():f}" if isinstance(one, Decimal) else str(one)
