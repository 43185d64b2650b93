"""A sheet's name and columns decide which table of the roster it holds; nothing is guessed (R9.2).

A row with 学号 is a student, and one with 工号 a member of staff, whatever else it contains. The tables that give
rights, 班长 and 班主任, are read only under their own name, and only without any other columns.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from core.identifiers import half_width
from core.workbooks.grids import Grid
from core.workbooks.headings import find_header
from core.workbooks.layout import HEADER_WITHIN, USUAL, Column, Layout, Naming, plain_header
from core.workbooks.problems import Problem, ProblemCode
from core.workbooks.roster_tables import SHEETS, RosterSheet, codes_and_names
from core.workbooks.sheets import looks_like_data

BY_KEY = {sheet.key: sheet for sheet in SHEETS}
GIVING_RIGHTS = {"monitors": "students", "head_teachers": "staff"}
"""Maps each table whose rows give people rights to the table of those people."""
_IDENTITY = (
    ("学号", "students"),
    ("工号", "staff"),
    ("班级名称", "classes"),
    ("届次", "classes"),
    ("专业名称", "majors"),
    ("学院名称", "colleges"),
)
"""The first of these columns that a sheet has says what its rows are."""

_ASKS_FOR_CARE = {"学号", "工号", "姓名", "班级代码", "专业代码", "学院代码"}
"""A sheet with one of these columns is never skipped."""

_NAMES = {
    "colleges": ("学院", "院系", "college", "colleges"),
    "majors": ("专业", "major", "majors"),
    "classes": ("班级", "行政班", "class", "classes"),
    "students": ("学生", "本科生", "student", "students"),
    "staff": ("教职工", "教师", "教工", "职工", "老师", "staff"),
    "head_teachers": ("班主任", "head_teacher", "head_teachers", "headteachers"),
    "monitors": ("班长", "monitor", "monitors"),
}
_PEOPLE = ("班主任", "班长", "学生", "教职工", "教师")
_BESIDE = re.compile(
    r"\(.*?\)|\[.*?\]|[0-9]{2,4}[级届]|[0-9]{4}(-[0-9]{4})?学?年度?|[0-9]+"
    r"|花名册|名册|名单|信息|一览|清单|汇总|数据|基本|导入|导出|模板|的?副本|copy|最新|终版|[-_—.\s表]"
)
_TITLES = "、".join(sheet.title for sheet in SHEETS)


def _union() -> Layout:
    """Returns every column that any table knows, once."""
    columns: dict[str, Column] = {}
    for sheet in SHEETS:
        for column in sheet.layout.columns:
            columns.setdefault(
                column.header, Column(column.header, column.header, column.convert, False, faint=column.faint)
            )
    return Layout(tuple(columns.values()), together=codes_and_names({header: header for header in columns}))


_ALL_COLUMNS = _union()


@dataclass(frozen=True, slots=True)
class Choice:
    """Holds the table, or the reason why there is none, or neither for a sheet outside the roster."""

    sheet: RosterSheet | None = None
    problem: Problem | None = None


def choose_table(grid: Grid, *names: str, alone: bool, naming: Naming = USUAL) -> Choice:
    """Returns the table that a sheet holds.

    Args:
        names: the names of the sheet and its file; the first one that names a table counts.
        alone: the file holds nothing else, so skipping the sheet would go unnoticed.
        naming: which headings mean what, beside their usual names.
    """
    header = find_header(grid, _ALL_COLUMNS, _by_header(naming))
    has = list(header.places) if header else _only_header(grid)
    named = next((found for name in names if (found := named_table(name))), None)
    if named:
        return _checked(grid, named, has)
    return _by_columns(grid, has, alone=alone)


def _by_header(naming: Naming) -> Naming:
    """Returns the naming by headers. A name without its table says nothing of the table."""
    keys = {column.key: column.header for sheet in SHEETS for column in sheet.layout.columns if column.key != "name"}
    chosen = {keys[key]: heading for key, heading in naming.chosen.items() if key in keys}
    return Naming(chosen, {heading: keys[key] for heading, key in naming.learnt.items() if key in keys})


def _only_header(grid: Grid) -> list[str]:
    """Returns the header of people's numbers if it is the only known column of a sheet."""
    care = {name: column.header for column in _ALL_COLUMNS.columns for name in column.every_name}
    for row in grid.rows[:HEADER_WITHIN]:
        for cell in row:
            header = care.get(plain_header(cell)) if type(cell) is str else None
            if header in _ASKS_FOR_CARE:
                return [header]
    return []


def named_table(name: str) -> RosterSheet | None:
    """Finds the table of a name: "学生(1)", "2019级学生名单", "students - 副本" mean 学生; "计算机学院" none."""
    plain = half_width(name).casefold()
    known = {word: key for key, words in _NAMES.items() for word in words}
    for words in (plain, _BESIDE.sub("", plain)):
        if words in known:
            return BY_KEY[known[words]]
    ending = next((word for word in _PEOPLE if _BESIDE.sub("", plain).endswith(word)), None)
    return BY_KEY[known[ending]] if ending else None


def _row_identity(has: list[str]) -> str | None:
    """Says what the rows are. A name column decides it only together with its code column."""
    for header, key in _IDENTITY:
        code = header.replace("名称", "代码") if header.endswith("名称") else header
        if header in has and code in has:
            return key
    return None


def _checked(grid: Grid, named: RosterSheet, has: list[str]) -> Choice:
    """Returns the table of that name, unless the columns are another table's."""
    own = {column.header for column in named.layout.columns}
    if named.key in GIVING_RIGHTS:
        other = BY_KEY[GIVING_RIGHTS[named.key]]
        theirs = {column.header for column in other.layout.columns} | {"学号", "工号"}
        others = [header for header in has if header in theirs - own]
        return _contradiction(grid, named, other, others) if others else Choice(named)
    rows_are = _row_identity(has)
    both = "学号" in has and "工号" in has and named.key in ("students", "staff")
    if rows_are in (None, named.key) or both:
        return Choice(named)
    other = BY_KEY[rows_are or named.key]
    return _contradiction(grid, named, other, [header for header in has if header not in own])


def _contradiction(grid: Grid, named: RosterSheet, other: RosterSheet, columns: list[str]) -> Choice:
    listed = "、".join(columns)
    zh = f"名称是“{named.title}”，列却像“{other.title}”（有{listed}）：是{other.title}的请改名为“{other.title}”，"
    zh += f"是{named.title}的请去掉这些列"
    en = f"it is called “{named.title}”, but has columns of “{other.title}” ({listed}): rename it, or remove them"
    return Choice(problem=Problem(ProblemCode.OTHER_TABLE, zh, en, sheet=grid.name))


def _by_columns(grid: Grid, has: list[str], *, alone: bool) -> Choice:
    rows_are = _row_identity(has)
    if "学号" in has and "工号" in has:
        return _ambiguous(grid, "students", "staff")
    for rights, people in GIVING_RIGHTS.items():
        own = {column.header for column in BY_KEY[rights].layout.columns}
        fits = own <= set(has)
        if fits and rows_are == people and ("姓名" not in has or people == "staff"):
            return _ambiguous(grid, people, rights)
    if rows_are:
        return Choice(BY_KEY[rows_are])
    if alone or _ASKS_FOR_CARE & set(has) or any(map(looks_like_data, grid.rows)):
        return _unknown(grid, has)
    return Choice()


def _ambiguous(grid: Grid, one: str, other: str) -> Choice:
    first, second = BY_KEY[one], BY_KEY[other]
    zh = f"像是“{first.title}”，也像是“{second.title}”，不能判断：请把工作表或文件命名为其中之一，并只保留该表的列"
    en = f"it may be “{first.title}” or “{second.title}”: name the sheet or file after one, with that table's columns"
    zh += f"（{first.title}：{first.layout.headers}；{second.title}：{second.layout.headers}）"
    return Choice(problem=Problem(ProblemCode.AMBIGUOUS_TABLE, zh, en, sheet=grid.name))


def _unknown(grid: Grid, has: list[str]) -> Choice:
    found = f"；已找到的列：{'、'.join(has)}" if has else ""
    zh = f"无法识别的工作表：应为 {_TITLES} 之一{found}；请改为其中的名称，或删除该工作表"
    en = f"unknown sheet: expected one of {_TITLES}; rename it, or remove it"
    return Choice(problem=Problem(ProblemCode.UNKNOWN_SHEET, zh, en, sheet=grid.name))


def stem_of(file_name: str) -> str:
    return Path(file_name).stem
