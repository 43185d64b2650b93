"""A sheet reuses one cell for all values of a kind.

openpyxl writes a cell before it asks for the next one, so a new cell for each value would only cost time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from openpyxl import LXML, Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

Value = str | int | Decimal | datetime | None
Write = Callable[[Value], Cell | None]
"""Turns a value into the cell that now holds it, or nothing for a blank, whose column has a style anyway."""

_PLAIN = Font(name="等线", size=11)
_BOLD = Font(name="等线", size=11, bold=True)
_SHADE = PatternFill("solid", fgColor="EFF3F8")
_CENTRED = Alignment(horizontal="center")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Forbids more than openpyxl does: half a character, too, would break the file."""
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Matches what Excel reads as the number of a character, as in “_x000D_”."""


class Kind(Enum):
    """Says how a column is written; the value is its number format."""

    TEXT = "@"
    INTEGER = "0"
    DECIMAL = "0.00"
    BOOLEAN = "General"
    """是 or 否."""
    DATETIME = r"yyyy\-mm\-dd\ hh:mm"


class _Cell(Cell):
    """Stores the number of its style, which openpyxl would compute again for each value."""

    has_style = True

    @cached_property
    def style_id(self) -> int:
        return super().style_id


def new_sheet(book: Workbook, title: str) -> Any:
    sheet: Any = book.create_sheet(title)
    sheet._values_to_row = _placed  # neither is public; without them, writing is only slower
    begin = sheet._get_writer

    def begun() -> None:
        begin()
        sheet._writer.write_row = _written

    sheet._get_writer = begin if LXML else begun  # lxml's files accept no text that is already XML
    return sheet


def style_column(sheet: Any, number: int, width: int, kind: Kind) -> None:
    """Styles the cells of a column that nothing was written to."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width = width
    column.number_format = kind.value
    column.font = _PLAIN


def cell_of(sheet: Any, kind: Kind) -> Cell:
    cell = _Cell(sheet, 1, 1)
    cell.number_format = kind.value
    cell.font = _PLAIN
    return cell


def header_of(sheet: Any) -> Cell:
    cell = cell_of(sheet, Kind.TEXT)
    cell.font = _BOLD
    cell.fill = _SHADE
    cell.alignment = _CENTRED
    return cell


def holding(cell: Cell, words: str) -> Cell | None:
    """Fills the cell with text. The type is set after the value, because openpyxl takes "=1" for a formula and "#N/A"
    for an error.
    """
    plain = words if words.isalnum() else _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", words.replace("\r\n", "\n")))
    cell.value = plain
    cell.data_type = "s"
    return cell if plain else None


def writer(sheet: Any, kind: Kind, tz: tzinfo | None) -> Write:
    """Returns the writer of one column's values; a word in a column of numbers stays a word."""
    text, moment, number = (cell_of(sheet, each) for each in (Kind.TEXT, Kind.DATETIME, kind))

    def write(value: Value) -> Cell | None:
        if value is None:
            return None
        if isinstance(value, str):
            return holding(text, value)
        if kind is Kind.TEXT or kind is Kind.BOOLEAN:
            return holding(text, ("否", "是")[value] if isinstance(value, bool) else str(value))
        if isinstance(value, datetime):
            moment.value = value.astimezone(tz).replace(tzinfo=None) if value.tzinfo else value
            return moment
        number.value = _digits(value)
        number.data_type = "n"
        return number

    return write


def _digits(value: int | Decimal) -> str:
    """Writes the exact digits: openpyxl's 16 digits of a float turn 92.07 into 92.06999999999999."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} cannot be written to a workbook")
    return format(value, "f") if isinstance(value, Decimal) else str(int(value))


def _written(xf: Any, cells: Iterable[Cell], row: int) -> None:
    """Writes a row as text. Building a tree for each cell would take most of openpyxl's time."""
    xf._file(f'<row r="{row}">{"".join(map(_xml, cells))}</row>')


def _xml(cell: Cell) -> str:
    start = f'<c r="{get_column_letter(cell.column)}{cell.row}" s="{cell.style_id}"'
    value: Any = cell.value
    if cell.data_type == "d":
        value = format(to_excel(value), ".16g")  # type: ignore[no-untyped-call]  # its stub says nothing
    if cell.data_type != "s":
        return f'{start} t="n"><v>{value}</v></c>'
    words = value if value.isalnum() else value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = "" if words.isalnum() or words == words.strip() else ' xml:space="preserve"'
    return f'{start} t="inlineStr"><is><t{space}>{words}</t></is></c>'


def _placed(cells: Iterable[Cell | None], row: int) -> Iterator[Cell]:
    """Does for rows of cells what openpyxl does for rows of anything, and saves a third of the whole time."""
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            cell.row, cell.column = row, column
            yield cell
