"""The single marks behind a rating result, as they were counted and are kept with it (R5.7, R9.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from db.tables import RaterKind

KINDS = tuple(RaterKind)


class CountedMark(NamedTuple):
    item_id: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class RaterMarks:
    """A line of marks: those of one member of the staff; or of peers, who are not named, and not told apart either."""

    kind: RaterKind
    rater_id: int | None
    marks: list[CountedMark]


class _Entry(NamedTuple):
    """How many ballots gave one item these points; of the staff, whose ballot it is."""

    kind: RaterKind
    rater_id: int | None
    item_id: int
    points: Decimal
    ballots: int


def counted_marks(row: Any) -> list[RaterMarks] | None:
    """Every line of a result, None where no marks were kept: staff by kind and number, then peers, unless withheld."""
    if row.marks_of_items is None:
        return None
    places = {rater_id: place for place, rater_id in enumerate(row.staff_ids)}
    entries = sorted(_entries(row), key=lambda one: (KINDS.index(one.kind), places.get(one.rater_id, 0)))
    lines: list[RaterMarks] = []
    for (kind, rater_id), own in groupby(entries, key=attrgetter("kind", "rater_id")):
        if kind is not RaterKind.PEER:
            lines.append(RaterMarks(kind, rater_id, [CountedMark(one.item_id, one.points) for one in own]))
        elif not row.peers_withheld:
            lines += _peers(list(own), row.item_ids)
    return lines


def _entries(row: Any) -> Iterator[_Entry]:
    """In the order of the items."""
    kept = zip(row.mark_kinds, row.mark_raters, row.mark_points, row.mark_counts, strict=True)
    for item_id, count in zip(row.item_ids, row.marks_of_items, strict=True):
        for _ in range(count):
            kind, rater_id, points, ballots = next(kept)
            yield _Entry(KINDS[kind], rater_id, item_id, points, ballots)


def _peers(entries: list[_Entry], item_ids: list[int]) -> list[RaterMarks]:
    """Each item's marks from the lowest to the highest: what stands in one line is not of one peer."""
    by_item: dict[int, list[Decimal]] = {item_id: [] for item_id in item_ids}
    for one in entries:
        by_item[one.item_id] += [one.points] * one.ballots
    columns = {item_id: sorted(points) for item_id, points in by_item.items()}
    lines = range(max(map(len, columns.values()), default=0))
    return [
        RaterMarks(
            RaterKind.PEER,
            None,
            [CountedMark(item_id, points[line]) for item_id, points in columns.items() if line < len(points)],
        )
        for line in lines
    ]
