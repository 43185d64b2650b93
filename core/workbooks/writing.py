"""Plain rows to an .xlsx for Excel and WPS: numbers as numbers, identifiers and all else as text (R4.11).

Text never becomes a formula, whatever it begins with: a name like “=cmd|…” stays a name.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import Enum
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill

from core.workbooks.parts import column_letter

Value = str | int | Decimal | datetime | bool | None
Target = Path | str | IO[bytes]


class Kind(Enum):
    """How a column is written; the value is Excel's number format."""

    TEXT = "@"
    INTEGER = "0"
    DECIMAL = "0.00"
    DATETIME = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an export: `key` in the rows and in a user's choice of columns, `header` on the sheet."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In half-width characters; a Chinese one takes two."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet; rows are in the order of the fields."""

    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Value]] = ()


_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 32_767
_SURROGATES = re.compile("[\ud800-\udfff\ufffe\uffff]")
_HEADER_FILL = PatternFill("solid", fgColor="FFEFF3F8")


def write_table(
    target: Target, title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> None:
    """One sheet of rows; times are shown on the clock of `tz` (Excel knows no zones)."""
    write_pages(target, [Page(title, fields, rows)], tz)


def write_pages(target: Target, pages: Iterable[Page], tz: tzinfo | None = None, notes: Sequence[str] = ()) -> None:
    """Several sheets, and `notes` on a last one named 说明, which every import passes over."""
    workbook = Workbook(write_only=True)
    taken: set[str] = set()
    for page in pages:
        sheet: Any = workbook.create_sheet(sheet_title(page.title, taken))
        _fill(sheet, page, tz)
    if notes:
        sheet = workbook.create_sheet("说明")
        sheet.column_dimensions["A"].width = 100
        for note in notes:
            sheet.append([_filled(_blank(sheet, Kind.TEXT), note, Kind.TEXT, None)])
    workbook.save(target)


def table_bytes(
    title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> bytes:
    buffer = BytesIO()
    write_table(buffer, title, fields, rows, tz)
    return buffer.getvalue()


def chosen(fields: Sequence[Field], keys: Sequence[str] | None) -> list[Field]:
    """The user's columns in the user's order (R7.8); all of them when none are named. KeyError for an unknown one."""
    by_key = {field.key: field for field in fields}
    return [by_key[key] for key in dict.fromkeys(keys)] if keys else list(fields)


def in_order(fields: Sequence[Field], rows: Iterable[Mapping[str, Value]]) -> Iterable[list[Value]]:
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


def _fill(sheet: Any, page: Page, tz: tzinfo | None) -> None:
    for index, field in enumerate(page.fields):
        dimension = sheet.column_dimensions[column_letter(index)]
        dimension.width = max(field.width, _shown_width(field.header) + 4)
        dimension.number_format = field.kind.value
    sheet.freeze_panes = "A2"
    sheet.append([_header(sheet, field.header) for field in page.fields])
    cells = [_blank(sheet, field.kind) for field in page.fields]
    kinds = [field.kind for field in page.fields]
    count = 1
    for row in page.rows:
        sheet.append(list(map(_filled, cells, row, kinds, repeat(tz))))
        count += 1
    if page.fields:
        sheet.auto_filter.ref = f"A1:{column_letter(len(page.fields) - 1)}{count}"


def _header(sheet: Any, words: str) -> Cell | None:
    cell = _blank(sheet, Kind.TEXT)
    cell.font, cell.fill, cell.alignment = Font(bold=True), _HEADER_FILL, Alignment(horizontal="center")
    return _filled(cell, words, Kind.TEXT, None)


def _blank(sheet: Any, kind: Kind) -> Cell:
    """The one cell of its column: a row is written as soon as it is appended, so every row reuses it and its style."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.number_format = kind.value
    return cell


def _filled(cell: Cell, value: Value, kind: Kind, tz: tzinfo | None) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str) or kind is Kind.TEXT:
        cell.value = _SURROGATES.sub("", ILLEGAL_CHARACTERS_RE.sub("", str(value)))[:_LONGEST]
        cell.data_type = "s"  # openpyxl takes a leading “=” for a formula and “#N/A” for an error
        return cell
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(tz).replace(tzinfo=None)
    cell.value = value
    return cell


def _shown_width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
