"""A template has these columns, and a sheet is searched for them as people send it (R4.1, R9.2)."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.identifiers import half_width
from core.workbooks.cells import Cell
from core.workbooks.converters import Converter
from core.workbooks.writing import Kind

HEADER_WITHIN = 10
"""The number of rows in which the header must be; a title and a few notes may stand above it."""

REASONS = {"zh": "错误", "en": "Errors"}
"""The header of the column of reasons in a marked workbook, behind its contents."""

_MARKS = re.compile(r"[\s*:]")
_REMARK = re.compile(r"\(.*?\)|\[.*?\]")


Weigh = Callable[[str, Collection[Cell]], int]


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
    """The names that mean the same as `header`; two of them in one file are refused (R10.1)."""
    kind: Kind = Kind.TEXT
    """The format of the column in the template."""
    is_code: bool = False
    """Says that two values may differ only by case or leading zeros, as numbers and codes do."""
    faint: tuple[str, ...] = ()
    """The names that count only where none of the others stands, such as 课程类别 for 课程性质."""
    weigh: Weigh | None = None
    """Says by heading and values how well a column fits; 0 is not at all. Of several, the best one is read."""
    in_template: bool = True
    """Says that templates have the column. Others are read where a file has them."""
    row_may_go: bool = False
    """Says that a row without this value may as well be left out of the file."""
    under: Callable[[str, Cell], Cell] | None = None
    """Reads a cell by the heading above it: 是 under 是否重修 is 重修."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header, *self.also)

    @property
    def every_name(self) -> tuple[str, ...]:
        return (*self.names, *self.faint)


Claims = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns that name something about the whole file, such as its academic year: keys with their headers."""


class CodeAndName(NamedTuple):
    """Says under which headings one cell may hold a code and a name: the columns' keys; the name may be nobody's."""

    names: tuple[str, ...]
    code: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    """Keys whose values together may occur in one row only."""
    claims: Claims = ()
    together: tuple[CodeAndName, ...] = ()
    """Columns that may stand in one cell, such as “[MA101]高等数学”."""
    fill: Callable[[dict[str, list[Any]]], None] | None = None
    """Fills blank cells from other columns of their row, before blank cells are reported."""

    @property
    def headers(self) -> str:
        return "、".join(column.header + ("*" if column.required else "") for column in self.offered)

    @property
    def offered(self) -> tuple[Column, ...]:
        """Returns the columns of templates and messages."""
        return tuple(column for column in self.columns if column.in_template)

    @property
    def headings(self) -> "Layout":
        """Returns a copy that finds the table again and can be sent to the worker process, which converters can't."""
        bare = tuple(replace(column, convert=unread, under=None) for column in self.columns)
        return replace(self, columns=bare, fill=None)


def unread(_: Cell) -> None:
    """Converts nothing; it stands in for columns whose cells nobody reads."""


class ReadColumn(NamedTuple):
    """Says what one column of a file was read as. `title` is our name of it, `heading` the file's."""

    key: str
    title: str
    heading: str
    letter: str
    sheet: str | None
    learnt: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """Says which headings mean what, beside their usual names; a choice goes before what was learnt.

    Attributes:
        chosen: headings of this file by key.
        learnt: keys by heading, the latest first.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    learnt: Mapping[str, str] = field(default_factory=dict)


USUAL = Naming()


@dataclass(frozen=True, slots=True)
class Header:
    """Says where the header is (its last row, if it has two), and at which positions each known column was found."""

    row: int
    places: dict[str, list[int]]
    words: tuple[str, ...] = ()
    """The headers as they are written, by position; a header of two rows has both words joined."""
    claims: dict[str, list[int]] = field(default_factory=dict)
    learnt: frozenset[str] = frozenset()
    """The keys of the columns that were found by a heading that the college had used before."""
    split: frozenset[str] = frozenset()
    """The keys of the columns whose cells hold a code and a name together."""
    lacking: tuple[tuple[Column, str], ...] = ()
    """The columns whose chosen heading does not stand here, with that heading."""

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
