"""The uploaded workbook is given back with every fault written beside its cell (R4.2).

The faulty cell is red and holds the reason as a comment; a last column has all reasons of its row; a last sheet lists
every one. All of it is passed over when the corrected workbook is imported.
"""

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from core.workbooks import kinds
from core.workbooks.cells import EXACT_BELOW, Cell
from core.workbooks.grids import Grid
from core.workbooks.layout import USUAL, Layout, Naming
from core.workbooks.parts import objects_to_hold
from core.workbooks.problems import Unreadable
from core.workbooks.reading import read_grids
from core.workbooks.remarks import Marks, Remark, is_list, list_fields, listed, marks, on_no_row, title
from core.workbooks.sheets import Headed, choose_sheets
from core.workbooks.styles import holding
from core.workbooks.writing import sheet_title

__all__ = ["Found", "Remark", "marked", "written"]

MOST_CELLS = 600_000
"""The number of cells that are held in memory with their formats; above it, only the contents are given back."""

_AUTHOR = "综测"
_RED = "FFFFC9C9"
_LAST_COLUMN = 16_384
Found = list[tuple[Grid, Marks]]
"""The sheets of the table, and what is written on each."""


def marked(
    source: bytes,
    remarks: Sequence[Remark],
    layout: Layout,
    max_rows: int,
    language: str = "zh",
    naming: Naming = USUAL,
) -> bytes:
    """Marks the workbook in the worker process. The result is always an .xlsx, whatever was sent.

    Args:
        layout: the layout's `headings`, so that the sheet is found as the import finds it.
        naming: which headings mean what, beside their usual names.

    Raises:
        Unreadable: there is nothing to write on.
    """
    grids = read_grids(source, max_rows)
    found = [
        (grid, marks(grid, header, layout, _of_sheet(remarks, grid), language))
        for grid, header in _found(grids, layout, naming)
    ]
    return written(source, grids, found, remarks, language)


def written(source: bytes | None, grids: list[Grid], found: Found, remarks: Sequence[Remark], language: str) -> bytes:
    """Writes the marks into the workbook itself where that is possible, else into a new one with the same cells.

    Args:
        source: None if the grids come from several files.
    """
    if source and kinds.recognise(source) is kinds.Format.XLSX and objects_to_hold(source) <= MOST_CELLS:
        with suppress(Exception):  # openpyxl has many ways to fail on what Excel forgives
            return _mark_original(source, found, remarks, language)
    return _rewritten(grids, found, remarks, language)


def _of_sheet(remarks: Sequence[Remark], grid: Grid) -> list[Remark]:
    return [one for one in remarks if one.sheet in (None, grid.name)]


def _found(grids: list[Grid], layout: Layout, naming: Naming) -> list[Headed]:
    try:
        return choose_sheets(grids, layout, naming).sheets
    except Unreadable:
        return []


def _mark_original(source: bytes, found: Found, remarks: Sequence[Remark], language: str) -> bytes:
    """Keeps the workbook's own formats, formulas and other sheets, but no macros."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(source), rich_text=True)
        book.template = False  # otherwise Excel takes the file for damaged
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = False  # Excel edits sheets together that are selected together
            if is_list([sheet.cell(1, column).value for column in (1, 2, 3)]) and len(book.worksheets) > 1:
                book.remove(sheet)
        for grid, on_sheet in found:
            _mark(book[grid.name], on_sheet, language)
        if found:
            book.active = book[found[0][0].name]
        _list(book, found, remarks, language)
        return _saved(book)


def _mark(sheet: Any, on_sheet: Marks, language: str) -> None:
    if on_sheet.renewed:
        _unmark(sheet, on_sheet)
    for (row, column), words in on_sheet.cells.items():
        _redden(_anchor(sheet, row, column), words)
    place = _free(sheet, on_sheet)
    if place > _LAST_COLUMN:
        return
    _widen(sheet, place)
    for row, words in {on_sheet.header_row: title(language), **on_sheet.rows}.items():
        _reason(sheet.cell(row, place), words)


def _unmark(sheet: Any, on_sheet: Marks) -> None:
    """Removes the marks of an earlier answer."""
    for row in sheet.iter_rows(min_row=on_sheet.header_row, max_col=on_sheet.place):
        for cell in row:
            if cell.comment and cell.comment.author == _AUTHOR:
                cell.comment = None
            if cell.fill.fgColor.rgb == _RED:
                cell.fill = PatternFill()
        if isinstance(row[-1], BookCell) and len(row) == on_sheet.place:
            row[-1].value = None


def _anchor(sheet: Any, row: int, column: int) -> Any:
    """Returns the cell itself, or the first of merged cells, which alone can hold a value."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _redden(cell: Any, words: str) -> None:
    if cell.comment:  # a user's own comment
        words = f"{cell.comment.text}\n{words}"
    cell.comment = Comment(words, _AUTHOR, height=100, width=300)
    cell.fill = PatternFill("solid", fgColor=_RED)


def _free(sheet: Any, on_sheet: Marks) -> int:
    """Returns the first column from the intended one on that no merged cells reach."""
    merged: list[int] = [each.max_col + 1 for each in sheet.merged_cells.ranges if each.max_col >= on_sheet.place]
    return max([on_sheet.place, *merged])


def _reason(cell: Any, words: str) -> Any:
    cell.font = Font(bold=True, color="FFC00000")
    cell.alignment = Alignment(vertical="top")
    cell.number_format = "@"
    holding(cell, words)
    return cell


def _widen(sheet: Any, place: int) -> None:
    """Makes the column wide. Columns may be described as a range, even a hidden one; ranges may not overlap, so ours is
    cut out.
    """
    columns = sheet.column_dimensions
    for key, old in list(columns.items()):
        old.reindex()
        if old.min <= place <= old.max:
            del columns[key]
            for first, last in ((old.min, place - 1), (place + 1, old.max)):
                if first <= last:
                    _describe(sheet, first, last, old)
    columns[get_column_letter(place)] = ColumnDimension(sheet, get_column_letter(place), width=60)


def _describe(sheet: Any, first: int, last: int, like: Any) -> None:
    letter = get_column_letter(first)
    part: Any = ColumnDimension(
        sheet, letter, like.width, hidden=like.hidden, outlineLevel=like.outlineLevel, min=first, max=last
    )
    part._style = copy(like._style)  # as openpyxl's own copies do
    sheet.column_dimensions[letter] = part


def _list(book: Workbook, found: Found, remarks: Sequence[Remark], language: str) -> None:
    """Lists every remark on its own sheet, which opens first if a remark belongs to no row."""
    used_titles = {each.lower() for each in book.sheetnames}
    sheet: Any = book.create_sheet(sheet_title(title(language), used_titles))
    header_row = found[0][1].header_row if found else 0
    fields = list_fields(language)
    for number, each in enumerate(fields, 1):
        sheet.column_dimensions[get_column_letter(number)].width = each.width
    sheet.freeze_panes = "A2"
    sheet.append([_reason(WriteOnlyCell(sheet), each.header) for each in fields])
    for remark in listed(remarks, header_row):
        words = (holding(WriteOnlyCell(sheet), words or "") for words in (remark.column, remark.words))
        sheet.append([remark.row, *words])
    if any(on_no_row(remark, header_row) for remark in remarks):
        book.active = sheet


def _rewritten(grids: list[Grid], found: Found, remarks: Sequence[Remark], language: str) -> bytes:
    """Writes the cells as they were read, row by row: for .xls, CSV and workbooks too large for their formats."""
    book = Workbook(write_only=True)
    used_titles: set[str] = set()
    for grid in grids:
        if grid.rows and is_list(grid.rows[0][:3]):
            continue
        sheet: Any = book.create_sheet(sheet_title(grid.name or "Sheet1", used_titles))
        here = next((on_sheet for one, on_sheet in found if one is grid), None)
        if here:
            sheet.column_dimensions[get_column_letter(here.place)].width = 60
            if grid is found[0][0]:
                book.active = sheet
        for number, row in enumerate(grid.rows, 1):
            sheet.append(list(_cells(sheet, number, row, here, language)))
        sheet.close()
    _list(book, found, remarks, language)
    return _saved(book)


def _cells(sheet: Any, number: int, row: Sequence[Cell], here: Marks | None, language: str) -> Iterator[Any]:
    if here is None:
        yield from (_plain(sheet, value) for value in row)
        return
    for column, value in enumerate(row[: here.place - 1], 1):
        cell = _plain(sheet, value)
        if words := here.cells.get((number, column)):
            cell = cell or WriteOnlyCell(sheet)
            _redden(cell, words)
        yield cell
    words = title(language) if number == here.header_row else here.rows.get(number)
    yield _reason(WriteOnlyCell(sheet), words) if words else None
    yield from (_plain(sheet, value) for value in row[here.place :])


def _plain(sheet: Any, value: Cell) -> Any:
    """Writes the value as its own kind; text never becomes a formula."""
    if value is None or value == "":
        return None
    if type(value) is float and value.is_integer() and abs(value) < EXACT_BELOW:
        return WriteOnlyCell(sheet, int(value))
    if type(value) is str or (type(value) is float and not math.isfinite(value)):
        return holding(WriteOnlyCell(sheet), str(value))
    return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # dates and times of all kinds are taken


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
