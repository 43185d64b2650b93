"""A grid is one sheet as it was read, whatever kind of file it came from."""

from dataclasses import dataclass, field

from core.workbooks.cells import Cell
from core.workbooks.merging import Range
from core.workbooks.parts import Places


@dataclass(slots=True)
class Origin:
    """Says where the rows of a grid came from that was a table with a column for each course."""

    places: list[tuple[int, int]]
    """The row of each row, and the column of its course."""
    letters: dict[str, str]
    """The letters of the columns that hold for all rows, by key."""
    passed_over: list[str]
    courses: int


@dataclass(slots=True)
class Grid:
    """Represents a sheet: `rows[0]` is the workbook's row 1, every row is equally wide, a blank cell is ''.

    All places count rows and columns from zero.
    """

    name: str
    rows: list[list[Cell]]
    """The rows; a merged range has its value in each of its cells."""
    errors: Places = field(default_factory=set)
    """Formulas that failed; their cells are blank in `rows`."""
    unvalued: Places = field(default_factory=set)
    """Formulas whose value no program has stored; their cells are blank in `rows`."""
    hidden_rows: set[int] = field(default_factory=set)
    """Rows that a filter or a person has hidden; `rows` contains them like the others."""
    hidden_columns: set[int] = field(default_factory=set)
    """Columns that a person has hidden; `rows` contains them too."""
    merged: list[Range] = field(default_factory=list)
    """The merged ranges. They don't overlap, and none exceeds `rows`."""
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    """Numbers that the sheet shows by other digits than their own: 2333 as “002333”, 0.85 as “85%”."""
    origin: Origin | None = None
    """Says where the rows came from, if they did not stand like this in the file."""
