"""The single marks behind a rating result are read here as they were counted and stored with it (R5.7, R9.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice, zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from db.tables import RaterKind

KINDS = tuple(RaterKind)


class CountedMark(NamedTuple):
    item_id: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class RaterMarks:
    """Holds one line of marks: one staff member's, or those of peers, who have no name and can't be told apart."""

    kind: RaterKind
    rater_id: int | None
    marks: list[CountedMark]


class _StaffMark(NamedTuple):
    kind: RaterKind
    rater_id: int
    mark: CountedMark


def counted_marks(row: Any) -> list[RaterMarks] | None:
    """Lists every line of a result, or None if no marks were stored: staff by kind and number, then peers unless
    withheld.
    """
    if row.staff_marks_of_items is None:
        return None
    return [*_staff(row), *([] if row.peers_withheld else _peers(row))]


def _staff(row: Any) -> Iterator[RaterMarks]:
    """Yields one line for each ballot, with its items in their order."""
    places = {rater_id: place for place, rater_id in enumerate(row.staff_ids)}
    marks = sorted(_staff_marks(row), key=lambda one: (KINDS.index(one.kind), places.get(one.rater_id, 0)))
    for (kind, rater_id), own in groupby(marks, key=attrgetter("kind", "rater_id")):
        yield RaterMarks(kind, rater_id, [one.mark for one in own])


def _staff_marks(row: Any) -> Iterator[_StaffMark]:
    stored = zip(row.staff_kinds, row.staff_raters, row.staff_points, strict=True)
    for item_id, count in zip(row.item_ids, row.staff_marks_of_items, strict=True):
        for kind, rater_id, points in islice(stored, count):
            yield _StaffMark(KINDS[kind], rater_id, CountedMark(item_id, points))


def _peers(row: Any) -> Iterator[RaterMarks]:
    """Yields lines of peer marks. Each item's marks are stored by size, so no line belongs to one peer."""
    stored = iter(row.peer_points)
    columns = [
        [CountedMark(item_id, points) for points in islice(stored, count)]
        for item_id, count in zip(row.item_ids, row.peer_marks_of_items, strict=True)
    ]
    for line in zip_longest(*columns):
        yield RaterMarks(RaterKind.PEER, None, [mark for mark in line if mark is not None])
