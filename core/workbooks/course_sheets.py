"""A workbook of course scores is prepared for the database in one go, outside the event loop (R4.1)."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.workbooks.claims import Chosen
from core.workbooks.course_scores import COURSE_SCORES, CourseScoreSheet, courses_of, read_course_scores
from core.workbooks.grids import Grid
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Header, Naming, ReadColumn
from core.workbooks.notes import Note, grouped
from core.workbooks.problems import MOST_PROBLEMS, OF_HEADER, Problem
from core.workbooks.table import read_table
from db.copying import copy_text
from db.queries.courses.staged_columns import READ_VALUES, STAGED_SCORE


@dataclass(frozen=True, slots=True)
class ReadySheet:
    """Holds the rows without a problem of their own as COPY's text; `row_count` includes the others.

    Each of `course_count` rows is one student's course. Rows without a course code are its further attempts, whose
    students are checked too. `is_odd` says whether any score is not just one number.
    """

    copied: bytes
    row_count: int
    course_count: int
    is_odd: bool = False
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    problem_groups: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    parts: Parts = ALONE
    """The sheets to which the row numbers belong."""
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def read_ready(source: bytes, max_rows: int, chosen: Chosen | None = None, naming: Naming = USUAL) -> ReadySheet:
    """Reads the file in the worker process; its text goes through the server to the database unchanged."""
    with _no_collecting():
        return _ready(read_course_scores(source, max_rows, chosen, naming))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Turns the garbage collector off: a hundred thousand rows hold no cycles, and the search takes a
    sixth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _ready(sheet: CourseScoreSheet) -> ReadySheet:
    bad_rows = {(one.sheet, one.row) for one in sheet.problems if one.row and one.code not in OF_HEADER}
    return ReadySheet(
        copied=copied(sheet),
        row_count=len(sheet) + len(sheet.others) + len(bad_rows),
        course_count=len(sheet),
        is_odd=is_odd(sheet),
        problems=sheet.problems[:MOST_PROBLEMS],
        problem_count=len(sheet.problems),
        problem_groups=grouped(sheet.problems),
        warnings=sheet.warnings,
        parts=sheet.parts,
        columns=sheet.columns,
        passed_over=sheet.passed_over,
    )


def copied(sheet: CourseScoreSheet) -> bytes:
    """Writes the rows as COPY reads them."""
    courses = copy_text([getattr(sheet, name) for name in (*STAGED_SCORE, *READ_VALUES)])
    if not sheet.others:
        return courses
    blank = [None] * len(sheet.others)
    columns = [list(values) for values in zip(*sheet.others, strict=True)]
    return courses + copy_text([*columns, *[blank] * (len(STAGED_SCORE) + len(READ_VALUES) - len(columns))])


def is_odd(sheet: CourseScoreSheet) -> bool:
    """Tells whether a score is not just one number."""
    return any(set(values) - {None} for values in (sheet.text, sheet.attempts))


def by_hand(values: Mapping[str, Any]) -> CourseScoreSheet:
    """Reads one row that was entered on the page by the same code and rules as a row of a workbook (R4.2).

    Args:
        values: by the keys of the workbook's columns.
    """
    columns = COURSE_SCORES.columns
    cells = ["" if (value := values.get(column.key)) is None else str(value) for column in columns]
    grid = Grid("", [[column.header for column in columns], [*cells]])
    words = tuple(column.header for column in columns)
    header = Header(0, {column.key: [place] for place, column in enumerate(columns)}, words)
    return courses_of(read_table(grid, header, COURSE_SCORES))
