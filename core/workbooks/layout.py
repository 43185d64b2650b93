"""A template has these columns, and a sheet is searched for them as people send it (R4.1, R9.2)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from core.identifiers import half_width, visible
from core.workbooks.cells import Cell
from core.workbooks.converters import Converter
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode
from core.workbooks.reading import Grid
from core.workbooks.writing import Kind

HEADER_WITHIN = 10
"""The number of rows in which the header must be; a title and a few notes may stand above it."""

REASONS = {"zh": "错误", "en": "Errors"}
"""The header of the column of reasons in a marked workbook, behind its contents."""

_MARKS = re.compile(r"[\s*:]")
_REMARK = re.compile(r"\(.*?\)|\[.*?\]")


@dataclass(frozen=True, slots=True)
class Column:
    """Describes one column of a template: its `key` in the code, its `header` on the sheet, and other
    headers of offices.
    """

    key: str
    header: str
    convert: Converter
    required: bool = True
    also: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    """The format of the column in the template."""
    is_code: bool = False
    """Says that two values may differ only by case or leading zeros, as numbers and codes do."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header, *self.also)


Claims = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns that name something about the whole file, such as its academic year: keys with their headers."""


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    """Keys whose values together may occur in one row only."""
    claims: Claims = ()

    @property
    def headers(self) -> str:
        return "、".join(column.header + ("*" if column.required else "") for column in self.columns)

    @property
    def headings(self) -> "Layout":
        """Returns a copy that finds the table again and can be sent to the worker process, which converters can't."""
        return replace(self, columns=tuple(replace(column, convert=unread) for column in self.columns))


def unread(_: Cell) -> None:
    """Converts nothing; it stands in for columns whose cells nobody reads."""


@dataclass(frozen=True, slots=True)
class Header:
    """Says where the header is (its last row, if it has two), and at which positions each known column was found."""

    row: int
    places: dict[str, list[int]]
    words: tuple[str, ...] = ()
    """The headers as they are written, by position; a header of two rows has both words joined."""
    claims: dict[str, list[int]] = field(default_factory=dict)

    def complete(self, layout: Layout) -> bool:
        return not self.missing(layout)

    def missing(self, layout: Layout) -> list[Column]:
        return [column for column in layout.columns if column.required and column.key not in self.places]

    @property
    def unknown(self) -> list[str]:
        """Lists the headers of the columns that are not read."""
        known = {at for places in (*self.places.values(), *self.claims.values()) for at in places}
        return [words[:20] for at, words in enumerate(self.words) if words and at not in known]


def exact_header(words: str) -> str:
    """Returns a header for comparison: half-width, without “*”, spaces and colons."""
    return _MARKS.sub("", half_width(words))


def plain_header(words: str) -> str:
    """Returns the same without remarks in brackets: “成绩（百分制）” becomes “成绩”."""
    return _REMARK.sub("", exact_header(words))


def find_header(grid: Grid, layout: Layout) -> Header | None:
    """Finds the row, or the two rows together, with most known headers among the first ten rows.

    One known header alone may be a word in a title.
    """
    found = [
        (len(header.places), -rows, -index, header)
        for index in range(min(HEADER_WITHIN, len(grid.rows)))
        for rows in (1, 2)
        if (header := _header(grid, layout, index, rows))
    ]
    best = max(found, key=lambda one: one[:3], default=None)
    return best[-1] if best and best[0] >= min(2, len(layout.columns)) else None


def _header(grid: Grid, layout: Layout, index: int, rows: int) -> Header | None:
    if index + rows > len(grid.rows):
        return None
    words = _row_words(grid.rows[index])
    if rows == 2:
        words = _together(words, _row_words(grid.rows[index + 1]))
    exact, plain = _positions(words, exact_header), _positions(words, plain_header)
    places = {c.key: at for c in layout.columns if (at := _first_of(c.names, exact) or _first_of(c.names, plain))}
    claims = {key: at for key, names in layout.claims if (at := [one for name in names for one in plain.get(name, [])])}
    return Header(index + rows - 1, places, tuple(words), claims)


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


def _first_of(names: Iterable[str], positions: dict[str, list[int]]) -> list[int] | None:
    return next((positions[name] for name in names if name in positions), None)


def header_problems(grid: Grid, header: Header, layout: Layout) -> list[Problem]:
    """Reports the missing columns in one problem, and each column that appears twice."""
    row, sheet = header.row + 1, grid.name or None
    problems = []
    missing = header.missing(layout)
    if missing:
        zh, en = missing_words(header, layout, missing)
        only = missing[0].header if len(missing) == 1 else None
        problems.append(Problem(ProblemCode.MISSING_COLUMN, zh, en, row, only, None, sheet))
    for column in layout.columns:
        where = header.places.get(column.key, [])
        if len(where) > 1:
            stand = "、".join(f"{column_letter(at)} 列“{header.words[at]}”" for at in where)
            zh = f"“{column.header}”列出现了 {len(where)} 次（{stand}）：请只保留要导入的一列"
            en = f"the column “{column.header}” appears {len(where)} times ({stand}): keep only one of them"
            problems.append(Problem(ProblemCode.DOUBLED_COLUMN, zh, en, row, column.header, None, sheet))
    return problems


def missing_words(header: Header, layout: Layout, missing: Sequence[Column]) -> tuple[str, str]:
    """Says what is missing and what was found, once for all columns."""
    lacking = "、".join(column.header for column in missing)
    unknown = header.unknown[:20]
    note_zh = f"；未识别的列：{'、'.join(unknown)}" if unknown else ""
    note_en = f"; columns not recognised: {', '.join(unknown)}" if unknown else ""
    if len(missing) == 1:
        zh = f"缺少“{lacking}”列：应有 {layout.headers}{note_zh}"
        return zh, f"the column “{lacking}” is missing: expected {layout.headers}{note_en}"
    found = "、".join(c.header for c in layout.columns if c.key in header.places)
    zh = f"缺少 {len(missing)} 列：{lacking}；已找到：{found}{note_zh}"
    return zh, f"{len(missing)} columns are missing: {lacking}; found: {found}{note_en}"
