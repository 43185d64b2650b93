"""The college admin imports these course scores (R4.1); every check that needs no database is made here (R4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from core.workbooks import heading_names as names
from core.workbooks.claims import SCORE_CLAIMS, Chosen
from core.workbooks.converters import decimal, identifier, name, text
from core.workbooks.layout import USUAL, Column, Layout, Naming, ReadColumn
from core.workbooks.notes import Note
from core.workbooks.problems import Problem, Unreadable
from core.workbooks.reading import Source, read_grids
from core.workbooks.score_words import of_score
from core.workbooks.sheets import choose_sheet
from core.workbooks.table import read_table
from core.workbooks.warning import titled
from core.workbooks.writing import Kind

COURSE_SCORES = Layout(
    columns=(
        Column("student_number", "学号", identifier(64, of_person=True), also=names.STUDENT_NUMBER, is_code=True),
        Column("student_name", "姓名", name(128), also=names.STUDENT_NAME, faint=names.STUDENT_NAME_FAINT),
        Column(
            "course_code",
            "课程代码",
            identifier(64),
            also=names.COURSE_CODE,
            is_code=True,
            faint=names.COURSE_CODE_FAINT,
        ),
        Column("course_name", "课程名称", text(128), also=names.COURSE_NAME, faint=names.COURSE_NAME_FAINT),
        Column("course_kind", "课程性质", text(128), also=names.COURSE_KIND, faint=names.COURSE_KIND_FAINT),
        Column("teacher", "授课教师", text(128), required=False, also=names.TEACHER, faint=names.TEACHER_FAINT),
        Column(
            "credit", "学分", decimal(0, 100, scale=2, above=True, below=True), also=names.CREDIT, kind=Kind.DECIMAL
        ),
        Column(
            "score",
            "成绩",
            decimal(0, 100, scale=2, advice=of_score),
            also=names.SCORE,
            kind=Kind.DECIMAL,
            faint=names.SCORE_FAINT,
        ),
        Column("remark", "备注", text(500), required=False, faint=names.REMARK_FAINT),
        Column(
            "attempt",
            "修读方式",
            text(64),
            required=False,
            also=names.ATTEMPT,
            weigh=names.weigh_attempts,
            in_template=False,
            under=names.attempt_words,
        ),
    ),
    unique=("student_number", "course_code"),
    claims=SCORE_CLAIMS,
)


class CourseScoreRow(NamedTuple):
    row: int
    """The workbook's own row number, for problems that the database finds."""
    student_number: str
    student_name: str
    course_code: str
    course_name: str
    course_kind: str
    teacher: str | None
    credit: Decimal
    score: Decimal
    remark: str | None
    attempt: str | None = None
    """The words of the file that name the attempt, such as 补考."""


@dataclass(slots=True)
class CourseScoreSheet:
    """Holds the scores by column, which crosses processes cheaply and fits one `unnest` statement.

    The columns hold the rows without a problem of their own.
    """

    row: list[int] = field(default_factory=list)
    student_number: list[str] = field(default_factory=list)
    student_name: list[str] = field(default_factory=list)
    course_code: list[str] = field(default_factory=list)
    course_name: list[str] = field(default_factory=list)
    course_kind: list[str] = field(default_factory=list)
    teacher: list[str | None] = field(default_factory=list)
    credit: list[Decimal] = field(default_factory=list)
    score: list[Decimal] = field(default_factory=list)
    remark: list[str | None] = field(default_factory=list)
    attempt: list[str | None] = field(default_factory=list)
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """The headings of columns that nobody needs."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row)

    @property
    def rows(self) -> Iterator[CourseScoreRow]:
        columns = (getattr(self, key) for key in CourseScoreRow._fields)
        return map(CourseScoreRow._make, zip(*columns, strict=True))


def read_course_scores(
    source: Source, max_rows: int, chosen: Chosen | None = None, naming: Naming = USUAL
) -> CourseScoreSheet:
    """Reads the sheet. It never raises for the file's own faults; they are the sheet's problems.

    Args:
        chosen: the academic year and term that the rows must name, if they have such columns.
        naming: which headings mean what, beside their usual names.
    """
    try:
        sheet = choose_sheet(read_grids(source, max_rows), COURSE_SCORES, naming)
    except Unreadable as unreadable:
        return CourseScoreSheet(problems=[unreadable.problem])
    table = read_table(sheet.grid, sheet.header, COURSE_SCORES, chosen)
    columns: dict[str, Any] = table.columns
    warnings = [*sheet.warnings, *titled(sheet.grid, sheet.header, chosen), *table.warnings]
    return CourseScoreSheet(
        row=table.row_numbers,
        columns=table.read_columns,
        passed_over=table.passed_over,
        problems=table.problems,
        warnings=warnings,
        **columns,
    )
