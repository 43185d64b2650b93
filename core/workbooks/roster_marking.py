"""A refused roster is given back as one workbook with the faults beside the cells, also if it came as several files."""

from collections.abc import Iterator, Sequence

from core.workbooks.grids import Grid
from core.workbooks.layout import Naming
from core.workbooks.marking import written
from core.workbooks.reading import read_grids
from core.workbooks.remarks import Marks, Remark, marks
from core.workbooks.roster import Roster, find_in_file
from core.workbooks.roster_choice import BY_KEY, named_table, stem_of
from core.workbooks.sheets import Headed, has_rows


def marked_roster(
    sources: Sequence[tuple[str, bytes]], remarks: Sequence[Remark], max_rows: int, language: str, naming: Naming
) -> bytes:
    """Marks the files in the worker process; several of them become the sheets of one workbook.

    Args:
        naming: which headings mean what, as at the import.

    Raises:
        Unreadable: there is nothing to write on.
    """
    grids: list[Grid] = []
    tables: dict[str, list[Headed]] = {}
    stems: dict[int, str] = {}
    for name, content in sources:
        own = read_grids(content, max_rows)
        find_in_file(Roster(), [grid for grid in own if has_rows(grid, 0)], stem_of(name), tables, naming)
        stems |= {id(grid): stem_of(name) for grid in own}
        grids += own
    found = list(_marks(tables, remarks, language))
    if len(sources) == 1:
        return written(sources[0][1], grids, found, remarks, language)
    for grid in grids:
        stem = stems[id(grid)]
        grid.name = stem if named_table(stem) and not named_table(grid.name) else grid.name
    return written(None, grids, found, remarks, language)


def _marks(tables: dict[str, list[Headed]], remarks: Sequence[Remark], language: str) -> Iterator[tuple[Grid, Marks]]:
    """Yields the marks of each sheet. A table that stands on one sheet is called by its own name, too."""
    for key, sheets in tables.items():
        table = BY_KEY[key]
        for grid, header in sheets:
            names = {grid.name, table.title} if len(sheets) == 1 else {grid.name}
            own = [one for one in remarks if one.sheet in names]
            yield grid, marks(grid, header, table.layout, own, language)
