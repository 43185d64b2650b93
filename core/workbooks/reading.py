"""A file is read into its visible sheets: .xlsx, .xls, CSV, web pages and XML, recognised by content and guarded
before parsing (R4.1, R9.2, R10.2).
"""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import python_calamine as calamine

from core.workbooks import guards, kinds, rewriting
from core.workbooks.archives import mail_grids
from core.workbooks.book import Book, SheetPart, read_book
from core.workbooks.cells import Cell
from core.workbooks.grids import Grid
from core.workbooks.hypertext import page_grids
from core.workbooks.markup import as_utf8, check_shared_texts
from core.workbooks.merging import Range, fill_merged
from core.workbooks.number_formats import displayed
from core.workbooks.old_workbooks import old_grids
from core.workbooks.packages import MAX_UNPACKED, Package
from core.workbooks.parts import column_letter
from core.workbooks.problems import Unreadable
from core.workbooks.records import Records
from core.workbooks.separated import decoded, separated_rows
from core.workbooks.sheet_facts import Facts, look_through, may_hold_long_texts
from core.workbooks.spreadsheet_xml import xml_grids

Source = Path | str | bytes
"""The source of a workbook: a path, or the bytes of an upload."""


def read_grids(source: Source, max_rows: int) -> list[Grid]:
    """Reads the visible worksheets in their order, or raises `Unreadable`. A CSV is one sheet without a name."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    match kinds.recognise(data):
        case kinds.Format.CSV:
            grids = [Grid("", separated_rows(data, max_rows))]
        case kinds.Format.PAGE:
            grids = _of_pages(page_grids(decoded(data), max_rows))
        case kinds.Format.MAIL:
            grids = _of_pages(mail_grids(data, max_rows))
        case kinds.Format.XML:
            grids = xml_grids(data, max_rows)
        case kinds.Format.XLS_95:
            grids = old_grids(data, max_rows)
        case kinds.Format.XLSX:
            grids = _xlsx(data, max_rows)
        case kinds.Format.XLS:
            whole, stream = kinds.open_xls(data)
            records = Records(stream)
            grids = _parsed(whole, max_rows, records.facts, records.formats)
    return grids


def _of_pages(grids: list[Grid]) -> list[Grid]:
    if not grids:
        raise kinds.page_without_tables()
    return grids


def _xlsx(data: bytes, max_rows: int) -> list[Grid]:
    package = Package(data)
    book = read_book(package)
    shown = [sheet for sheet in book.sheets if not sheet.hidden and package.size(sheet.part)]
    if sum(package.size(sheet.part) for sheet in shown) > MAX_UNPACKED:
        raise guards.too_large()
    for part in {book.texts, *(name for name in package.parts if name.endswith("sharedstrings.xml"))}:
        check_shared_texts(as_utf8(package.read(part, MAX_UNPACKED)))
    looked = {sheet.name: _look(package, book, sheet, max_rows) for sheet in shown}
    readable = data if rewriting.is_plain(package, book) else rewriting.plain(package, book)
    grids = _parsed(readable, max_rows, {name: facts for name, (facts, _) in looked.items()}, book.formats)
    if any(is_long for _, is_long in looked.values()):
        for grid in grids:
            _check_lengths(grid)
    return grids


def _look(package: Package, book: Book, sheet: SheetPart, max_rows: int) -> tuple[Facts, bool]:
    """Returns the facts of a sheet's XML, and whether it may hold long texts. The XML is freed before parsing."""
    xml = as_utf8(package.read(sheet.part, MAX_UNPACKED))
    return look_through(xml, book.formats, book.stale, max_rows, sheet.name), may_hold_long_texts(xml)


def _parsed(data: bytes, max_rows: int, facts: dict[str, Facts], formats: dict[int, str]) -> list[Grid]:
    try:
        with _quiet(), calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
            names = [sheet.name for sheet in sheets if sheet.visible == calamine.SheetVisibleEnum.Visible]
            guards.check_names(names, [sheet.name for sheet in sheets])
            if workbook.sheets_metadata and not sheets:
                raise kinds.no_worksheets()
            return [
                _grid(workbook.get_sheet_by_name(name), max_rows, facts.get(name, Facts()), formats) for name in names
            ]
    except calamine.PasswordError as locked:
        raise guards.encrypted() from locked
    except (Unreadable, MemoryError):
        raise
    except Exception as broken:
        raise guards.damaged() from broken
    except BaseException as broken:
        if type(broken).__name__ == "PanicException":  # the parser's own name for a fault in itself
            raise guards.damaged() from broken
        raise


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the parser's own words about a fault in itself, a stack of its functions, off the error stream."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no error stream
        yield
        return
    try:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _grid(sheet: calamine.CalamineSheet, max_rows: int, facts: Facts, formats: dict[int, str]) -> Grid:
    if sheet.end is None:
        return Grid(sheet.name, [])
    if sheet.end[0] + 1 > max_rows + guards.ROWS_ABOVE:
        raise guards.too_many_rows(max_rows, sheet.name)
    if sheet.end[1] >= guards.MOST_COLUMNS:
        raise guards.too_wide()
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]  # lists are invariant
    grid = Grid(sheet.name, rows, facts.errors, facts.unvalued, facts.hidden_rows, facts.hidden_columns)
    for row, column in facts.unvalued:
        if row < len(rows) and column < len(rows[0]):
            rows[row][column] = ""
    for style, places in facts.styled.items():
        grid.shown.update(_shown(rows, places, formats[style]))
    merged = (Range(*first, *last) for first, last in sheet.merged_cell_ranges or [])
    grid.merged = fill_merged(merged, rows, [grid.errors, grid.unvalued], grid.shown)
    return grid


def _shown(rows: list[list[Cell]], places: list[tuple[int, int]], code: str) -> dict[tuple[int, int], str]:
    shown = {}
    for row, column in places:
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if type(cell) in (int, float) and (text := displayed(code, float(cell))):  # type: ignore[arg-type]
            shown[row, column] = text
    return shown


def _check_lengths(grid: Grid) -> None:
    for number, row in enumerate(grid.rows, 1):
        for column, cell in enumerate(row):
            if type(cell) is str and len(cell) > guards.LONGEST_CELL:
                raise guards.too_long_cell(grid.name or None, number, column_letter(column))
