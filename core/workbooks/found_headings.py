"""Tells which headings of a sheet were read as what, which were passed over, and which are missing (R10.1)."""

from collections.abc import Iterator, Sequence

from core.workbooks.grids import Grid
from core.workbooks.layout import REASONS, Column, Header, Layout, ReadColumn, exact_header
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode

CLAIMED = {"year": "学年", "term": "学期", "both": "学年学期", "batch": "批次"}
"""The titles of columns that name something about the whole file."""


def header_problems(grid: Grid, header: Header, layout: Layout) -> list[Problem]:
    """Reports the missing columns in one problem, and each column that may be one of several."""
    row, sheet = header.row + 1, grid.name or None
    problems = [not_here(row, sheet, column, heading) for column, heading in header.lacking]
    missing = [column for column in header.missing(layout) if column not in {one for one, _ in header.lacking}]
    if missing:
        zh, en = _missing_words(header, layout, missing)
        only = missing[0].header if len(missing) == 1 else None
        problems.append(Problem(ProblemCode.MISSING_COLUMN, zh, en, row, only, None, sheet))
    for column in layout.columns:
        where = header.places.get(column.key, [])
        if len(where) > 1:
            zh, en = _several_words(column, [(at, header.words[at]) for at in where])
            problems.append(Problem(ProblemCode.DOUBLED_COLUMN, zh, en, row, column.header, None, sheet))
    return problems


def not_here(row: int | None, sheet: str | None, column: Column, heading: str) -> Problem:
    """Reports a chosen heading that the file lacks."""
    zh = f"文件中没有“{heading}”列，不能作为“{column.header}”读取：请按文件中的写法重新指定"
    en = f"the file has no column “{heading}” to be read as “{column.header}”: name it as the file does"
    return Problem(ProblemCode.CHOSEN_COLUMN_MISSING, zh, en, row, column.header, None, sheet)


def _several_words(column: Column, where: Sequence[tuple[int, str]]) -> tuple[str, str]:
    stand = "、".join(f"{column_letter(at)} 列“{words}”" for at, words in where)
    if len({exact_header(words) for _, words in where}) == 1:
        zh = f"“{column.header}”列出现了 {len(where)} 次（{stand}）：请只保留要导入的一列"
        return zh, f"the column “{column.header}” appears {len(where)} times ({stand}): keep only one of them"
    zh = f"有 {len(where)} 列都可能是“{column.header}”（{stand}）：请指定读取哪一列，或只保留要导入的一列"
    return zh, f"{len(where)} columns may be “{column.header}” ({stand}): choose one, or keep only that one"


def _missing_words(header: Header, layout: Layout, missing: Sequence[Column]) -> tuple[str, str]:
    """Says what is missing and what was found, once for all columns."""
    lacking = "、".join(column.header for column in missing)
    unknown = header.unknown[:20]
    note_zh = f"；未识别的列：{'、'.join(unknown)}" if unknown else ""
    note_en = f"; columns not recognised: {', '.join(unknown)}" if unknown else ""
    if len(missing) == 1:
        zh = f"缺少“{lacking}”列：应有 {layout.headers}{note_zh}；请补上，或指定读取哪一列"
        return zh, f"the column “{lacking}” is missing: expected {layout.headers}{note_en}; add it, or choose a column"
    found = "、".join(c.header for c in layout.columns if c.key in header.places)
    zh = f"缺少 {len(missing)} 列：{lacking}；已找到：{found}{note_zh}；请补上，或指定读取哪些列"
    return zh, f"{len(missing)} columns are missing: {lacking}; found: {found}{note_en}; add them, or choose columns"


def read_columns(header: Header, layout: Layout, sheet: str) -> list[ReadColumn]:
    """Lists what was read as what, from left to right. A column that may be one of several is listed with each."""
    titles = {column.key: column.header for column in layout.columns}
    found = [
        (at, ReadColumn(key, titles[key], header.words[at], column_letter(at), sheet or None, key in header.learnt))
        for key, places in header.places.items()
        for at in places
    ]
    found += [
        (at, ReadColumn(key, CLAIMED[key], header.words[at], column_letter(at), sheet or None, False))
        for key, places in header.claims.items()
        for at in places
    ]
    return [column for _, column in sorted(found)]


def passed_over(header: Header) -> Iterator[str]:
    """Yields the headings of the columns that are not read, as they are written."""
    known = {at for places in (*header.places.values(), *header.claims.values()) for at in places}
    yield from (
        words[:100]
        for at, words in enumerate(header.words)
        if words and at not in known and words not in REASONS.values()
    )
