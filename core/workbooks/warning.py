"""Warnings tell what a careful person should know of the rows that were read; they refuse nothing (R4.2)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.identifiers import folded, visible
from core.workbooks.claims import Chosen, other_years
from core.workbooks.grids import Grid
from core.workbooks.layout import REASONS, Column, Header, Layout
from core.workbooks.notes import Note, row_ranges

_PASSED_OVER_ANYWAY = {"序号", "编号", "No.", "NO", *REASONS.values()}
MOST_NAMED = 5
Written = Callable[[Iterable[int]], str | None]
"""Writes row numbers for people."""


def row_notes(
    grid: Grid,
    header: Header,
    layout: Layout,
    numbers: Sequence[int],
    footers: Sequence[int],
    columns: Mapping[str, Sequence[Any]],
) -> list[Note]:
    """Returns the notes of one sheet: `numbers` are the rows that were read, `footers` the lines outside the table."""
    notes = [
        *_hidden(grid, numbers),
        *_hidden_columns(grid, header, numbers),
        *_merged(grid, header, numbers),
        *_blank_rows(numbers, footers),
        *_footers(footers),
        *_unknown_columns(header),
        *(
            note
            for column in layout.columns
            if column.is_code
            for note in similar(column, columns[column.key], numbers)
        ),
    ]
    return [note.in_sheet(grid.name) for note in notes]


def titled(grid: Grid, header: Header, chosen: Chosen | None) -> list[Note]:
    """Warns if a title above the table, or the name of the sheet or file, names another academic year."""
    if chosen is None:
        return []
    above = [visible(str(cell)) for row in grid.rows[: header.row] for cell in row if type(cell) is str]
    found = {year: words for words in [chosen.file_name, grid.name, *above] for year in other_years(words, chosen)}
    return [
        Note(
            "OTHER_YEAR_IN_TITLE",
            f"标题“{words[:40]}”写的是 {year}，所选的是 {chosen.academic_year}，请核对",
            f"the title “{words[:40]}” names {year}, but {chosen.academic_year} was chosen",
        ).in_sheet(grid.name)
        for year, words in found.items()
    ]


def _hidden(grid: Grid, numbers: Sequence[int]) -> Iterator[Note]:
    if grid.hidden_rows:
        rows = [number for number in numbers if number - 1 in grid.hidden_rows]
        if rows:
            zh = f"有 {len(rows)} 行在工作簿中是隐藏的（筛选或手动隐藏），也按数据读取"
            en = f"{len(rows)} rows are hidden in the workbook (by a filter or by hand) and are read as data too"
            yield Note("HIDDEN_ROWS_READ", zh, en, len(rows), row_ranges(rows))


def _hidden_columns(grid: Grid, header: Header, numbers: Sequence[int]) -> Iterator[Note]:
    """Warns of hidden columns that are read; other hidden columns don't matter."""
    read = sorted({at for places in header.places.values() for at in places} & grid.hidden_columns)
    if read and numbers:
        names = "、".join(header.words[at][:20] for at in read)
        zh = f"有 {len(read)} 列在工作簿中是隐藏的，也按数据读取：{names}"
        en = f"{len(read)} columns are hidden in the workbook and are read as data too: {names}"
        yield Note("HIDDEN_COLUMNS_READ", zh, en, len(read))


def _merged(grid: Grid, header: Header, numbers: Sequence[int]) -> Iterator[Note]:
    known = set(numbers)
    rows = [
        row + 1
        for one in grid.merged
        if one.last_row > one.first_row
        for row in range(max(one.first_row, header.row + 1), one.last_row + 1)
        if row + 1 in known
    ]
    if rows:
        zh, en = (
            "合并单元格的值已用于其中的每一行，请核对",
            "a merged cell's value was used for each of its rows: check them",
        )
        yield Note("MERGED_CELLS_READ", zh, en, len(set(rows)), row_ranges(rows))


def _blank_rows(numbers: Sequence[int], footers: Sequence[int]) -> Iterator[Note]:
    """Tells of blank rows between others; those behind the last row say nothing."""
    if numbers and numbers[-1] - numbers[0] >= len(numbers):
        rows = sorted(set(range(numbers[0], numbers[-1])) - set(numbers) - set(footers))
        if rows:
            zh, en = f"有 {len(rows)} 个空行，已略过", f"{len(rows)} blank rows were skipped"
            yield Note("BLANK_ROWS_PASSED_OVER", zh, en, len(rows), row_ranges(rows))


def _footers(rows: Sequence[int]) -> Iterator[Note]:
    if rows:
        zh = f"有 {len(rows)} 行是合计、签名、页码等说明或重复的表头，不是数据，已略过"
        en = f"{len(rows)} rows are totals, signatures, page numbers or the header again, and were skipped"
        yield Note("FOOTERS_PASSED_OVER", zh, en, len(rows), row_ranges(rows))


def _unknown_columns(header: Header) -> Iterator[Note]:
    unknown = [words for words in header.unknown if words not in _PASSED_OVER_ANYWAY]
    if unknown:
        names = "、".join(unknown[:20])
        zh, en = f"未使用的列：{names}", f"columns that are not used: {names}"
        yield Note("COLUMNS_PASSED_OVER", zh, en, len(unknown))


def similar(
    column: Column, values: Sequence[Any], numbers: Sequence[int], written: Written = row_ranges
) -> Iterator[Note]:
    """Warns of codes in one file that differ only by case or leading zeros."""
    pairs = look_alike(value for value in set(values) if type(value) is str)
    if not pairs:
        return
    counts = Counter(values)
    named = {code for pair in pairs for code in _rarest(pair, counts)}
    rows = [number for number, value in zip(numbers, values, strict=True) if value in named]
    yield similar_note(column.header, pairs, written(rows))


def _rarest(pair: Sequence[str], counts: Counter[Any]) -> Sequence[str]:
    """Returns the spellings that are rarer than another, which are likely the slips; all, if none is."""
    return [code for code in pair if counts[code] < max(counts[one] for one in pair)] or pair


def similar_note(header: str, pairs: Sequence[Sequence[str]], rows: str | None = None) -> Note:
    listed = "；".join("、".join(f"“{code}”" for code in pair) for pair in pairs[:MOST_NAMED])
    more = " 等" if len(pairs) > MOST_NAMED else ""
    zh = f"{header}只有大小写或开头的 0 不同，将作为不同的{header}：{listed}{more}，请核对"
    en = f"these differ only by case or leading zeros and count as different codes: {listed}"
    return Note("SIMILAR_CODES", zh, en, len(pairs), rows, header)


def look_alike(codes: Iterable[str]) -> list[list[str]]:
    """Groups codes that are equal except for case and leading zeros."""
    groups: dict[str, set[str]] = {}
    for code in codes:
        groups.setdefault(folded(code), set()).add(code)
    return sorted(sorted(group) for group in groups.values() if len(group) > 1)
