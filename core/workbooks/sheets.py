"""The sheets of one table are read, and rows on another sheet are never left out silently (R4.2, R6.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.identifiers import half_width, visible
from core.workbooks.cells import Cell, shown
from core.workbooks.grids import Grid
from core.workbooks.headings import find_header
from core.workbooks.layout import HEADER_WITHIN, USUAL, Column, Header, Layout, Naming, exact_header, plain_header
from core.workbooks.notes import Note
from core.workbooks.problems import Problem, ProblemCode, Unreadable

_NOTES = re.compile("说明|须知|注意事项|示例|样例|样表")
_NUMBER = re.compile(r"[A-Za-z]{0,4}[0-9]{5,}[0-9A-Za-z]*")
_LISTS_OF_ERRORS = {("行", "列", "原因"), ("Row", "Column", "Reason")}
FEWEST_CELLS = 3
"""The number of filled cells that a row of data has at least; one of them is a long number."""


Headed = tuple[Grid, Header]
"""A sheet and where its header is."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Holds the sheets with the table, mostly one, and warnings about the others."""

    sheets: list[Headed]
    warnings: list[Note] = field(default_factory=list)


def choose_sheets(grids: Sequence[Grid], layout: Layout, naming: Naming = USUAL) -> Chosen:
    """Returns the sheet that holds the table, or all with the same headings.

    Raises:
        Unreadable: there is none, or rows on another sheet would be lost.
    """
    if not any(grid.rows for grid in grids):
        raise Unreadable(
            Problem(
                ProblemCode.EMPTY_SHEET,
                "工作簿是空的：请填写后再上传",
                "the workbook is empty: fill it in and try again",
            )
        )
    found = [(grid, header) for grid in grids if (header := find_header(grid, layout, naming))]
    if not found:
        raise Unreadable(no_header(next(grid for grid in grids if grid.rows), layout))
    whole = [pair for pair in found if pair[1].complete(layout)]
    filled = [pair for pair in whole if has_rows(pair[0], pair[1].row + 1)]
    require_same_headings(filled)
    chosen = filled or (whole or found)[:1]
    others = [one for one in grids if all(one is not grid for grid, _ in chosen)]
    if filled:
        for problem in left_out(others, layout, naming):
            raise Unreadable(problem)
    return Chosen(chosen, passed_over(others) if filled else [])


def require_same_headings(sheets: Sequence[Headed]) -> None:
    """Requires that the sheets of one table have the same headings.

    Raises:
        Unreadable: they differ.
    """
    if any(_headings(header) != _headings(sheets[0][1]) for _, header in sheets):
        raise Unreadable(_several([grid.name for grid, _ in sheets]))


def _headings(header: Header) -> dict[str, list[str]]:
    """Returns the headings that are read, by key."""
    return {key: sorted(exact_header(header.words[at]) for at in places) for key, places in header.places.items()}


def left_out(grids: Sequence[Grid], layout: Layout, naming: Naming = USUAL) -> Iterator[Problem]:
    """Yields a problem for each unread sheet that has people's numbers, or rows that look like data."""
    for grid in grids:
        if is_notes(grid):
            continue
        why = _headed(grid, layout, naming) or _continued(grid)
        if why:
            zh, en = why
            zh = f"工作表“{grid.name}”{zh}，其中的数据不会被导入：请改好该工作表，或者删除、隐藏它，然后重新上传"
            en = (
                f"the sheet “{grid.name}” {en}: its rows would not be imported: correct the sheet, or delete or hide it"
            )
            yield Problem(ProblemCode.SHEET_LEFT_OUT, zh, en, sheet=grid.name or None)


def _headed(grid: Grid, layout: Layout, naming: Naming) -> tuple[str, str] | None:
    """Describes a sheet with the number or name that identifies rows, and with rows below it."""
    first, at = next(((one, at) for one in layout.columns[:2] if (at := _row_of(grid, one)) is not None), (None, 0))
    if first is None or not has_rows(grid, at + 1):
        return None
    header = find_header(grid, layout, naming)
    missing = header.missing(layout) if header else [c for c in layout.columns if c.required and c is not first]
    if not missing:
        return None
    lacking = "、".join(column.header for column in missing)
    unknown = "、".join(header.unknown[:20]) if header else ""
    zh = f"有“{first.header}”列，但缺少{lacking}" + (f"（未识别的列：{unknown}）" if unknown else "")
    return zh, f"has the column “{first.header}”, but lacks {lacking}"


def _row_of(grid: Grid, column: Column) -> int | None:
    """Returns the row among the first ones that contains the column's header."""
    for at, row in enumerate(grid.rows[:HEADER_WITHIN]):
        if any(type(cell) is str and plain_header(cell) in column.every_name for cell in row):
            return at
    return None


def _continued(grid: Grid) -> tuple[str, str] | None:
    """Describes a sheet without a header that continues another one."""
    at = next((at for at, row in enumerate(grid.rows) if looks_like_data(row)), None)
    if at is None:
        return None
    return (
        f"没有可识别的表头，但从第 {at + 1} 行起像是数据",
        f"has no known header, but looks like data from row {at + 1} on",
    )


def looks_like_data(row: Sequence[Cell]) -> bool:
    """Tells whether a row has several filled cells, one of them like a number of students, staff or identity cards."""
    words = [shown(cell) for cell in row if cell not in ("", None)]
    return len(words) >= FEWEST_CELLS and any(_NUMBER.fullmatch(half_width(one)) for one in words)


def has_rows(grid: Grid, below: int) -> bool:
    return any(not is_blank(row) for row in grid.rows[below:])


def is_blank(row: Sequence[Cell]) -> bool:
    return all(cell in ("", None) or (type(cell) is str and not visible(cell)) for cell in row)


def is_notes(grid: Grid) -> bool:
    """Tells whether a sheet holds instructions, or the list of errors of an earlier answer."""
    first = tuple(grid.rows[0][:3]) if grid.rows else ()
    return bool(_NOTES.search(grid.name)) or first in _LISTS_OF_ERRORS


def passed_over(grids: Sequence[Grid]) -> list[Note]:
    """Returns a note for each sheet that holds something else."""
    skipped = [grid for grid in grids if has_rows(grid, 0) and not is_notes(grid)]
    return [
        Note(
            "SHEET_PASSED_OVER",
            f"工作表“{grid.name}”没有可导入的数据，已略过",
            f"the sheet “{grid.name}” contains nothing to import and was skipped",
            sheet=grid.name,
        )
        for grid in skipped
    ]


_LOST_ZH = "文件中的汉字在保存时变成了问号（{0}），无法恢复：请重新导出，存为 .xlsx，或在存为 CSV 时选 UTF-8"
_LOST_EN = "the Chinese became question marks ({0}) when the file was saved: export it again as .xlsx or CSV in UTF-8"


def no_header(grid: Grid, layout: Layout) -> Problem:
    """Reports the missing header together with the fullest of the first rows."""
    rows = [[visible(shown(cell)) for cell in row if cell not in ("", None)] for row in grid.rows[:HEADER_WITHIN]]
    fullest = max(rows, key=len, default=[])
    named = [words[:12] for words in fullest[:10] if words]
    found = "、".join(named)
    if named and not any(words.strip("?") for words in named):
        return Problem(ProblemCode.BAD_ENCODING, _LOST_ZH.format(found), _LOST_EN.format(found))
    zh = f"前 {HEADER_WITHIN} 行中没有找到表头：应有 {layout.headers}"
    en = f"no header row within the first {HEADER_WITHIN} rows: expected {layout.headers}"
    if found:
        zh, en = f"{zh}；找到的是：{found}", f"{en}; found: {found}"
    zh, en = f"{zh}；请在数据上方补上列名", f"{en}; write the headings above the data"
    return Problem(ProblemCode.NO_HEADER, zh, en)


def _several(names: Sequence[str]) -> Problem:
    return Problem(
        ProblemCode.SEVERAL_SHEETS,
        f"多个工作表都含有所需的列，列名却不同：{'、'.join(names)}；请统一各工作表的列名，或合并到一个工作表",
        f"several sheets hold the required columns under different headings: {', '.join(names)}; "
        "use the same headings, or put all rows on one sheet",
    )
