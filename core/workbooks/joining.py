"""Several sheets of one table are read as one; every row still knows its sheet and its own number there (R10.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.workbooks.layout import Layout
from core.workbooks.notes import Note, row_ranges
from core.workbooks.problems import Problem, ProblemCode
from core.workbooks.table import Table
from core.workbooks.warning import similar

STEP = 2_000_000
"""The distance between the numbers of two sheets' rows; no sheet has as many rows."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Holds the names of joined sheets. A row's number among all of them is STEP for each sheet before, and its own."""

    names: tuple[str, ...] = ()

    def place(self, number: int) -> tuple[str | None, int]:
        """Returns the sheet, or None if there is only one, and the row's own number."""
        at, row = divmod(number, STEP)
        return (self.names[at], row) if self.names else (None, number)

    def ranges(self, numbers: Iterable[int]) -> str | None:
        """Writes row numbers as "3-5、8", those of several sheets as "1班 3-5、2班 8"."""
        if not self.names:
            return row_ranges(numbers)
        by_sheet = groupby(sorted(set(numbers)), key=lambda number: number // STEP)
        found = [f"{self.names[at]} {row_ranges(number % STEP for number in rows)}" for at, rows in by_sheet]
        return "、".join(found) or None

    def words(self, number: int) -> tuple[str, str]:
        """Names a row in a message, in both languages."""
        sheet, row = self.place(number)
        return (f"工作表“{sheet}”第 {row} 行", f"row {row} of “{sheet}”") if sheet else (f"第 {row} 行", f"row {row}")


ALONE = Parts()


def joined_tables(tables: Sequence[Table], layout: Layout) -> tuple[Table, Parts]:
    """Joins the tables of sheets with the same headings, and looks for rows that repeat one of another sheet."""
    if len(tables) == 1:
        return tables[0], ALONE
    parts = Parts(tuple(table.sheet for table in tables))
    whole = Table()
    whole.row_numbers = [at * STEP + row for at, table in enumerate(tables) for row in table.row_numbers]
    keys = [column.key for column in layout.columns]
    whole.columns = {key: [value for table in tables for value in table.columns.get(key, ())] for key in keys}
    whole.as_read = {key: [value for table in tables for value in table.as_read.get(key, ())] for key in keys}
    whole.problems = [problem for table in tables for problem in table.problems]
    whole.warnings = [note for table in tables for note in table.warnings if note.code != "SIMILAR_CODES"]
    whole.read_columns = [column for table in tables for column in table.read_columns]
    whole.passed_over = list(dict.fromkeys(heading for table in tables for heading in table.passed_over))
    _repeated(whole, layout, parts)
    whole.warnings += _similar(whole, layout, parts)
    return whole, parts


def _repeated(whole: Table, layout: Layout, parts: Parts) -> None:
    """Reports and drops each row that repeats the keys of a row on an earlier sheet; within a sheet it is known."""
    if not layout.unique:
        return
    column = next(column for column in layout.columns if column.key == layout.unique[-1])
    names = "、".join(one.header for one in layout.columns if one.key in layout.unique)
    letters = {(one.key, one.sheet): one.letter for one in whole.read_columns}
    seen: dict[tuple[object, ...], int] = {}
    bad: set[int] = set()
    for number, key in zip(
        whole.row_numbers, zip(*(whole.columns[key] for key in layout.unique), strict=True), strict=True
    ):
        first = seen.setdefault(key, number)
        if first != number:
            bad.add(number)
            sheet, row = parts.place(number)
            (zh, en), value = parts.words(first), " ".join(map(str, key))
            zh, en = f"{names}“{value}”与{zh}重复：请只保留一行", f"“{value}” ({names}) repeats {en}: keep one"
            letter = letters.get((column.key, sheet))
            whole.problems.append(Problem(ProblemCode.DUPLICATE, zh, en, row, column.header, letter, sheet))
    if bad:
        keep = [number not in bad for number in whole.row_numbers]
        kept = [at for at, stays in enumerate(keep) if stays]
        whole.row_numbers = [whole.row_numbers[at] for at in kept]
        whole.columns = {key: [values[at] for at in kept] for key, values in whole.columns.items()}


def _similar(whole: Table, layout: Layout, parts: Parts) -> list[Note]:
    codes = (column for column in layout.columns if column.is_code)
    return [note for one in codes for note in similar(one, whole.columns[one.key], whole.row_numbers, parts.ranges)]
