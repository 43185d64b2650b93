"""Plain rows are written to an .xlsx for Excel and WPS: numbers as numbers, identifiers and all else as text (R4.11).

Text never becomes a formula, whatever it begins with: a name like “=cmd|…” stays a name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks.styles import Kind, Value, Write, new_sheet, style_column, style_of, text_cell, writer

__all__ = [
    "CopiedSheet",
    "Field",
    "Kind",
    "Page",
    "Sheet",
    "Value",
    "by_sheet",
    "chosen",
    "classed",
    "in_order",
    "sheet_bytes",
    "write_pages",
    "write_table",
]

Target = Path | str | IO[bytes]
NOTES_TITLE = "说明"
"""The title of the sheet that every import skips."""

_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """Describes one column of a sheet: `key` in the rows and in a user's choice of columns, `header` on the sheet."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """The width in half-width characters; a Chinese character takes two."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds a table before it is written: its title, columns, and cells in their order.

    `by_class`: each row has one more value than there are columns, the title of its class's sheet.
    """

    title: str
    fields: Sequence[Field]
    cells: list[list[Any]]
    by_class: bool = False

    @property
    def count(self) -> int:
        return len(self.cells)


@dataclass(frozen=True, slots=True)
class CopiedSheet:
    """Holds the same for `count` rows as PostgreSQL's COPY returned them (see `copied`)."""

    title: str
    fields: Sequence[Field]
    data: bytes
    count: int
    by_class: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Describes one sheet; rows are in the order of the fields."""

    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Value]] = ()
    frozen: int = 0
    """The number of columns that stay in view beside the header."""
    checks: Sequence[DataValidation] = ()
    """The values that a cell to be filled in may hold."""
    hidden: bool = False
    named: str = ""
    """The name by which other sheets' checks refer to the rows of the first column."""


def write_table(
    target: Target, title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> None:
    """Writes one sheet of rows; times are shown in the zone `tz` (Excel knows no zones)."""
    write_pages(target, [Page(title, fields, rows)], tz)


def sheet_bytes(sheet: Sheet, tz: tzinfo | None = None) -> bytes:
    """Writes all rows on one sheet, or one sheet for each class."""
    buffer = BytesIO()
    column = len(sheet.fields) if sheet.by_class else None
    write_pages(buffer, by_sheet(sheet.title, sheet.fields, sheet.cells, column), tz)
    return buffer.getvalue()


def write_pages(
    target: Target,
    pages: Iterable[Page],
    tz: tzinfo | None = None,
    notes: Sequence[str] = (),
    writer: Callable[[Any, Kind, tzinfo | None], Write] = writer,
) -> None:
    """Writes several sheets, and `notes` on a last one; a page is written before the next one is requested.

    Args:
        writer: makes the writer of a column, for values or for the texts of a COPY (see `copied`).
    """
    used_titles = {NOTES_TITLE}
    with _saved(target) as book:
        for page in pages:
            sheet = new_sheet(book, sheet_title(page.title, used_titles))
            last = _fill(sheet, page, [writer(sheet, field.kind, tz) for field in page.fields])
            if page.named:
                book.defined_names[page.named] = DefinedName(page.named, attr_text=f"'{sheet.title}'!$A$2:$A${last}")
            sheet.close()  # a sheet for each class of a university is more files than may be open at once
        if notes:
            _note(new_sheet(book, NOTES_TITLE), notes)


def by_sheet(
    title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], column: int | None
) -> Iterator[Page]:
    """Yields one sheet for all rows, or, with a `column`, one sheet for each run of rows that are alike in it: a
    class's (R5.6).

    Args:
        title: the sheet's, where there is one, or no row.
        column: counted from 0; its values become the titles. One behind the fields is not written.
    """
    if column is None:
        yield Page(title, fields, rows)
        return
    empty = True
    for name, alike in groupby(rows, itemgetter(column)):
        empty = False
        yield Page(str(name or title), fields, (row[: len(fields)] for row in alike))
    if empty:
        yield Page(title, fields)


def classed(cells: Iterable[Sequence[Any]], rows: Iterable[Any]) -> list[list[Any]]:
    """Appends the title of its class's sheet to each row; names alone may be shared."""
    return [[*one, f"{row.school_class} {row.class_code}"] for one, row in zip(cells, rows, strict=True)]


def chosen(fields: Sequence[Field], keys: Sequence[str] | None) -> list[Field]:
    """Returns the user's columns in the user's order (R7.8), or all of them if none are named. An
    unknown one is a KeyError.
    """
    by_key = {field.key: field for field in fields}
    return [by_key[key] for key in dict.fromkeys(keys)] if keys else list(fields)


def in_order(fields: Sequence[Field], rows: Iterable[Mapping[str, Value]]) -> Iterator[list[Value]]:
    """Converts rows by key, as queries return them, to rows in the order of the fields."""
    keys = [field.key for field in fields]
    return ([row.get(key) for key in keys] for row in rows)


def sheet_title(title: str, used_titles: set[str]) -> str:
    """Makes a title that Excel allows: at most 31 characters, without its marks, each once."""
    plain = _TITLE_FORBIDDEN.sub("_", title).strip("' ")[:31] or "Sheet"
    unique, count = plain, 1
    while unique.lower() in used_titles:
        count += 1
        unique = f"{plain[: 30 - len(str(count))]}_{count}"
    used_titles.add(unique.lower())
    return unique


@contextmanager
def _saved(target: Target) -> Iterator[Workbook]:
    """Saves the book in any case, because openpyxl removes a sheet's temporary file only then."""
    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        book.save(BytesIO())
        raise
    book.save(target)


def _fill(sheet: Any, page: Page, writers: Sequence[Write]) -> int:
    """Writes rows as they come, and returns the number of the last one."""
    sheet.freeze_panes = f"{get_column_letter(page.frozen + 1)}2"
    sheet.sheet_state = "hidden" if page.hidden else "visible"
    sheet.data_validations.dataValidation = list(page.checks)
    for number, field in enumerate(page.fields, 1):
        style_column(sheet, number, max(field.width, _shown_width(field.header) + 4), field.kind)
    header = style_of(sheet, Kind.TEXT, header=True)
    sheet.append([text_cell(header, field.header) for field in page.fields])
    last = 1
    for row in page.rows:
        sheet.append([write(value) for write, value in zip(writers, row, strict=True)])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.fields))}{last}"
    return last


def _note(sheet: Any, notes: Sequence[str]) -> None:
    style_column(sheet, 1, 100, Kind.TEXT)
    text = style_of(sheet, Kind.TEXT)
    for note in notes:
        sheet.append([text_cell(text, note)])


def _shown_width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
