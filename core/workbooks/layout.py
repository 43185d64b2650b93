"""The columns that a template has, and finding them in a sheet as people send it (R4.1, R9.2)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.workbooks.cells import Cell, Converter, visible
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode, Unreadable
from core.workbooks.reading import Grid
from core.workbooks.writing import Kind

HEADER_WITHIN = 10
"""A title and a few lines of notes may stand above the header."""

_HINT = re.compile(r"\(.*?\)|[\s*:]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template: `key` in the code, `header` on the sheet, other headers that offices write for it."""

    key: str
    header: str
    convert: Converter
    required: bool = True
    also: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    """How its template formats it."""


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    """Keys whose values together stand on one row only."""

    @property
    def headers(self) -> str:
        return "、".join(column.header + ("*" if column.required else "") for column in self.columns)

    @property
    def headings(self) -> "Layout":
        """What finds the table again, and can be sent to the worker process: converters can't."""
        return Layout(tuple(replace(column, convert=unread) for column in self.columns), self.unique)


def unread(_: Cell) -> None:
    """The converter of a column whose cells nobody asks for."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header row is, and at which position each known column was found."""

    row: int
    places: dict[str, list[int]]

    def complete(self, layout: Layout) -> bool:
        return all(column.key in self.places for column in layout.columns if column.required)


def plain_header(cell: Cell) -> str:
    """A header as compared: half-width, without “*”, spaces, colons and remarks in parentheses."""
    return _HINT.sub("", unicodedata.normalize("NFKC", visible(str(cell or ""))))


def find_header(grid: Grid, layout: Layout) -> Header | None:
    """The row among the first ten with most known headers; one known header alone may be a word in a title."""
    found = [Header(index, _places(row, layout)) for index, row in enumerate(grid.rows[:HEADER_WITHIN])]
    best = max(found, key=lambda header: len(header.places), default=None)
    return best if best and len(best.places) >= min(2, len(layout.columns)) else None


def _places(row: Sequence[Cell], layout: Layout) -> dict[str, list[int]]:
    by_name: dict[str, list[int]] = {}
    for index, cell in enumerate(row):
        by_name.setdefault(plain_header(cell), []).append(index)
    places: dict[str, list[int]] = {}
    for column in layout.columns:
        for name in (column.header, *column.also):
            if name in by_name:
                places[column.key] = by_name[name]
                break
    return places


def choose_sheet(grids: Sequence[Grid], layout: Layout) -> tuple[Grid, Header]:
    """The sheet that holds the table. Two are refused: taking the first would lose the other's rows in silence."""
    if not any(grid.rows for grid in grids):
        raise Unreadable(Problem(ProblemCode.EMPTY_SHEET, "工作簿是空的", "the workbook is empty"))
    found = [(grid, header) for grid in grids if (header := find_header(grid, layout))]
    if not found:
        raise Unreadable(
            Problem(
                ProblemCode.NO_HEADER,
                f"前 {HEADER_WITHIN} 行中没有找到表头：应有 {layout.headers}",
                f"no header row within the first {HEADER_WITHIN} rows: expected {layout.headers}",
            )
        )
    whole = [pair for pair in found if pair[1].complete(layout)]
    if len(whole) > 1:
        names = [grid.name for grid, _ in whole]
        raise Unreadable(
            Problem(
                ProblemCode.SEVERAL_SHEETS,
                f"多个工作表都含有这些列：{'、'.join(names)}；请合并到一个工作表",
                f"several sheets hold these columns: {', '.join(names)}; put all rows on one sheet",
            )
        )
    return (whole or found)[0]


def header_problems(grid: Grid, header: Header, layout: Layout) -> list[Problem]:
    problems = []
    unknown = _unknown_headers(grid, header)
    note_zh = f"；未识别的列：{'、'.join(unknown)}" if unknown else ""
    note_en = f"; columns not recognised: {', '.join(unknown)}" if unknown else ""
    row, sheet = header.row + 1, grid.name or None
    for column in layout.columns:
        where = header.places.get(column.key, [])
        if not where and column.required:
            zh = f"缺少“{column.header}”列：应有 {layout.headers}{note_zh}"
            en = f"the column “{column.header}” is missing: expected {layout.headers}{note_en}"
            problems.append(Problem(ProblemCode.MISSING_COLUMN, zh, en, row, column.header, None, sheet))
        if len(where) > 1:
            letters = "、".join(map(column_letter, where))
            zh = f"“{column.header}”列出现了 {len(where)} 次（{letters}）"
            en = f"the column “{column.header}” stands there {len(where)} times ({letters})"
            problems.append(Problem(ProblemCode.DOUBLED_COLUMN, zh, en, row, column.header, None, sheet))
    return problems


def _unknown_headers(grid: Grid, header: Header) -> list[str]:
    known = {place for places in header.places.values() for place in places}
    cells = (cell for index, cell in enumerate(grid.rows[header.row]) if index not in known)
    return [words[:20] for cell in cells if (words := visible(str(cell)))][:20]
