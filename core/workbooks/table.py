"""The rows under a header to plain columns and problems, each with its row number, column and reason (R4.2).

Columns are converted value by distinct value: 100,000 rows repeat a few thousand courses, credits and scores.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import compress
from operator import itemgetter

from core.workbooks.cells import Bad, Cell, error_cell
from core.workbooks.layout import Column, Header, Layout, header_problems
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode, in_reading_order
from core.workbooks.reading import Grid

Value = str | Decimal | int | None


@dataclass(slots=True)
class Table:
    """Equally long columns by key, the workbook's row number of each row, and what is wrong.

    Rows with a problem are told and left out, so that the others can still be checked against the database.
    """

    sheet: str = ""
    row_numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    as_read: dict[str, list[Value | Bad]] = field(default_factory=dict)
    """The columns with the bad rows still in them."""


def read_table(grid: Grid, header: Header, layout: Layout) -> Table:
    """The rows under the header, converted and checked; wholly blank rows are passed over."""
    problems = header_problems(grid, header, layout)
    if problems:
        return Table(grid.name, problems=problems)
    body = grid.rows[header.row + 1 :]
    first = header.row + 2
    numbers = list(range(first, first + len(body)))
    places = {key: found[0] for key, found in header.places.items()}
    columns = {c.key: _converted(body, places.get(c.key), c) for c in layout.columns}
    errors = {row + 1 for row, place in grid.errors if place in places.values()}
    keep = _not_blank(list(columns.values()), numbers, errors)
    if keep is not None:
        numbers = list(compress(numbers, keep))
        columns = {key: list(compress(values, keep)) for key, values in columns.items()}
    return _checked(Table(grid.name, numbers), columns, places, layout, grid)


def _converted(body: list[list[Cell]], place: int | None, column: Column) -> list[Value | Bad]:
    if place is None:
        return [None] * len(body)
    cells = list(map(itemgetter(place), body))
    if bool in set(map(type, cells)):  # True would pass for the 1 that it equals
        return [column.convert(cell) for cell in cells]
    known = {cell: column.convert(cell) for cell in set(cells)}
    return list(map(known.__getitem__, cells))


def _not_blank(columns: list[list[Value | Bad]], numbers: list[int], errors: set[int]) -> list[bool] | None:
    """Which rows hold anything; None when all do, the usual case."""
    if any(None not in values for values in columns):
        return None
    filled = (any(value is not None for value in row) for row in zip(*columns, strict=True))
    return [some or number in errors for some, number in zip(filled, numbers, strict=True)]


def _checked(
    table: Table, columns: dict[str, list[Value | Bad]], places: dict[str, int], layout: Layout, grid: Grid
) -> Table:
    if not table.row_numbers:
        zh, en = "表头下没有数据", "there are no rows under the header"
        table.problems.append(Problem(ProblemCode.EMPTY_SHEET, zh, en, sheet=grid.name or None))
        return table
    for column in layout.columns:
        table.problems += _column_problems(table, columns[column.key], places, column, grid)
    table.problems += _duplicates(table, columns, places, layout)
    _drop_bad_rows(table, columns)
    table.problems = in_reading_order(table.problems)
    return table


def _column_problems(
    table: Table, values: list[Value | Bad], places: dict[str, int], column: Column, grid: Grid
) -> list[Problem]:
    place = places.get(column.key)
    if place is None:
        return []
    failed = {row + 1 for row, at in grid.errors if at == place}
    kinds = set(map(type, values))
    if not failed and Bad not in kinds and not (column.required and None in values):
        return []
    missing = Bad(ProblemCode.MISSING_VALUE, f"缺少{column.header}", f"“{column.header}” is missing")
    problems = []
    for number, value in zip(table.row_numbers, values, strict=True):
        bad = value if type(value) is Bad else error_cell() if number in failed else None
        if bad is None and value is None and column.required:
            bad = missing
        if bad:
            problems.append(_at(table, column, place, number, bad))
    return problems


def _duplicates(
    table: Table, columns: dict[str, list[Value | Bad]], places: dict[str, int], layout: Layout
) -> list[Problem]:
    """Each later row that repeats an earlier one's keys, naming the earlier."""
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
        zh, en = f"{names}“{value}”与第 {first} 行重复", f"“{value}” ({names}) repeats row {first}"
        problems.append(_at(table, column, places[column.key], number, Bad(ProblemCode.DUPLICATE, zh, en)))
    return problems


def _drop_bad_rows(table: Table, columns: dict[str, list[Value | Bad]]) -> None:
    table.as_read = columns
    bad = {problem.row for problem in table.problems}
    if bad:
        keep = [number not in bad for number in table.row_numbers]
        table.row_numbers = list(compress(table.row_numbers, keep))
        columns = {key: list(compress(values, keep)) for key, values in columns.items()}
    table.columns = columns  # type: ignore[assignment]  # every row that holds a Bad has just been left out


def _at(table: Table, column: Column, place: int, number: int, bad: Bad) -> Problem:
    return Problem(bad.code, bad.zh, bad.en, number, column.header, column_letter(place), table.sheet or None)
