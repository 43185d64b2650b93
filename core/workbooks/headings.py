"""A sheet is searched for the headings of a layout as people and 教务 systems write them (R4.1, R10.1)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.identifiers import visible
from core.workbooks.cells import Cell
from core.workbooks.code_cells import with_code_cells
from core.workbooks.grids import Grid
from core.workbooks.layout import (
    HEADER_WITHIN,
    REASONS,
    USUAL,
    Column,
    Header,
    Layout,
    Naming,
    exact_header,
    plain_header,
)

_HAS_DIGIT = re.compile("[0-9]")


def find_header(grid: Grid, layout: Layout, naming: Naming = USUAL) -> Header | None:
    """Finds the row, or the two rows together, with most known headers among the first ten rows.

    One known header alone may be a word in a title.
    """
    found = [
        (len(header.places), -_doubled(header), -rows, -index, header)
        for index in range(min(HEADER_WITHIN, len(grid.rows)))
        for rows in (1, 2)
        if (header := _header(grid, layout, naming, index, rows))
    ]
    best = max(found, key=lambda one: one[:4], default=None)
    if best is None or best[0] < min(2, len(layout.columns)):
        return None
    if best[2] == -1 and _goes_on(grid, -best[3]):
        both = [one for one in found if one[:2] >= best[:2] and one[2:4] == (-2, best[3])]
        best = both[0] if both else best
    return with_code_cells(grid, layout, naming, _weighed(grid, layout, naming, best[-1]))


def _goes_on(grid: Grid, index: int) -> bool:
    """Tells whether the row below holds a second row of headings: words only, and none under the first heading."""
    if index + 1 >= len(grid.rows):
        return False
    words, above = _row_words(grid.rows[index + 1]), _row_words(grid.rows[index])
    first = next((at for at, word in enumerate(above) if word), 0)
    below = [word for word in words if word]
    return len(below) > 1 and words[first] in ("", above[first]) and not any(_HAS_DIGIT.search(one) for one in below)


def _doubled(header: Header) -> int:
    return sum(len(places) > 1 for places in header.places.values())


def _header(grid: Grid, layout: Layout, naming: Naming, index: int, rows: int) -> Header | None:
    if index + rows > len(grid.rows):
        return None
    words = _row_words(grid.rows[index])
    if rows == 2:
        words = _together(words, _row_words(grid.rows[index + 1]))
    return _Search(layout, naming, words).header(index + rows - 1)


def _weighed(grid: Grid, layout: Layout, naming: Naming, header: Header) -> Header:
    """Looks at the values below headings that may have more than one meaning, such as 修读性质."""
    if not any(column.weigh for column in layout.columns):
        return header
    search = _Search(layout, naming, header.words)
    search.weights = {
        (column.key, at): column.weigh(header.words[at], {row[at] for row in grid.rows[header.row + 1 :]})
        for column in layout.columns
        if column.weigh
        for at in search.named(column.names)
    }
    return search.header(header.row)


@dataclass(slots=True)
class _Found:
    places: list[int]
    learnt: bool = False


class _Search:
    """Searches the words of one header for the columns of a layout."""

    def __init__(self, layout: Layout, naming: Naming, words: Sequence[str]) -> None:
        self.layout, self.naming, self.words = layout, naming, words
        self.exact, self.plain = _positions(words, exact_header), _positions(words, plain_header)
        self.weights: Mapping[tuple[str, int], int] | None = None

    def header(self, row: int) -> Header:
        found = self._chosen()
        lacking = tuple(
            (column, self.naming.chosen[column.key])
            for column in self.layout.columns
            if column.key in self.naming.chosen and column.key not in found
        )
        open_keys = {column.key for column in self.layout.columns} - set(self.naming.chosen)
        found |= self._learnt(open_keys, _taken(found))
        taken = _taken(found)
        waiting = [column for column in self.layout.columns if column.key in open_keys - set(found)]
        for column in sorted(waiting, key=lambda column: column.weigh is None):
            at = self._weighed(column, taken) if column.weigh else self._usual(column, taken)
            if at:
                found[column.key] = _Found(at)
        ordered = {column.key: found[column.key] for column in self.layout.columns if column.key in found}
        return Header(
            row,
            {key: one.places for key, one in ordered.items()},
            tuple(self.words),
            self._claims(_taken(found)),
            frozenset(key for key, one in ordered.items() if one.learnt),
            lacking=lacking,
        )

    def named(self, names: Iterable[str]) -> list[int]:
        """Returns the positions with one of the names. Where a name stands exactly, its decorated forms don't count."""
        at = [place for name in names for place in self.exact.get(name) or self.plain.get(name) or ()]
        return sorted(set(at))

    def _chosen(self) -> dict[str, _Found]:
        keys = {column.key for column in self.layout.columns}
        return {
            key: _Found(at)
            for key, heading in self.naming.chosen.items()
            if key in keys and (at := self.exact.get(exact_header(heading)))
        }

    def _learnt(self, keys: set[str], taken: set[int]) -> dict[str, _Found]:
        found: dict[str, _Found] = {}
        for heading, key in self.naming.learnt.items():
            at = [place for place in self.exact.get(exact_header(heading), ()) if place not in taken]
            if key in keys and key not in found and at:
                found[key] = _Found(at, learnt=True)
        return found

    def _usual(self, column: Column, taken: set[int]) -> list[int]:
        at = [place for place in self.named(column.names) if place not in taken]
        if at:
            return at
        faint = [[place for place in self.named([name]) if place not in taken] for name in column.faint]
        faint = [places for places in faint if places]
        if not column.required:
            return faint[0] if faint else []
        return sorted(place for places in faint for place in places)

    def _weighed(self, column: Column, taken: set[int]) -> list[int]:
        """Returns the position that fits best, and takes all that fit from the other columns."""
        order = [place for name in column.names for place in self.named([name]) if place not in taken]
        if self.weights is None:
            return order[:1]
        fits = {place: weight for place in order if (weight := self.weights.get((column.key, place), 0))}
        taken |= set(fits)
        return [max(fits, key=lambda place: fits[place])] if fits else []

    def _claims(self, taken: set[int]) -> dict[str, list[int]]:
        claims = {}
        for key, names in self.layout.claims:
            at = [place for name in names for place in self.plain.get(name, ()) if place not in taken]
            if at:
                claims[key] = at
        return claims


def _taken(found: Mapping[str, _Found]) -> set[int]:
    return {place for one in found.values() for place in one.places}


def _row_words(row: Sequence[Cell]) -> list[str]:
    return [visible(str(cell)) if cell is not None else "" for cell in row]


def _together(above: list[str], below: list[str]) -> list[str]:
    """Joins the words of two rows: “思想政治素质” stands over “成绩” and over the blank cell's “等次” beside it."""
    words, group = [], ""
    for upper, lower in zip(above, below, strict=True):
        own = not lower or lower in REASONS.values()
        group = upper or ("" if own else group)
        words.append(group if not lower or group == lower else group + lower)
    return words


def _positions(words: Iterable[str], form: Callable[[str], str]) -> dict[str, list[int]]:
    by_name: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        by_name.setdefault(form(word), []).append(at)
    by_name.pop("", None)
    return by_name


def present(naming: Naming, header: Header) -> Naming:
    """Returns the naming with only those choices whose heading stands in this header, for files of several tables."""
    here = {exact_header(words) for words in header.words}
    chosen = {key: heading for key, heading in naming.chosen.items() if exact_header(heading) in here}
    return replace(naming, chosen=chosen)
