"""A workbook of Excel 5 or 95 keeps its texts in the writer's code page, which the parser of .xls garbles (R10.2).

Therefore xlrd reads it. It is slower, but such a sheet has at most 16,384 rows.
"""

import io
from datetime import datetime
from typing import Any

import xlrd

from core.workbooks import guards
from core.workbooks.cells import Cell
from core.workbooks.grids import Grid
from core.workbooks.number_formats import displayed
from core.workbooks.problems import Unreadable

_VERSIONS = (50, 70)


def old_grids(data: bytes, max_rows: int) -> list[Grid]:
    """Returns the visible worksheets.

    Raises:
        Unreadable: it is broken, has a password, or is too large.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True)
        if book.biff_version not in _VERSIONS:
            raise guards.damaged()
        shown = [sheet for sheet in book.sheets() if not sheet.visibility]
        guards.check_names([sheet.name for sheet in shown], book.sheet_names())
        return [_grid(book, sheet, max_rows) for sheet in shown]
    except (Unreadable, MemoryError):
        raise
    except Exception as broken:  # the parser has many ways to fail on broken records
        raise guards.encrypted() if "encrypted" in str(broken) else guards.damaged() from broken


def _grid(book: Any, sheet: Any, max_rows: int) -> Grid:
    if sheet.nrows > max_rows + guards.ROWS_ABOVE:
        raise guards.too_many_rows(max_rows, sheet.name)
    width = max((sheet.row_len(row) for row in range(sheet.nrows)), default=0)
    grid = Grid(sheet.name, [])
    for row in range(sheet.nrows):
        cells: list[Cell] = []
        for column, kind, value in zip(range(width), sheet.row_types(row), sheet.row_values(row), strict=False):
            cells.append(_cell(book, kind, value))
            if kind == xlrd.XL_CELL_ERROR:
                grid.errors.add((row, column))
            elif kind == xlrd.XL_CELL_NUMBER and (words := _shown(book, sheet, row, column, value)):
                grid.shown[row, column] = words
        grid.rows.append(cells + [""] * (width - len(cells)))
    grid.hidden_rows = {at for at, row in sheet.rowinfo_map.items() if row.hidden}
    grid.hidden_columns = {at for at, column in sheet.colinfo_map.items() if column.hidden}
    return grid


def _cell(book: Any, kind: int, value: Any) -> Cell:
    if kind == xlrd.XL_CELL_TEXT:
        if len(value) > guards.LONGEST_CELL:
            raise guards.too_long_cell()
        return str(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return float(value)
    if kind == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(value, book.datemode)
        return moment if value >= 1 else moment.time()
    return bool(value) if kind == xlrd.XL_CELL_BOOLEAN else ""


def _shown(book: Any, sheet: Any, row: int, column: int, value: float) -> str | None:
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    return displayed(book.format_map[style.format_key].format_str, value)
