"""A counsellor imports these comprehensive results (R6.1); every check that needs no database is made here (R6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.workbooks import heading_names as names
from core.workbooks.claims import RESULT_CLAIMS, Chosen
from core.workbooks.converters import decimal, identifier, name, one_of
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Column, Layout, Naming, ReadColumn
from core.workbooks.notes import Note, grouped
from core.workbooks.problems import MOST_PROBLEMS, OF_HEADER, Problem, Unreadable
from core.workbooks.reading import read_grids
from core.workbooks.sheets import choose_sheets
from core.workbooks.table import Table
from core.workbooks.writing import Kind
from db.levels import LEVELS

SCORES_BELOW = 1_000
"""The limit of a score, which may exceed 100 because it includes bonuses."""

_SCORE_WORDS = ("成绩", "分数", "得分", "总分", "总成绩")
_LEVEL_WORDS = ("等次", "等级")
_BETWEEN = ("", "测评", "测评成绩", "成绩")
"""Words that offices, and the manual itself, put between a quality and its column: 思想政治素质测评成绩分数."""


def layout(levels: Sequence[str] = LEVELS) -> Layout:
    """Returns the columns; their levels come from the batch's list."""
    return Layout(
        columns=(
            Column("student_number", "学号", identifier(64, of_person=True), also=names.STUDENT_NUMBER, is_code=True),
            Column("student_name", "姓名", name(128), also=names.STUDENT_NAME, faint=names.STUDENT_NAME_FAINT),
            *_pair("political", levels, "思想政治素质", "思想政治"),
            *_pair("scholastic", levels, "科学文化素质", "科学文化"),
            *_pair("development", levels, "发展性素质", "发展素质"),
            *_pair("overall", levels, "素质综合测评", "综合素质测评", "综合素质", "综合测评", "综测"),
        ),
        unique=("student_number",),
        claims=RESULT_CLAIMS,
    )


def _pair(key: str, levels: Sequence[str], *titles: str) -> tuple[Column, Column]:
    """Returns the columns of a score and its level, with the other headers that offices use."""
    scored = _headers(titles, _SCORE_WORDS)
    levelled = _headers(titles, _LEVEL_WORDS)
    score = decimal(0, SCORES_BELOW, scale=2, below=True)
    return (
        Column(f"{key}_score", scored[0], score, also=scored[1:], kind=Kind.DECIMAL),
        Column(f"{key}_level", levelled[0], one_of(*levels), also=levelled[1:]),
    )


def _headers(titles: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{title}{middle}{word}" for title in titles for word in words for middle in _BETWEEN)


COMPREHENSIVE_RESULTS = layout()


@dataclass(slots=True)
class ComprehensiveSheet:
    """Holds, by column, the rows without a problem of their own, as one `unnest` statement takes them."""

    row: list[int] = field(default_factory=list)
    """The workbook's own row numbers, for problems that the database finds."""
    student_number: list[str] = field(default_factory=list)
    student_name: list[str] = field(default_factory=list)
    political_score: list[Decimal] = field(default_factory=list)
    political_level: list[str] = field(default_factory=list)
    scholastic_score: list[Decimal] = field(default_factory=list)
    scholastic_level: list[str] = field(default_factory=list)
    development_score: list[Decimal] = field(default_factory=list)
    development_level: list[str] = field(default_factory=list)
    overall_score: list[Decimal] = field(default_factory=list)
    overall_level: list[str] = field(default_factory=list)
    known_numbers: list[str] = field(default_factory=list)
    """The student numbers that could be read, also of bad rows, so that a bad row's student does not
    count as missing (R6.2).
    """
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

    def __len__(self) -> int:
        return len(self.row)


def read_ready(
    source: bytes, levels: Sequence[str], max_rows: int, chosen: Chosen | None = None, naming: Naming = USUAL
) -> ComprehensiveSheet:
    """Reads the sheet in the worker process. It never raises for the file's own faults; they are the sheet's problems.

    Args:
        chosen: the academic year and batch that the rows must name, if they have such columns.
        naming: which headings mean what, beside their usual names.
    """
    columns = layout(levels)
    try:
        found = choose_sheets(read_grids(source, max_rows), columns, naming)
        return _ready(*read_tables(found, columns, max_rows, chosen))
    except Unreadable as unreadable:
        problems = [unreadable.problem]
        return ComprehensiveSheet(problems=problems, problem_count=1, problem_groups=grouped(problems))


def _ready(table: Table, parts: Parts) -> ComprehensiveSheet:
    bad_rows = {(one.sheet, one.row) for one in table.problems if one.row and one.code not in OF_HEADER}
    columns: dict[str, Any] = table.columns
    numbers = (number for number in table.as_read.get("student_number", ()) if isinstance(number, str))
    return ComprehensiveSheet(
        row=table.row_numbers,
        known_numbers=list(dict.fromkeys(numbers)),
        row_count=len(table.row_numbers) + len(bad_rows),
        problems=table.problems[:MOST_PROBLEMS],
        problem_count=len(table.problems),
        problem_groups=grouped(table.problems),
        warnings=table.warnings,
        parts=parts,
        columns=table.read_columns,
        passed_over=table.passed_over,
        **columns,
    )
