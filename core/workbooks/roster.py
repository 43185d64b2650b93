"""The roster is read from workbooks or CSV: colleges, majors, classes, students, staff, head teachers,
monitors (R9.2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.workbooks.found_headings import not_here
from core.workbooks.grids import Grid
from core.workbooks.headings import find_header, present
from core.workbooks.joined_reading import read_tables
from core.workbooks.joining import ALONE, Parts
from core.workbooks.layout import USUAL, Naming, ReadColumn, exact_header
from core.workbooks.notes import Note
from core.workbooks.problems import Problem, ProblemCode, Unreadable
from core.workbooks.reading import Source, read_grids
from core.workbooks.roster_choice import BY_KEY, choose_table, stem_of
from core.workbooks.roster_tables import (
    SHEETS,
    ClassRow,
    CollegeRow,
    HeadTeacherRow,
    MajorRow,
    MonitorRow,
    RosterSheet,
    StaffRow,
    StudentRow,
)
from core.workbooks.sheets import Chosen as ChosenSheets
from core.workbooks.sheets import Headed, has_rows, is_notes, no_header, passed_over, require_same_headings

__all__ = [
    "SHEETS",
    "ClassRow",
    "CollegeRow",
    "HeadTeacherRow",
    "MajorRow",
    "MonitorRow",
    "Roster",
    "RosterSheet",
    "StaffRow",
    "StudentRow",
    "read_roster",
]


@dataclass(slots=True)
class Roster:
    """Holds the rows of all files; a sheet that does not exist is an empty list."""

    colleges: list[CollegeRow] = field(default_factory=list)
    majors: list[MajorRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)
    students: list[StudentRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    head_teachers: list[HeadTeacherRow] = field(default_factory=list)
    monitors: list[MonitorRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    """The keys ("students") of the sheets with rows; only these can show who is missing and to be retired."""
    parts: dict[str, Parts] = field(default_factory=dict)
    """The sheets to which the row numbers of each table belong."""
    absent: list[str] = field(default_factory=list)
    """Optional columns ("students.gender") that a sheet does not have; the import leaves their values alone."""
    columns: list[ReadColumn] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """The headings of columns that nobody needs."""

    def place(self, key: str, row: int) -> tuple[str | None, int]:
        """Returns the sheet, if the table stands on several, and the row's own number there."""
        return self.parts.get(key, ALONE).place(row)


Named = tuple[str, Source]


def read_roster(sources: Sequence[Path | Named], max_rows: int, naming: Naming = USUAL) -> Roster:
    """Reads paths or (file name, contents) of uploads. It never raises for the files' own faults; they
    are `problems`.

    Args:
        naming: which headings mean what, beside their usual names.
    """
    roster = Roster()
    found: dict[str, list[Headed]] = {}
    for source in sources:
        file_name, data = (source.name, source) if isinstance(source, Path) else source
        try:
            grids = read_grids(data, max_rows)
        except Unreadable as unreadable:
            roster.problems.append(unreadable.problem.in_sheet(unreadable.problem.sheet or file_name))
            continue
        find_in_file(roster, [grid for grid in grids if has_rows(grid, 0)], stem_of(file_name), found, naming)
    for key, pairs in found.items():
        _add(roster, BY_KEY[key], pairs, max_rows)
    roster.problems += [] if roster.problems else _unused(roster, naming)
    if not roster.problems and not any(getattr(roster, sheet.key) for sheet in SHEETS):
        zh, en = "名册中没有数据：请填写后再上传", "the roster contains no rows: fill them in and try again"
        roster.problems.append(Problem(ProblemCode.EMPTY_SHEET, zh, en))
    return roster


def _unused(roster: Roster, naming: Naming) -> Iterator[Problem]:
    """Yields a problem for each chosen heading that stands on no sheet."""
    used = {(column.key, exact_header(column.heading)) for column in roster.columns}
    for key, heading in naming.chosen.items():
        if (key, exact_header(heading)) not in used:
            column = next(one for sheet in SHEETS for one in sheet.layout.columns if one.key == key)
            yield not_here(None, None, column, heading)


def find_in_file(
    roster: Roster, grids: Sequence[Grid], stem: str, found: dict[str, list[Headed]], naming: Naming
) -> None:
    """Finds the table of each sheet of one file; a CSV is a sheet with the name of its file."""
    alone = len(grids) == 1
    for grid in grids:
        if grid.name and is_notes(grid):
            continue
        names = (grid.name, stem) if alone else (grid.name,)
        grid.name = grid.name or stem
        choice = choose_table(grid, *filter(None, names), alone=alone, naming=naming)
        if choice.problem:
            roster.problems.append(choice.problem)
        elif choice.sheet:
            _find(roster, grid, choice.sheet, stem, found, naming)
        else:
            roster.warnings += passed_over([grid])


def _find(
    roster: Roster, grid: Grid, sheet: RosterSheet, stem: str, found: dict[str, list[Headed]], naming: Naming
) -> None:
    header = find_header(grid, sheet.layout, naming)
    if header and header.lacking:  # the choice may be meant for another sheet
        header = find_header(grid, sheet.layout, present(naming, header))
    if header is None:
        roster.problems.append(no_header(grid, sheet.layout).in_sheet(grid.name))
        return
    if header.complete(sheet.layout) and not has_rows(grid, header.row + 1):
        return  # a template's unused sheet says nothing
    pairs = found.setdefault(sheet.key, [])
    if any(grid.name == other.name for other, _ in pairs):
        grid.name = f"{stem}：{grid.name}"  # another file has a sheet of the same name
    pairs.append((grid, header))


def _add(roster: Roster, sheet: RosterSheet, pairs: list[Headed], max_rows: int) -> None:
    """Adds one table, which may stand on several sheets with the same headings (R9.2)."""
    try:
        require_same_headings([pair for pair in pairs if pair[1].complete(sheet.layout)])
        table, parts = read_tables(ChosenSheets(pairs), sheet.layout, max_rows)
    except Unreadable as unreadable:
        roster.problems.append(unreadable.problem)
        return
    places = pairs[0][1].places
    roster.sheets.append(sheet.key)
    roster.parts[sheet.key] = parts
    roster.problems += table.problems
    roster.warnings += table.warnings
    roster.columns += table.read_columns
    roster.passed_over += table.passed_over
    roster.absent += [f"{sheet.key}.{one.key}" for one in sheet.layout.columns if one.key not in places]
    columns = [table.columns[column.key] for column in sheet.layout.columns] if table.columns else []
    getattr(roster, sheet.key).extend(map(sheet.make, zip(table.row_numbers, *columns, strict=True)))
