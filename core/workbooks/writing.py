"""Plain rows to an .xlsx for Excel and WPS: numbers as numbers, identifiers and all else as text (R4.11).

Text never becomes a formula, whatever it begins with: a name like “=cmd|…” stays a name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from core.workbooks.styles import Kind, Value, cell_of, header_of, holding, new_sheet, style_column, writer

__all__ = [
    "Field",
    "Kind",
    "Page",
    "Sheet",
    "Value",
    "chosen",
    "in_order",
    "rank_label",
    "table_bytes",
    "write_pages",
    "write_table",
]

Target = Path | str | IO[bytes]
NOTES_TITLE = "说明"
"""The sheet that every import passes over."""

_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an export: `key` in the rows and in a user's choice of columns, `header` on the sheet."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In half-width characters; a Chinese one takes two."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it will be written: its title, columns, and cells in their order."""

    title: str
    fields: Sequence[Field]
    cells: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet; rows are in the order of the fields."""

    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Value]] = ()


def write_table(
    target: Target, title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> None:
    """One sheet of rows; times are shown on the clock of `tz` (Excel knows no zones)."""
    write_pages(target, [Page(title, fields, rows)], tz)


def table_bytes(
    title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> bytes:
    buffer = BytesIO()
    write_table(buffer, title, fields, rows, tz)
    return buffer.getvalue()


def write_pages(target: Target, pages: Sequence[Page], tz: tzinfo | None = None, notes: Sequence[str] = ()) -> None:
    """Several sheets, and `notes` on a last one."""
    taken = {NOTES_TITLE}
    with _saved(target) as book:
        for page in pages:
            _fill(new_sheet(book, sheet_title(page.title, taken)), page, tz)
        if notes:
            _note(new_sheet(book, NOTES_TITLE), notes)


def chosen(fields: Sequence[Field], keys: Sequence[str] | None) -> list[Field]:
    """The user's columns in the user's order (R7.8); all of them when none are named. KeyError for an unknown one."""
    by_key = {field.key: field for field in fields}
    return [by_key[key] for key in dict.fromkeys(keys)] if keys else list(fields)


def in_order(fields: Sequence[Field], rows: Iterable[Mapping[str, Value]]) -> Iterator[list[Value]]:
    """Rows by key, as queries give them, to rows in the order of the fields."""
    keys = [field.key for field in fields]
    return ([row.get(key) for key in keys] for row in rows)


def rank_label(position: int | None, size: int | None) -> str | None:
    """A rank is always given with its divisor: "2/5"."""
    return None if position is None or size is None else f"{position}/{size}"


def sheet_title(title: str, taken: set[str]) -> str:
    """As Excel allows it: at most 31 characters, none of its marks, each once."""
    plain = _TITLE_FORBIDDEN.sub("_", title).strip("' ")[:31] or "Sheet"
    unique, count = plain, 1
    while unique.lower() in taken:
        count += 1
        unique = f"{plain[: 30 - len(str(count))]}_{count}"
    taken.add(unique.lower())
    return unique


@contextmanager
def _saved(target: Target) -> Iterator[Workbook]:
    """openpyxl removes a sheet's temporary file only when the book is saved: so it is, whatever happens."""
    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        book.save(BytesIO())
        raise
    book.save(target)


def _fill(sheet: Any, page: Page, tz: tzinfo | None) -> None:
    """Row by row as they come."""
    sheet.freeze_panes = "A2"
    for number, field in enumerate(page.fields, 1):
        style_column(sheet, number, max(field.width, _shown_width(field.header) + 4), field.kind)
    header = header_of(sheet)
    sheet.append(holding(header, field.header) for field in page.fields)
    writers = [writer(sheet, field.kind, tz) for field in page.fields]
    last = 1
    for row in page.rows:
        sheet.append(write(value) for write, value in zip(writers, row, strict=True))
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.fields))}{last}"


def _note(sheet: Any, notes: Sequence[str]) -> None:
    style_column(sheet, 1, 100, Kind.TEXT)
    text = cell_of(sheet, Kind.TEXT)
    for note in notes:
        sheet.append([holding(text, note)])


def _shown_width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
