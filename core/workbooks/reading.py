"""A file to its visible sheets: .xlsx, .xls and CSV, recognised by content, guarded before parsing (R4.1, R9.2)."""

import codecs
import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from core.workbooks import guards
from core.workbooks.cells import Cell
from core.workbooks.merging import Range, fill_merged
from core.workbooks.parts import Places, failed_formulas
from core.workbooks.problems import Problem, ProblemCode, Unreadable

Source = Path | str | bytes
"""Where a workbook comes from: a path, or the bytes of an upload."""

ROWS_ABOVE = 20
"""Title, header and blank rows that are allowed on top of the rows proper."""


@dataclass(slots=True)
class Grid:
    """A sheet as it stands: `rows[0]` is the workbook's row 1, every row is equally wide, a blank cell is ''.

    All places count rows and columns from zero.
    """

    name: str
    rows: list[list[Cell]]
    """A merged range has its value in each of its cells."""
    errors: Places = field(default_factory=set)
    """Formulas that failed; their cells are blank in `rows`."""
    unvalued: Places = field(default_factory=set)
    """Formulas whose value no program has stored; their cells are blank in `rows`."""
    hidden_rows: set[int] = field(default_factory=set)
    """Rows that a filter or a person has hidden; they stand in `rows` like the others."""
    merged: list[Range] = field(default_factory=list)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    """Numbers that the sheet shows otherwise than by their digits: 2333 as “002333”, 0.85 as “85%”."""


def read_grids(source: Source, max_rows: int) -> list[Grid]:
    """The visible worksheets in their order; raises `Unreadable`. A CSV is one sheet without a name."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    match guards.recognise(data):
        case guards.Format.CSV:
            return [Grid("", _csv_rows(data, max_rows))]
        case guards.Format.XLSX:
            guards.check_zip(data)
            return _sheets(data, max_rows, failed_formulas(data))
        case guards.Format.XLS:
            return _sheets(data, max_rows, {})


def _sheets(data: bytes, max_rows: int, errors: dict[str, Places]) -> list[Grid]:
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            shown = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            return [_grid(workbook.get_sheet_by_name(name), max_rows, errors) for name in shown]
    except calamine.PasswordError as locked:
        raise guards.encrypted() from locked
    except calamine.CalamineError as broken:
        raise guards.damaged() from broken


def _grid(sheet: calamine.CalamineSheet, max_rows: int, errors: dict[str, Places]) -> Grid:
    if sheet.end is None:
        return Grid(sheet.name, [])
    if sheet.end[0] + 1 > max_rows + ROWS_ABOVE:
        raise _too_many_rows(max_rows, sheet.name)
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]  # lists are invariant
    grid = Grid(sheet.name, rows, errors.get(sheet.name, set()))
    grid.merged = [Range(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    fill_merged(grid.merged, grid.rows, [grid.errors, grid.unvalued], grid.shown)
    return grid


def _csv_rows(data: bytes, max_rows: int) -> list[list[Cell]]:
    lines = _decoded(data)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines), strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append([*row])
            if len(rows) > max_rows + ROWS_ABOVE:
                raise _too_many_rows(max_rows)
    except csv.Error as broken:
        line = reader.line_num
        raise guards.not_a_workbook(f"第 {line} 行的引号不成对", f"unbalanced quotes in line {line}") from broken
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark; GB18030 (what Excel writes in China); UTF-16 (its "Unicode text")."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        Problem(
            ProblemCode.BAD_ENCODING,
            "无法识别文字编码：请存为 UTF-8 或 GB18030 编码的 CSV",
            "the encoding is not recognised: save the CSV as UTF-8 or GB18030",
        )
    )


def _delimiter(lines: str) -> str:
    """The one that the first line with any holds most often; headers themselves hold none of them."""
    for line in lines[:8192].splitlines():
        counts = {mark: line.count(mark) for mark in (",", "\t", ";")}
        best = max(counts, key=lambda mark: counts[mark])
        if counts[best]:
            return best
    return ","


def _too_many_rows(max_rows: int, sheet: str | None = None) -> Unreadable:
    problem = Problem(
        ProblemCode.TOO_LARGE,
        f"行数过多：最多 {max_rows} 行（请删除末尾多余的内容，或分成几个文件）",
        f"too many rows: at most {max_rows} (delete stray contents at the end, or split the file)",
        sheet=sheet,
    )
    return Unreadable(problem)
