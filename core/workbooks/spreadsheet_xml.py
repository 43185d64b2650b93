"""An XML spreadsheet 2003, as Excel and many systems write it, usually under the name .xls (R10.2)."""

import math
import re
from dataclasses import dataclass, field
from datetime import datetime, time

from core.workbooks import guards
from core.workbooks.cells import Cell
from core.workbooks.grids import Grid
from core.workbooks.markup import walk
from core.workbooks.merging import Range, fill_merged
from core.workbooks.number_formats import displayed
from core.workbooks.parts import Places, column_letter
from core.workbooks.separated import decoded

_DECLARED = re.compile(r"^\s{0,64}<\?xml\b[^<>]{0,200}\?>")
_MOST_FORMATS = 10_000


@dataclass(slots=True)
class _Sheet:
    name: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    errors: Places = field(default_factory=set)
    unvalued: Places = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    styled: list[tuple[int, int, str]] = field(default_factory=list)
    width: int = 0


def xml_grids(data: bytes, max_rows: int) -> list[Grid]:
    """Returns the sheets that are shown.

    Raises:
        Unreadable: the XML is broken, or has more sheets, rows or cells than a workbook may have.
    """
    text = _DECLARED.sub("", decoded(data), count=1)
    book = _Book(max_rows)
    walk(text.encode(), book.started, book.ended, book.text)
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    guards.check_names([sheet.name for sheet in shown], [sheet.name for sheet in book.sheets])
    return [_grid(sheet, book.formats) for sheet in shown]


class _Book:
    """Takes the elements as they come. A cell's `Data` counts, and not the one of its comment."""

    def __init__(self, max_rows: int) -> None:
        self.max_rows = max_rows
        self.sheets: list[_Sheet] = []
        self.formats: dict[str, str] = {}
        self._style = ""
        self._inside: list[str] = []
        self._row = self._column = self._described = -1
        self._kind: str | None = None
        self._value: list[str] | None = None
        self._has_formula = False
        self._hides = False
        self._first = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        own = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        above = self._inside[-1] if self._inside else ""
        self._inside.append(name)
        match name:
            case "Style":
                self._style = own.get("ID", "")
            case "NumberFormat" if len(self.formats) < _MOST_FORMATS:
                self.formats[self._style] = own.get("Format", "")
            case "Worksheet":
                self._begin_sheet(own)
            case "Column" if self.sheets:
                self._describe(own)
            case "Row" if self.sheets:
                self._begin_row(own)
            case "Cell" if self.sheets and above == "Row":
                self._begin_cell(own)
            case "Data" if above == "Cell":
                self._kind, self._value = own.get("Type", "String"), []
            case "Visible":
                self._hides, self._value = True, []

    def text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def ended(self, name: str) -> None:
        self._inside.pop()
        if name == "Visible" and self._hides:
            if self.sheets and "".join(self._value or ()).strip() != "SheetVisible":
                self.sheets[-1].hidden = True
            self._hides, self._value = False, None
        elif name == "Data" and self._kind is not None:
            self._end_cell("".join(self._value or ()))
            self._kind, self._value = None, None

    def _begin_sheet(self, own: dict[str, str]) -> None:
        self.sheets.append(_Sheet(own.get("Name", "")))
        self._row = self._described = -1
        if len(self.sheets) > guards.MOST_SHEETS:
            raise guards.too_many_sheets()

    def _describe(self, own: dict[str, str]) -> None:
        first = _number(own.get("Index"), self._described + 2) - 1
        last = first + _number(own.get("Span"), 0)
        self._described = last
        if own.get("Hidden") == "1" or own.get("Width") == "0":
            self.sheets[-1].hidden_columns.update(range(first, min(last, guards.MOST_COLUMNS) + 1))

    def _begin_row(self, own: dict[str, str]) -> None:
        first = _number(own.get("Index"), self._row + 2) - 1
        last = first + _number(own.get("Span"), 0)
        self._row, self._column = last, -1
        if own.get("Hidden") == "1" or own.get("Height") == "0":
            self.sheets[-1].hidden_rows.update(range(first, min(last, self.max_rows + guards.ROWS_ABOVE) + 1))

    def _begin_cell(self, own: dict[str, str]) -> None:
        sheet, first = self.sheets[-1], _number(own.get("Index"), self._column + 2) - 1
        across, down = _number(own.get("MergeAcross"), 0), _number(own.get("MergeDown"), 0)
        self._column = first + across
        self._has_formula = bool(own.get("Formula"))
        if self._has_formula and first < guards.MOST_COLUMNS:
            sheet.unvalued.add((self._row, first))
        if across or down:
            sheet.merged.append(Range(self._row, first, self._row + down, first + across))
        if own.get("StyleID") in self.formats:
            sheet.styled.append((self._row, first, own["StyleID"]))
        self._first = first

    def _end_cell(self, text: str) -> None:
        sheet, row, column = self.sheets[-1], self._row, self._first
        if len(text) > guards.LONGEST_CELL:
            raise guards.too_long_cell(sheet.name or None, row + 1, column_letter(column))
        if row >= self.max_rows + guards.ROWS_ABOVE:
            raise guards.too_many_rows(self.max_rows, sheet.name or None)
        if column >= guards.MOST_COLUMNS:
            raise guards.too_wide()
        sheet.unvalued.discard((row, column))
        if self._kind == "Error":
            sheet.errors.add((row, column))
        elif text:
            sheet.rows.setdefault(row, {})[column] = _cell(self._kind or "", text)
            sheet.width = max(sheet.width, column + 1)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 7 else otherwise


def _cell(kind: str, text: str) -> Cell:
    plain = text.strip()
    try:
        if kind == "Number":
            value = float(plain[:60])
            return value if math.isfinite(value) else text
        if kind == "Boolean":
            return plain == "1"
        if kind == "DateTime":
            return _moment(datetime.fromisoformat(plain[:30]))
    except ValueError:
        return text
    return text


def _moment(moment: datetime) -> Cell:
    """Returns a date, or the time alone where the day says nothing."""
    if moment.year < 1900:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _grid(sheet: _Sheet, formats: dict[str, str]) -> Grid:
    last = max(sheet.rows, default=-1)
    if (last + 1) * sheet.width > guards.MOST_CELLS:
        raise guards.too_large("单元格过多", "there are too many cells")
    rows: list[list[Cell]] = [[""] * sheet.width for _ in range(last + 1)]
    for number, cells in sheet.rows.items():
        for column, value in cells.items():
            rows[number][column] = value
    grid = Grid(sheet.name, rows, _within(sheet.errors, rows), _within(sheet.unvalued, rows))
    grid.hidden_rows, grid.hidden_columns = sheet.hidden_rows, sheet.hidden_columns
    for row, column, style in sheet.styled:
        value = rows[row][column] if row <= last and column < sheet.width else None
        if type(value) is float and (words := displayed(formats[style], value)):
            grid.shown[row, column] = words
    grid.merged = fill_merged(sheet.merged, rows, [grid.errors, grid.unvalued], grid.shown)
    return grid


def _within(places: Places, rows: list[list[Cell]]) -> Places:
    return {(row, column) for row, column in places if row < len(rows) and column < len(rows[0])}
