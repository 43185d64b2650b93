"""A college names the counsellors or head teachers of a batch's classes in a workbook; what needs no database is
checked here (R2.6).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from core.workbooks.converters import identifier, name, text
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Column, Layout, Naming, ReadColumn
from core.workbooks.notes import Note, grouped
from core.workbooks.problems import MOST_PROBLEMS, OF_HEADER, Problem, ProblemCode, Unreadable, in_reading_order
from core.workbooks.reading import read_grids
from core.workbooks.roster_tables import ALSO, codes_and_names
from core.workbooks.sheets import choose_sheets
from core.workbooks.table import Table

CLASS_CODE, CLASS_NAME, STAFF_NUMBER, STAFF_NAME = "班级代码", "班级", "工号", "姓名"
WORDS = {"counsellors": "辅导员", "headTeachers": "班主任"}


class AssignedRow(NamedTuple):
    """Names one person for one class, by the class's code or by its name."""

    row: int
    class_code: str | None
    class_name: str | None
    staff_number: str | None
    staff_name: str | None


@dataclass(slots=True)
class AssignedSheet:
    rows: list[AssignedRow] = field(default_factory=list)
    """The rows that name a person and have no problem of their own."""
    row_count: int = 0
    """The number of rows, including the bad ones."""
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    problem_groups: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    parts: Parts = ALONE
    """The sheets to which the row numbers belong."""
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """The headings of columns that nobody needs."""


def layout(word: str) -> Layout:
    """Returns the columns; a person may also stand under the word for the kind, as in 辅导员工号.

    None is required of every row: a class has a code or a name, and a template's row may be left blank.
    """
    numbers, names = (f"{word}工号", f"{word}职工号"), (f"{word}姓名", word)
    return Layout(
        columns=(
            Column("class_code", CLASS_CODE, identifier(64), required=False, is_code=True, faint=ALSO["班级代码"]),
            Column("class_name", CLASS_NAME, text(128), required=False, faint=("班级名称", *ALSO["班级名称"])),
            Column("staff_number", STAFF_NUMBER, identifier(64, of_person=True), required=False, is_code=True,
                   faint=(*numbers, *ALSO["工号"])),
            Column("staff_name", STAFF_NAME, name(128), required=False, faint=(*names, *ALSO["姓名"])),
        ),
        together=codes_and_names({CLASS_CODE: "class_code", "班级名称": "class_name"}),
    )  # fmt: skip


def read_assigned(source: bytes, word: str, max_rows: int, naming: Naming = USUAL) -> AssignedSheet:
    """Reads the sheet in the worker process. It never raises for the file's own faults; they are the sheet's problems.

    Args:
        naming: which headings mean what, beside their usual names.
    """
    columns = layout(word)
    try:
        return _read(*read_tables(choose_sheets(read_grids(source, max_rows), columns, naming), columns, max_rows))
    except Unreadable as unreadable:
        problems = [unreadable.problem]
        return AssignedSheet(problems=problems, problem_count=1, problem_groups=grouped(problems))


def _read(table: Table, parts: Parts) -> AssignedSheet:
    rows = list(map(AssignedRow._make, zip(table.row_numbers, *table.columns.values(), strict=True)))
    named = [row for row in rows if row.staff_number and (row.class_code or row.class_name)]
    lacking = list(_lacking(table))
    problems = lacking + in_reading_order([*table.problems, *([] if lacking else _halves(rows, parts))], parts.names)
    if not problems and not named:
        zh, en = "没有一行填写了工号：请填写后再上传", "no row has a staff number: fill them in and try again"
        problems = [Problem(ProblemCode.EMPTY_SHEET, zh, en)]
    bad = {(one.sheet, one.row) for one in table.problems if one.row and one.code not in OF_HEADER}
    return AssignedSheet(
        rows=named,
        row_count=len(rows) + len(bad),
        problems=problems[:MOST_PROBLEMS],
        problem_count=len(problems),
        problem_groups=grouped(problems),
        warnings=[*table.warnings, *_blank([row.row for row in rows if not row.staff_number], parts)],
        parts=parts,
        columns=table.read_columns,
        passed_over=table.passed_over,
    )


def _lacking(table: Table) -> Iterator[Problem]:
    """Yields what is wrong where there is no column of classes, or none of persons."""
    found = {one.key for one in table.read_columns}
    for keys, header in ((("class_code", "class_name"), CLASS_CODE), (("staff_number",), STAFF_NUMBER)):
        if not found.intersection(keys) and not any(one.column == header for one in table.problems):
            zh = f"缺少“{header}”列：应有班级代码（或班级）、工号、姓名；请补上，或指定读取哪一列"
            en = (
                f"the column “{header}” is missing: expected 班级代码 (or 班级), 工号, 姓名; add it, or choose a column"
            )
            yield Problem(ProblemCode.MISSING_COLUMN, zh, en, None, header)


def _halves(rows: list[AssignedRow], parts: Parts) -> Iterator[Problem]:
    """Yields a problem for each row that names a person and no class, or a person by name alone."""
    for one in rows:
        sheet, row = parts.place(one.row)
        if one.staff_name and not one.staff_number:
            zh, en = (
                "填了姓名，没有工号：请补上工号，或清空姓名",
                "a name without a number: enter the number, or no name",
            )
            yield Problem(ProblemCode.MISSING_VALUE, zh, en, row, STAFF_NUMBER, None, sheet)
        elif one.staff_number and not (one.class_code or one.class_name):
            zh, en = "没有填写班级：请填写班级代码或班级", "no class: enter the code or the name of the class"
            yield Problem(ProblemCode.MISSING_VALUE, zh, en, row, CLASS_CODE, None, sheet)


def _blank(numbers: list[int], parts: Parts) -> list[Note]:
    if not numbers:
        return []
    zh, en = "没有填写工号，已略过：班级现有的人员不变", "no staff number, passed over: the class keeps its people"
    return [Note("NOBODY_NAMED", zh, en, len(numbers), parts.ranges(numbers))]
