"""The roster: colleges, majors, classes, students, staff, head teachers and monitors, by workbook or CSV (R9.2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from core.workbooks.cells import identifier, name, one_of, text, year
from core.workbooks.layout import Column, Header, Layout, find_header
from core.workbooks.problems import Problem, ProblemCode, Unreadable
from core.workbooks.reading import Grid, Source, read_grids
from core.workbooks.table import Table, read_table
from core.workbooks.writing import Kind


class CollegeRow(NamedTuple):
    row: int
    college_code: str
    name: str


class MajorRow(NamedTuple):
    row: int
    major_code: str
    name: str
    college_code: str


class ClassRow(NamedTuple):
    row: int
    class_code: str
    name: str
    grade: int
    cohort: int
    major_code: str


class StudentRow(NamedTuple):
    row: int
    student_number: str
    name: str
    gender: str | None
    ethnicity: str | None
    class_code: str


class StaffRow(NamedTuple):
    row: int
    staff_number: str
    name: str
    college_code: str | None
    """None: of the university, not of a college."""


class HeadTeacherRow(NamedTuple):
    row: int
    class_code: str
    staff_number: str


class MonitorRow(NamedTuple):
    row: int
    class_code: str
    student_number: str


@dataclass(slots=True)
class Roster:
    """What the files hold; a sheet that is not there is an empty list."""

    colleges: list[CollegeRow] = field(default_factory=list)
    majors: list[MajorRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)
    students: list[StudentRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    head_teachers: list[HeadTeacherRow] = field(default_factory=list)
    monitors: list[MonitorRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    """The keys ("students") of the sheets that were there: only these can tell who is missing, to be retired."""
    absent: list[str] = field(default_factory=list)
    """Optional columns ("students.gender") that a sheet does not have: of these nothing is said."""


@dataclass(frozen=True, slots=True)
class RosterSheet:
    key: str
    title: str
    make: Callable[[Iterable[Any]], tuple[Any, ...]]
    layout: Layout


def _code(key: str, header: str, *also: str, required: bool = True) -> Column:
    return Column(key, header, identifier(64), required, also)


def _sheet(
    key: str, title: str, make: Callable[[Iterable[Any]], tuple[Any, ...]], unique: tuple[str, ...], *columns: Column
) -> RosterSheet:
    return RosterSheet(key, title, make, Layout(columns, unique))


_YEAR = year(1950, 2100)
SHEETS: tuple[RosterSheet, ...] = (
    _sheet(
        "colleges", "学院", CollegeRow._make, ("college_code",),
        _code("college_code", "学院代码"), Column("name", "学院名称", text(128)),
    ),
    _sheet(
        "majors", "专业", MajorRow._make, ("major_code",),
        _code("major_code", "专业代码"), Column("name", "专业名称", text(128)), _code("college_code", "学院代码"),
    ),
    _sheet(
        "classes", "班级", ClassRow._make, ("class_code",),
        _code("class_code", "班级代码"), Column("name", "班级名称", text(128)),
        Column("grade", "年级", _YEAR, kind=Kind.INTEGER), Column("cohort", "届次", _YEAR, kind=Kind.INTEGER),
        _code("major_code", "专业代码"),
    ),
    _sheet(
        "students", "学生", StudentRow._make, ("student_number",),
        _code("student_number", "学号"), Column("name", "姓名", name(128)),
        Column("gender", "性别", one_of("男", "女"), required=False),
        Column("ethnicity", "民族", text(32), required=False), _code("class_code", "班级代码"),
    ),
    _sheet(
        "staff", "教职工", StaffRow._make, ("staff_number",),
        _code("staff_number", "工号", "职工号"), Column("name", "姓名", name(128)),
        _code("college_code", "学院代码", required=False),
    ),
    _sheet(
        "head_teachers", "班主任", HeadTeacherRow._make, ("class_code", "staff_number"),
        _code("class_code", "班级代码"), _code("staff_number", "工号", "职工号"),
    ),
    _sheet(
        "monitors", "班长", MonitorRow._make, ("class_code", "student_number"),
        _code("class_code", "班级代码"), _code("student_number", "学号"),
    ),
)  # fmt: skip
_TITLES = "、".join(sheet.title for sheet in SHEETS)
Named = tuple[str, Source]


def read_roster(sources: Sequence[Path | Named], max_rows: int) -> Roster:
    """Paths, or (file name, contents) of uploads. Never raises for the files' own faults: they are `problems`."""
    roster = Roster()
    seen: dict[str, str] = {}
    for source in sources:
        file_name, data = (source.name, source) if isinstance(source, Path) else source
        try:
            grids = read_grids(data, max_rows)
        except Unreadable as unreadable:
            roster.problems.append(unreadable.problem.in_sheet(unreadable.problem.sheet or file_name))
            continue
        for grid in grids:
            _add(roster, grid, _named(grid) if grid.name else _recognised(grid, Path(file_name).stem), seen)
    if not roster.problems and not any(getattr(roster, sheet.key) for sheet in SHEETS):
        roster.problems.append(Problem(ProblemCode.EMPTY_SHEET, "名册中没有数据", "the roster holds no rows"))
    return roster


def _add(roster: Roster, grid: Grid, sheet: RosterSheet | None, seen: dict[str, str]) -> None:
    if not grid.rows or grid.name.strip() == "说明":
        return
    if sheet is None:
        zh = f"无法识别的工作表：应为 {_TITLES} 之一"
        roster.problems.append(
            Problem(ProblemCode.UNKNOWN_SHEET, zh, f"unknown sheet: expected one of {_TITLES}", sheet=grid.name)
        )
    elif sheet.key in seen:
        zh = f"“{sheet.title}”已在“{seen[sheet.key]}”中出现：请合并为一个工作表"
        en = f"“{sheet.title}” was already in “{seen[sheet.key]}”: put all rows on one sheet"
        roster.problems.append(Problem(ProblemCode.SEVERAL_SHEETS, zh, en, sheet=grid.name))
    else:
        seen[sheet.key] = grid.name
        roster.sheets.append(sheet.key)
        header = find_header(grid, sheet.layout)
        table = _read(grid, sheet, header)
        roster.problems += table.problems
        places = header.places if header else {}
        roster.absent += [f"{sheet.key}.{one.key}" for one in sheet.layout.columns if one.key not in places]
        columns = [table.columns[column.key] for column in sheet.layout.columns] if table.columns else []
        getattr(roster, sheet.key).extend(map(sheet.make, zip(table.row_numbers, *columns, strict=True)))


def _named(grid: Grid) -> RosterSheet | None:
    return next((sheet for sheet in SHEETS if sheet.title == grid.name.strip()), None)


def _recognised(grid: Grid, stem: str) -> RosterSheet | None:
    """A CSV has no sheet name: its file name is one, else the table that its headers fill best."""
    grid.name = stem
    by_name = next((sheet for sheet in SHEETS if stem.strip().lower() in {sheet.title, sheet.key}), None)
    if by_name:
        return by_name
    fitting = [
        (len(header.places) / len(sheet.layout.columns), len(header.places), sheet)
        for sheet in SHEETS
        if (header := find_header(grid, sheet.layout)) and header.complete(sheet.layout)
    ]
    return max(fitting, key=lambda fit: fit[:2])[2] if fitting else None


def _read(grid: Grid, sheet: RosterSheet, header: Header | None) -> Table:
    if header is None:
        zh, en = f"没有找到表头：应有 {sheet.layout.headers}", f"no header row: expected {sheet.layout.headers}"
        return Table(grid.name, problems=[Problem(ProblemCode.NO_HEADER, zh, en, sheet=grid.name)])
    table = read_table(grid, header, sheet.layout)
    table.problems = [p for p in table.problems if p.code is not ProblemCode.EMPTY_SHEET]  # a template's unused sheet
    return table
