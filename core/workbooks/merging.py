"""Excel keeps the value of merged cells in the first cell, but people read it in all of them (R4.1)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.workbooks import guards
from core.workbooks.cells import Cell


class Range(NamedTuple):
    """Represents a block of cells, counted from zero; it includes its last row and column."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, tuple) or len(place) != 2:
            return False
        row, column = place
        return bool(self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column)


def fill_merged(
    merged: Iterable[Range],
    rows: list[list[Cell]],
    marks: Sequence[set[tuple[int, int]]],
    shown: dict[tuple[int, int], str],
) -> list[Range]:
    """Copies the value of each merged range, and what is known of it, into all its cells within the sheet.

    Returns:
        The ranges, as far as the sheet reaches; those beyond its last row or column are left out.

    Raises:
        Unreadable: the ranges overlap, which Excel does not allow; each filled in turn, they could take hours.
    """
    reached: list[Range] = []
    left = len(rows) * len(rows[0]) if rows else 0
    for whole in merged:
        part = _within(whole, rows)
        if part is None:
            continue
        left -= (part.last_row - part.first_row + 1) * (part.last_column - part.first_column + 1)
        if left < 0:
            raise guards.damaged()
        _fill(part, rows, marks, shown)
        reached.append(part)
    return reached


def _within(whole: Range, rows: list[list[Cell]]) -> Range | None:
    last_row = min(whole.last_row, len(rows) - 1)
    last_column = min(whole.last_column, len(rows[0]) - 1) if rows else -1
    if whole.first_row > last_row or whole.first_column > last_column:
        return None
    return whole._replace(last_row=last_row, last_column=last_column)


def _fill(
    part: Range, rows: list[list[Cell]], marks: Sequence[set[tuple[int, int]]], shown: dict[tuple[int, int], str]
) -> None:
    first = (part.first_row, part.first_column)
    value = rows[part.first_row][part.first_column]
    width = part.last_column - part.first_column + 1
    for row in range(part.first_row, part.last_row + 1):
        rows[row][part.first_column : part.last_column + 1] = [value] * width
    noted = [places for places in marks if first in places]
    if not noted and first not in shown:
        return
    for row in range(part.first_row, part.last_row + 1):
        for column in range(part.first_column, part.last_column + 1):
            for places in noted:
                places.add((row, column))
            if first in shown:
                shown[row, column] = shown[first]
