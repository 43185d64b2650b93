"""The college admin imports these course scores (R4.1); every check that needs no database is made here (R4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from core.workbooks import heading_names as names
from core.workbooks.claims import SCORE_CLAIMS, Chosen
from core.workbooks.converters import decimal, identifier, name, text
from core.workbooks.course_attempts import OtherRow, gather, without
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, CodeAndName, Column, Layout, Naming, ReadColumn
from core.workbooks.notes import Note
from core.workbooks.problems import Problem, Unreadable, in_reading_order
from core.workbooks.reading import Source, read_grids
from core.workbooks.score_cells import fill_states, score, split
from core.workbooks.sheets import choose_sheets
from core.workbooks.table import Table
from core.workbooks.wide import long_grid
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
            score,
            also=names.SCORE,
            kind=Kind.DECIMAL,
            faint=names.SCORE_FAINT,
            row_may_go=True,
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
    claims=SCORE_CLAIMS,
    together=(CodeAndName(names.COURSE_CODE_AND_NAME, "course_code", "course_name"),),
    fill=fill_states,
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
    score: Decimal | None
    remark: str | None
    text: str | None = None
    """The score as it came, if it is not just a number (R10.3)."""
    attempts: str | None = None
    """The attempts as JSON, if the course is not just one first attempt (R10.5)."""


@dataclass(slots=True)
class CourseScoreSheet:
    """Holds the scores by column, which crosses processes cheaply and fits one `unnest` statement.

    The columns hold one row for each student and course, without the rows that have a problem of their own. `others`
    are the rows that became further attempts.
    """

    row: list[int] = field(default_factory=list)
    student_number: list[str] = field(default_factory=list)
    student_name: list[str] = field(default_factory=list)
    course_code: list[str] = field(default_factory=list)
    course_name: list[str] = field(default_factory=list)
    course_kind: list[str] = field(default_factory=list)
    teacher: list[str | None] = field(default_factory=list)
    credit: list[Decimal] = field(default_factory=list)
    score: list[Decimal | None] = field(default_factory=list)
    remark: list[str | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    attempts: list[str | None] = field(default_factory=list)
    others: list[OtherRow] = field(default_factory=list)
    parts: Parts = ALONE
    """The sheets to which the row numbers belong."""
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """The headings of columns that are passed over, because nobody needs them."""
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
        grids = [long_grid(grid, COURSE_SCORES, naming) for grid in read_grids(source, max_rows)]
        found = choose_sheets(grids, COURSE_SCORES, naming)
        table, parts = read_tables(found, COURSE_SCORES, max_rows, chosen)
    except Unreadable as unreadable:
        return CourseScoreSheet(problems=[unreadable.problem])
    return courses_of(table, parts)


def courses_of(table: Table, parts: Parts = ALONE) -> CourseScoreSheet:
    """Turns the rows of a table into one row for each student and course."""
    found = CourseScoreSheet(
        parts=parts,
        columns=table.read_columns,
        passed_over=table.passed_over,
        problems=table.problems,
        warnings=table.warnings,
    )
    columns: dict[str, Any] = dict(table.columns)
    if not table.row_numbers:
        return found
    words = columns.pop("attempt", [None] * len(table.row_numbers))
    columns["score"], columns["text"] = split(columns["score"])
    gathered = gather(columns, table.row_numbers, words, parts)
    columns["row"], columns["attempts"] = table.row_numbers, [None] * len(table.row_numbers)
    for place, attempts in gathered.attempts.items():
        columns["attempts"][place] = attempts
    found.problems += [_at(table, parts, place, bad) for place, bad in gathered.bad.items()]
    found.problems = in_reading_order(found.problems, parts.names)
    found.warnings += [note.in_sheet(table.sheet) for note in gathered.warnings]
    if not all(gathered.kept):
        people = [columns[key] for key in OtherRow._fields]
        others = (place for place, keep in enumerate(gathered.kept) if not keep and place not in gathered.bad)
        found.others = [OtherRow(*(values[place] for values in people)) for place in others]
        columns = without(columns, gathered.kept)
    for key, values in columns.items():
        setattr(found, key, values)
    return found


def _at(table: Table, parts: Parts, place: int, bad: Any) -> Problem:
    sheet, row = parts.place(table.row_numbers[place])
    code = next(one for one in table.read_columns if one.key == "course_code" and sheet in (None, one.sheet))
    return Problem(bad.code, bad.zh, bad.en, row, code.title, code.letter, sheet or table.sheet or None)
