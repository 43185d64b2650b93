"""Remarks say what is wrong with an uploaded workbook, and where on its sheet that is written (R4.2, R6.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.workbooks.cells import Cell
from core.workbooks.grids import Grid
from core.workbooks.layout import REASONS, Header, Layout
from core.workbooks.writing import Field, Kind

_LIST = {"zh": ("行", "列", "原因"), "en": ("Row", "Column", "Reason")}


class Remark(NamedTuple):
    """Holds one remark. `row` is the workbook's number, `column` the template's header; a missing
    student has neither.
    """

    row: int | None
    column: str | None
    words: str
    sheet: str | None = None
    """The sheet of the row, if the table stands on several."""

    def with_column(self, language: str) -> str:
        colon = ": " if language == "en" else "："
        return f"{self.column}{colon}{self.words}" if self.column else self.words


@dataclass(slots=True)
class Marks:
    """Holds the marks of one sheet, counted from 1 as Excel does."""

    header_row: int
    place: int
    """The column of all reasons: the first behind the contents, or the one of an earlier marking."""
    renewed: bool
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)


def marks(grid: Grid, header: Header, layout: Layout, remarks: Iterable[Remark], language: str) -> Marks:
    places = {header.words[at]: [at] for found in header.claims.values() for at in found}
    places |= {column.header: header.places.get(column.key, []) for column in layout.columns}
    before = [at for at, cell in enumerate(grid.rows[header.row]) if is_title(cell)]
    found = Marks(header.row + 1, (before[-1] if before else len(grid.rows[0])) + 1, bool(before))
    end = "; " if language == "en" else "；"
    for remark in remarks:
        if remark.row is None or not 1 <= remark.row <= len(grid.rows):
            continue
        below = remark.row > found.header_row
        for at in places.get(remark.column or "", [])[: 1 if below else None]:
            _add(found.cells, (remark.row, at + 1), remark.words, "\n")
        if below:
            _add(found.rows, remark.row, remark.with_column(language), end)
    return found


def _add(known: dict[Any, str], key: Any, words: str, end: str) -> None:
    known[key] = f"{known[key]}{end}{words}" if key in known else words


def title(language: str) -> str:
    """Returns the title of the column, and of the sheet that lists all remarks."""
    return REASONS["en" if language == "en" else "zh"]


def is_title(cell: Cell) -> bool:
    return cell in REASONS.values()


def list_fields(language: str) -> list[Field]:
    row, column, reason = _LIST["en" if language == "en" else "zh"]
    return [Field("row", row, Kind.INTEGER), Field("column", column, width=24), Field("reason", reason, width=100)]


def is_list(first_row: Sequence[object]) -> bool:
    """Tells whether a sheet is the list of an earlier marking."""
    return tuple(first_row) in _LIST.values()


def listed(remarks: Sequence[Remark], header_row: int) -> Iterator[Remark]:
    """Yields remarks without a row first, because nobody would see them beside the rows."""
    yield from sorted(remarks, key=lambda remark: _line(remark, header_row))


def on_no_row(remark: Remark, header_row: int) -> bool:
    return _line(remark, header_row) == 0


def _line(remark: Remark, header_row: int) -> int:
    return remark.row if remark.row and remark.row > header_row else 0
