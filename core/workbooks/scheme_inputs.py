"""A college imports what a scheme is given of its students; what needs no database is checked here (R11).

There are two kinds of workbook: one with a row for each student and a column for each value, and one with a row for
each item.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.workbooks import heading_names as names
from core.workbooks.converters import Converter, decimal, identifier, name, one_of, text
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Column, Layout, Naming, ReadColumn
from core.workbooks.notes import Note, grouped
from core.workbooks.problems import MOST_PROBLEMS, OF_HEADER, Problem, ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from core.workbooks.sheets import choose_sheets
from core.workbooks.table import Table
from core.workbooks.writing import Kind

NUMBER, NAME, CATEGORY = "学号", "姓名", "类别"
FACTS = {
    "item": "项目",
    "level": "级别",
    "award": "奖项",
    "role": "角色",
    "kind": "同类",
    "amount": "数量",
    "points": "分值",
}
"""The headings of what may be said of an item."""
MOST, PLACES = 99_999, 4
CLEAR = "清空"
"""This word takes away what is stored: a value, or all items of a category."""
VALUE = "value_"


def layout(words: Sequence[str], *, items: bool) -> Layout:
    """Returns the columns of a workbook.

    Args:
        words: the headings of the values, or the categories of the items.
    """
    return item_layout(words) if items else value_layout(words)


def value_key(heading: str) -> str:
    """Returns the key of a value's column. It is the heading's own, so that what was learnt holds for every version."""
    return f"{VALUE}{heading.casefold()}"


def value_layout(headings: Sequence[str]) -> Layout:
    """Returns the columns of values; a file may lack some of them, and a cell may be blank."""
    reading = _or_cleared(decimal(-MOST, MOST, scale=PLACES))
    values = (Column(value_key(one), one, reading, required=False, kind=Kind.DECIMAL) for one in headings)
    return Layout(columns=(*_who(), *values), unique=("student_number",))


def item_layout(categories: Sequence[str]) -> Layout:
    """Returns the columns of items."""
    return Layout(
        columns=(
            *_who(),
            Column("category", CATEGORY, one_of(*categories), also=("项目类别",)),
            Column("item", FACTS["item"], text(60), also=("项目名称", "名称")),
            _fact("level", "项目级别"),
            _fact("award", "获奖等级", "奖级"),
            _fact("role", "承担角色"),
            _fact("kind"),
            _number("amount", FACTS["amount"], "时长", "次数", "月数"),
            _number("points", FACTS["points"], "得分"),
        )
    )


def _or_cleared(convert: Converter) -> Converter:
    return lambda cell: CLEAR if str(cell).strip() == CLEAR else convert(cell)


def _who() -> tuple[Column, Column]:
    return (
        Column("student_number", NUMBER, identifier(64, of_person=True), also=names.STUDENT_NUMBER, is_code=True),
        Column("student_name", NAME, name(128), also=names.STUDENT_NAME, faint=names.STUDENT_NAME_FAINT),
    )


def _fact(key: str, *also: str) -> Column:
    return Column(key, FACTS[key], text(60), required=False, also=also)


def _number(key: str, header: str, *also: str) -> Column:
    reading = decimal(-MOST, MOST, scale=PLACES)
    return Column(key, header, reading, required=False, also=also, kind=Kind.DECIMAL)


@dataclass(slots=True)
class InputSheet:
    """Holds by column the rows without a problem of their own."""

    row: list[int] = field(default_factory=list)
    columns_of: dict[str, list[Any]] = field(default_factory=dict)
    row_count: int = 0
    """The number of rows, including the bad ones."""
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    problem_groups: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    parts: Parts = ALONE
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def read_inputs(
    source: bytes, words: Sequence[str], max_rows: int, naming: Naming = USUAL, *, items: bool
) -> InputSheet:
    """Reads the sheet in the worker process. It never raises for the file's own faults; they are the sheet's problems.

    Args:
        words: the headings of the values, or the categories of the items.
        naming: which headings mean what, beside their usual names.
    """
    columns = layout(words, items=items)
    try:
        found = choose_sheets(read_grids(source, max_rows), columns, naming)
        return _read(*read_tables(found, columns, max_rows), [] if items else words)
    except Unreadable as unreadable:
        problems = [unreadable.problem]
        return InputSheet(problems=problems, problem_count=1, problem_groups=grouped(problems))


def _read(table: Table, parts: Parts, headings: Sequence[str]) -> InputSheet:
    problems = [*table.problems, *_without_values(table, headings)]
    bad = {(one.sheet, one.row) for one in table.problems if one.row and one.code not in OF_HEADER}
    return InputSheet(
        row=table.row_numbers,
        columns_of=table.columns,
        row_count=len(table.row_numbers) + len(bad),
        problems=problems[:MOST_PROBLEMS],
        problem_count=len(problems),
        problem_groups=grouped(problems),
        warnings=[*table.warnings, *_left_out(table, headings)],
        parts=parts,
        columns=table.read_columns,
        passed_over=table.passed_over,
    )


def _left_out(table: Table, headings: Sequence[str]) -> Iterator[Note]:
    """Names the scheme's columns that a file of values lacks, where it has others that nobody reads."""
    read = {one.key for one in table.read_columns}
    absent = [one for one in headings if value_key(one) not in read]
    if absent and len(absent) < len(headings) and any(one.code == "COLUMNS_PASSED_OVER" for one in table.warnings):
        names = "、".join(absent)
        zh = f"文件中没有方案的这些列：{names}；有别的写法的，请改表头，或指定读取哪一列"
        en = f"These columns of the scheme are not in the file: {names}; if one is called otherwise, choose it"
        yield Note("COLUMNS_LEFT_OUT", zh, en, len(absent))


def _without_values(table: Table, headings: Sequence[str]) -> list[Problem]:
    """Reports a file of values that has none of the scheme's columns."""
    if not headings or any(one.key.startswith(VALUE) for one in table.read_columns):
        return []
    zh = f"没有方案用到的数据列（{'、'.join(headings)}）：请核对表头，或指定读取哪一列"
    en = f"None of the scheme's columns stands here ({', '.join(headings)}): check the headings, or choose a column"
    return [Problem(ProblemCode.MISSING_COLUMN, zh, en)]
