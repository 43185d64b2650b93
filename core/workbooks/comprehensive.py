"""A counsellor imports these comprehensive results (R6.1); every check that needs no database is made here (R6.2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.workbooks import heading_names as names
from core.workbooks.claims import RESULT_CLAIMS, Chosen
from core.workbooks.converters import decimal, identifier, name, one_of
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Column, Layout, Naming, ReadColumn, plain_header
from core.workbooks.notes import Note, grouped
from core.workbooks.problems import MOST_PROBLEMS, OF_HEADER, Problem, Unreadable
from core.workbooks.reading import read_grids
from core.workbooks.sheets import choose_sheets
from core.workbooks.table import Table
from core.workbooks.writing import Kind
from db.levels import LEVELS
from db.qualities import QUALITIES, Qualities

SCORES_BELOW = 1_000
"""The limit of a score, which may exceed 100 because it includes bonuses."""

SCORE_WORDS = ("成绩", "分数", "得分", "总分", "总成绩")
LEVEL_WORDS = ("等次", "等级")
_BETWEEN = ("", "测评", "测评成绩", "成绩")
"""Words that offices, and the manual itself, put between a quality and its column: 思想政治素质测评成绩分数."""
OVERALL = ("素质综合测评", "综合素质测评", "综合素质", "综合测评", "综测")
"""Offices call the overall result by these, whatever its name in the batch."""
_SUFFIX = "素质"
_WHAT = ("score", "level")


def layout(levels: Sequence[str] = LEVELS, qualities: Qualities = QUALITIES) -> Layout:
    """Returns the columns; levels and qualities come from the batch."""
    titles = titles_of(qualities)
    return Layout(
        columns=(
            Column("student_number", "学号", identifier(64, of_person=True), also=names.STUDENT_NUMBER, is_code=True),
            Column("student_name", "姓名", name(128), also=names.STUDENT_NAME, faint=names.STUDENT_NAME_FAINT),
            *(column for one in qualities for column in _pair(one.code, levels, titles[one.code])),
        ),
        unique=("student_number",),
        claims=RESULT_CLAIMS,
    )


def titles_of(qualities: Qualities) -> dict[str, list[str]]:
    """Returns the words for each quality by its code: its name, then shorter ones that mean no other quality.

    思想政治素质 is also called 思想政治, and 发展性素质 发展素质.
    """
    short = {one.code: [one.name.removesuffix(_SUFFIX), one.name.replace("性素质", _SUFFIX)] for one in qualities}
    short[qualities[-1].code] += OVERALL
    given = Counter(word for words in short.values() for word in {*words})
    taken = {one.name for one in qualities}
    return {
        one.code: [one.name, *(w for w in dict.fromkeys(short[one.code]) if w and w not in taken and given[w] == 1)]
        for one in qualities
    }


def headings_of(qualities: Qualities) -> list[set[str]]:
    """Returns the headings under which a workbook may have each quality, as they are compared."""
    columns = layout(qualities=qualities).columns[2:]
    words = [{plain_header(name) for name in column.names} for column in columns]
    return [score | level for score, level in zip(words[::2], words[1::2], strict=True)]


def _pair(key: str, levels: Sequence[str], titles: Sequence[str]) -> tuple[Column, Column]:
    """Returns the columns of a score and its level, with the other headers that offices use."""
    scored = _headers(titles, SCORE_WORDS)
    levelled = _headers(titles, LEVEL_WORDS)
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
    scores: list[tuple[Decimal, ...]] = field(default_factory=list)
    """The scores of all qualities but the last, row by row, as the table of results holds them."""
    levels: list[tuple[str, ...]] = field(default_factory=list)
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
    source: bytes,
    levels: Sequence[str],
    max_rows: int,
    chosen: Chosen | None = None,
    naming: Naming = USUAL,
    qualities: Qualities = QUALITIES,
) -> ComprehensiveSheet:
    """Reads the sheet in the worker process. It never raises for the file's own faults; they are the sheet's problems.

    Args:
        chosen: the academic year and batch that the rows must name, if they have such columns.
        naming: which headings mean what, beside their usual names.
    """
    columns = layout(levels, qualities)
    try:
        found = choose_sheets(read_grids(source, max_rows), columns, naming)
        return _ready(*read_tables(found, columns, max_rows, chosen), qualities)
    except Unreadable as unreadable:
        problems = [unreadable.problem]
        return ComprehensiveSheet(problems=problems, problem_count=1, problem_groups=grouped(problems))


def _ready(table: Table, parts: Parts, qualities: Qualities) -> ComprehensiveSheet:
    bad_rows = {(one.sheet, one.row) for one in table.problems if one.row and one.code not in OF_HEADER}
    numbers = (number for number in table.as_read.get("student_number", ()) if isinstance(number, str))
    return ComprehensiveSheet(
        **_of_columns(table.columns, qualities),
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
    )


def sheet_of(rows: Sequence[Sequence[Any]], qualities: Qualities) -> ComprehensiveSheet:
    """Returns rows in the order of the layout's columns as if they had been read from a workbook."""
    keys = [column.key for column in layout(qualities=qualities).columns]
    columns = dict(zip(keys, map(list, zip(*rows, strict=True)), strict=True))
    numbers, places = columns["student_number"], list(range(2, len(rows) + 2))
    return ComprehensiveSheet(**_of_columns(columns, qualities), row=places, known_numbers=numbers, row_count=len(rows))


def _of_columns(columns: Mapping[str, list[Any]], qualities: Qualities) -> dict[str, Any]:
    """Puts the columns of all qualities but the last together, row by row; without a header there is no column."""
    *others, overall = [one.code for one in qualities] if columns else [""]
    kept = {f"{what}s": [*zip(*(columns[f"{code}_{what}"] for code in others), strict=True)] for what in _WHAT}
    kept |= {f"overall_{what}": columns.get(f"{overall}_{what}", []) for what in _WHAT}
    return kept | {name: columns.get(name, []) for name in ("student_number", "student_name")}
