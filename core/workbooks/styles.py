"""Rows are written as text: each value becomes the XML of its cell, and openpyxl does the rest of the book.

A tree or an object for each cell would take most of openpyxl's time.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

Value = str | int | Decimal | datetime | None
Write = Callable[[Value], str]
"""Turns a value into its cell's XML after the address, or into nothing for a blank, whose column has a style anyway."""

_PLAIN = Font(name="等线", size=11)
_BOLD = Font(name="等线", size=11, bold=True)
_SHADE = PatternFill("solid", fgColor="EFF3F8")
_CENTRED = Alignment(horizontal="center")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Forbids more than openpyxl does: half a character, too, would break the file."""
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Matches what Excel reads as the number of a character, as in “_x000D_”."""
_LONGEST = 32_767
"""Excel takes so many characters in a cell; openpyxl cuts texts there, too."""
_LETTERS = [get_column_letter(number) for number in range(1, 16_385)]


class Kind(Enum):
    """Says how a column is written; the value is its number format."""

    TEXT = "@"
    INTEGER = "0"
    DECIMAL = "0.00"
    BOOLEAN = "General"
    """是 or 否."""
    DATETIME = r"yyyy\-mm\-dd\ hh:mm"


def new_sheet(book: Workbook, title: str) -> Any:
    """Creates a sheet whose rows are lists of the texts that `Write` returns."""
    sheet: Any = book.create_sheet(title)
    begin = sheet._get_writer

    def begun() -> None:
        begin()
        sheet._writer.write_row = _write_row

    sheet._get_writer, sheet._values_to_row = begun, lambda cells, _row: cells  # neither is public
    return sheet


def style_column(sheet: Any, number: int, width: int, kind: Kind) -> None:
    """Styles the cells of a column that nothing was written to."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width = width
    column.number_format = kind.value
    column.font = _PLAIN


def style_of(sheet: Any, kind: Kind, *, header: bool = False) -> int:
    """Returns the number of a style of cells."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = kind.value
    cell.font = _BOLD if header else _PLAIN
    if header:
        cell.fill, cell.alignment = _SHADE, _CENTRED
    return int(cell.style_id)


def holding(cell: Cell, words: str) -> Cell | None:
    """Fills a cell of openpyxl with text. The type is set after the value, because openpyxl takes "=1" for a formula
    and "#N/A" for an error.
    """
    cell.value = plain = _plain(words)
    cell.data_type = "s"
    return cell if plain else None


def text_cell(style: int, words: str) -> str:
    """Returns a cell of text, whatever the words look like."""
    if words.isalnum() and len(words) <= _LONGEST:
        return f'" s="{style}" t="inlineStr"><is><t>{words}</t></is></c>'
    plain = _plain(words)[:_LONGEST]
    if not plain:
        return ""
    space = "" if plain == plain.strip() else ' xml:space="preserve"'
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'" s="{style}" t="inlineStr"><is><t{space}>{escaped}</t></is></c>'


def number_cell(style: int, digits: str) -> str:
    return f'" s="{style}" t="n"><v>{digits}</v></c>'


def moment_cell(style: int, moment: datetime, tz: tzinfo | None) -> str:
    shown = moment.astimezone(tz).replace(tzinfo=None) if moment.tzinfo else moment
    return number_cell(style, format(to_excel(shown), ".16g"))  # type: ignore[no-untyped-call]  # its stub says nothing


def writer(sheet: Any, kind: Kind, tz: tzinfo | None) -> Write:
    """Returns the writer of one column's values; a word in a column of numbers stays a word."""
    text, moment, number = (style_of(sheet, each) for each in (Kind.TEXT, Kind.DATETIME, kind))

    def write(value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return text_cell(text, value)
        if kind is Kind.TEXT or kind is Kind.BOOLEAN:
            return text_cell(text, ("否", "是")[value] if isinstance(value, bool) else str(value))
        if isinstance(value, datetime):
            return moment_cell(moment, value, tz)
        return number_cell(number, _digits(value))

    return write


def _plain(words: str) -> str:
    return words if words.isalnum() else _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", words.replace("\r\n", "\n")))


def _digits(value: int | Decimal) -> str:
    """Writes the exact digits: openpyxl's 16 digits of a float turn 92.07 into 92.06999999999999."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} cannot be written to a workbook")
    return format(value, "f") if isinstance(value, Decimal) else str(int(value))


def _write_row(xf: Any, cells: Sequence[str], row: int) -> None:
    written = [f'<c r="{letter}{row}{cell}' for letter, cell in zip(_LETTERS, cells, strict=False) if cell]
    xf._file(f'<row r="{row}">{"".join(written)}</row>')
