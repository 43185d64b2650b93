"""The rows under a header become plain columns and problems, each with its row number, column and reason (R4.2).

Columns are converted value by distinct value: 100,000 rows repeat a few thousand courses, credits and scores.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import compress
from types import NoneType

from core.workbooks import claims
from core.workbooks.cells import Bad, Cell, as_shown, error_cell, missing_value, no_value_yet
from core.workbooks.code_cells import part_of
from core.workbooks.converters import Converter
from core.workbooks.footers import is_footer
from core.workbooks.found_headings import header_problems, passed_over, read_columns
from core.workbooks.grids import Grid, Origin
from core.workbooks.layout import Column, Header, Layout, ReadColumn
from core.workbooks.notes import Note
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode, in_reading_order
from core.workbooks.warning import row_notes
from core.workbooks.writing import Kind

Value = str | Decimal | int | None


@dataclass(slots=True)
class Table:
    """Holds equally long columns by key, the workbook's row numbers, and the problems.

    Rows with a problem are reported and left out, so that the others can still be checked against the database.
    """

    sheet: str = ""
    row_numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    as_read: dict[str, list[Value | Bad]] = field(default_factory=dict)
    """The columns including the bad rows."""
    warnings: list[Note] = field(default_factory=list)
    read_columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """The headings of columns that nobody needs."""


def read_table(grid: Grid, header: Header, layout: Layout, chosen: claims.Chosen | None = None) -> Table:
    """Converts and checks the rows under the header; it skips blank rows and lines that are no rows of the table.

    Args:
        chosen: the year, term or batch that the rows must name, if they have such a column.
    """
    problems = header_problems(grid, header, layout)
    table = Table(grid.name, problems=problems) if problems else _Reading(grid, header, layout).table(chosen)
    table.read_columns = read_columns(header, layout, grid.name)
    table.passed_over = [*passed_over(header)]
    if grid.origin:
        _as_in_the_file(table, grid.origin, layout)
    return table


def _as_in_the_file(table: Table, origin: Origin, layout: Layout) -> None:
    """Gives rows and problems the places at which they stand in the file."""
    keys = {column.header: column.key for column in layout.columns}

    def placed(problem: Problem) -> Problem:
        if problem.row is None or not problem.column:
            return problem
        row, at = origin.places[problem.row - 1]
        letter = origin.letters.get(keys.get(problem.column, ""), column_letter(at))
        return problem._replace(row=row + 1, letter=letter)

    table.row_numbers = [origin.places[number - 1][0] + 1 for number in table.row_numbers]
    table.problems = in_reading_order(map(placed, table.problems))
    first = column_letter(origin.places[1][1]) if len(origin.places) > 1 else ""
    table.read_columns = [one._replace(letter=origin.letters.get(one.key, first)) for one in table.read_columns]
    table.passed_over = origin.passed_over
    zh = f"每门课程占一列，已按 {origin.courses} 门课程逐一读取；空白的成绩表示没有修读"
    en = f"each course has a column; {origin.courses} courses were read, and a blank cell means that it was not taken"
    table.warnings.insert(0, Note("COURSES_IN_COLUMNS", zh, en, origin.courses).in_sheet(table.sheet))


class _Reading:
    """Reads one sheet."""

    def __init__(self, grid: Grid, header: Header, layout: Layout) -> None:
        self.grid, self.header, self.layout = grid, header, layout
        self.first = header.row + 1
        self.body = grid.rows[self.first :]
        self.places = {key: found[0] for key, found in header.places.items()}
        known = set(self.places.values())
        self.failed = {place for place in (*grid.errors, *grid.unvalued) if place[1] in known}
        self.shown = self._shown_below()
        self.cells: list[Sequence[Cell]] = list(zip(*self.body, strict=True))

    def table(self, chosen: claims.Chosen | None) -> Table:
        columns = {c.key: self._converted(c) for c in self.layout.columns}
        places, footers = self._find_rows(columns)
        numbers = [self.first + at + 1 for at in places]
        if len(places) < len(self.body):
            columns = {key: [values[at] for at in places] for key, values in columns.items()}
        if self.layout.fill:
            self.layout.fill(columns)
        table = Table(self.grid.name, numbers)
        if not numbers:
            zh, en = "表头下没有数据：请填写后再上传", "there are no rows under the header: fill them in and try again"
            table.problems.append(Problem(ProblemCode.EMPTY_SHEET, zh, en, sheet=self.grid.name or None))
            return table
        for column in self.layout.columns:
            table.problems += self._column_problems(table, columns[column.key], column)
        table.problems += _duplicates(table, columns, self.places, self.layout)
        if chosen:
            table.problems += self._other_claims(numbers, chosen)
        _drop_bad_rows(table, columns)
        table.problems = in_reading_order(table.problems)
        if self.grid.origin:
            numbers = [self.grid.origin.places[number - 1][0] + 1 for number in numbers]
            footers = [self.grid.origin.places[number - 1][0] + 1 for number in footers]
        table.warnings = row_notes(self.grid, self.header, self.layout, numbers, footers, columns)
        return table

    def _shown_below(self) -> dict[int, dict[int, str]]:
        """Returns the shown form of numbers by column and row of the body."""
        by_column: dict[int, dict[int, str]] = {}
        for (row, at), words in self.grid.shown.items():
            if row >= self.first:
                by_column.setdefault(at, {})[row - self.first] = words
        return by_column

    def _converted(self, column: Column) -> list[Value | Bad]:
        place = self.places.get(column.key)
        if place is None or not self.body:
            return [None] * len(self.body)
        cells = self.cells[place]
        convert = self._converter(column, self.header.words[place])
        values = _converted(cells, convert)
        for row, words in self.shown.get(place, {}).items():
            meant = as_shown(cells[row], words, is_text=column.kind is Kind.TEXT)
            values[row] = meant if isinstance(meant, Bad) else convert(meant)
        return values

    def _converter(self, column: Column, heading: str) -> Converter:
        """Returns the converter of a column; the heading may say what its words mean, and a cell may hold a part."""
        if column.key in self.header.split:
            return _converting(partial(part_of, column, self.layout), column.convert)
        return column.convert if column.under is None else _converting(partial(column.under, heading), column.convert)

    def _find_rows(self, columns: Mapping[str, Sequence[Value | Bad]]) -> tuple[Sequence[int], list[int]]:
        """Returns the places of the table's rows, and the row numbers of other lines under or between them."""
        number = columns[self.layout.columns[0].key]
        if all(type(value) is str for value in number):
            return range(len(self.body)), []
        failed = {row - self.first for row, _ in self.failed}
        places, footers = [], []
        for at, value in enumerate(number):
            if type(value) is str or at in failed:
                places.append(at)
            elif is_footer(self.body[at], self.header, self.layout):
                footers.append(self.first + at + 1)
            elif any(values[at] is not None for values in columns.values()):
                places.append(at)
        return places, footers

    def _column_problems(self, table: Table, values: Sequence[Value | Bad], column: Column) -> list[Problem]:
        place = self.places.get(column.key)
        if place is None:
            return []
        failed = {row + 1 for row, at in self.grid.errors if at == place}
        waiting = {row + 1 for row, at in self.grid.unvalued if at == place}
        kinds = set(map(type, values))
        if not failed and not waiting and Bad not in kinds and not (column.required and NoneType in kinds):
            return []
        missing = missing_value(column.header, row_may_go=column.row_may_go)
        problems = []
        for number, value in zip(table.row_numbers, values, strict=True):
            bad = value if type(value) is Bad else error_cell() if number in failed else None
            bad = no_value_yet() if bad is None and number in waiting else bad
            if bad is None and value is None and column.required:
                bad = missing
            if bad:
                problems.append(_at(table.sheet, column.header, place, number, bad))
        return problems

    def _other_claims(self, numbers: Sequence[int], chosen: claims.Chosen) -> list[Problem]:
        """Reports rows that name another year, term or batch (R4.1)."""
        problems = []
        for key, places in self.header.claims.items():
            check = claims.check(key, chosen)
            for place in places:
                cells = [self.grid.rows[number - 1][place] for number in numbers]
                found = _converted(cells, check)
                words = self.header.words[place]
                bad = ((number, one) for number, one in zip(numbers, found, strict=True) if isinstance(one, Bad))
                problems += [_at(self.grid.name, words, place, number, one) for number, one in bad]
        return problems


def _converting(read: Callable[[Cell], Cell | Bad], convert: Converter) -> Converter:
    """Returns a converter of what `read` finds in a cell."""

    def converted(cell: Cell) -> str | Decimal | int | Bad | None:
        found = read(cell)
        return found if isinstance(found, Bad) else convert(found)

    return converted


def _converted(cells: Sequence[Cell], convert: Converter) -> list[Value | Bad]:
    distinct = set(cells)
    if (0 in distinct or 1 in distinct) and bool in set(map(type, cells)):  # True equals 1 and would share its value
        return [convert(cell) for cell in cells]
    known = {cell: convert(cell) for cell in distinct}
    return list(map(known.__getitem__, cells))


def _duplicates(
    table: Table, columns: dict[str, list[Value | Bad]], places: dict[str, int], layout: Layout
) -> list[Problem]:
    """Reports each later row that repeats an earlier row's keys, and names the earlier one."""
    if not layout.unique:
        return []
    keys = list(zip(*(columns[key] for key in layout.unique), strict=True))
    if len(set(keys)) == len(keys):
        return []
    column = next(column for column in layout.columns if column.key == layout.unique[-1])
    names = "、".join(c.header for c in layout.columns if c.key in layout.unique)
    problems: list[Problem] = []
    first_seen: dict[tuple[Value | Bad, ...], int] = {}
    for number, key in zip(table.row_numbers, keys, strict=True):
        first = first_seen.setdefault(key, number)
        if first == number or not all(isinstance(part, str) for part in key):
            continue
        value = " ".join(map(str, key))
        zh, en = (
            f"{names}“{value}”与第 {first} 行重复：请只保留一行",
            f"“{value}” ({names}) repeats row {first}: keep one",
        )
        bad = Bad(ProblemCode.DUPLICATE, zh, en)
        problems.append(_at(table.sheet, column.header, places[column.key], number, bad))
    return problems


def _drop_bad_rows(table: Table, columns: dict[str, list[Value | Bad]]) -> None:
    table.as_read = columns
    bad = {problem.row for problem in table.problems}
    if bad:
        keep = [number not in bad for number in table.row_numbers]
        table.row_numbers = list(compress(table.row_numbers, keep))
        columns = {key: list(compress(values, keep)) for key, values in columns.items()}
    table.columns = columns  # type: ignore[assignment]  # every row that holds a Bad has just been left out


def _at(sheet: str, header: str, place: int, number: int, bad: Bad) -> Problem:
    return Problem(bad.code, bad.zh, bad.en, number, header, column_letter(place), sheet or None)
