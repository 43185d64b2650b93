"""A cell of some systems holds a code and a name together: “[MA101]高等数学”, “MA101 高等数学” (R10.1, R10.2).

Such a column is read where its heading may mean both, no column of codes stands beside it, and its cells have that
form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.identifiers import half_width, plain_dashes, visible
from core.workbooks.cells import Bad, Cell, shown
from core.workbooks.grids import Grid
from core.workbooks.layout import CodeAndName, Column, Header, Layout, Naming, exact_header, plain_header
from core.workbooks.problems import ProblemCode

_CODE = r"[0-9A-Za-z][0-9A-Za-z._-]*"
_FORMS = [
    re.compile(rf"[\[(【]\s*({_CODE})\s*[\])】]\s*[-:]?\s*(.+)"),
    re.compile(rf"({_CODE}?)(?:\s*[-_/:|]\s*|\s+)([^\x00-\x7f].*)"),
    re.compile(r"([0-9A-Za-z._-]*[0-9])(?:\s*[-_/:|]\s*|\s+)([A-Za-z].*[^\x00-\x7f].*)"),
]
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class _Parts:
    code: str
    name: str


def with_code_cells(grid: Grid, layout: Layout, naming: Naming, header: Header) -> Header:
    """Returns the header with the columns that are read from cells of code and name, where there are any."""
    for both in layout.together:
        if both.code in header.places or both.code in naming.chosen:
            continue
        at = next((at for at, word in enumerate(header.words) if _may_be(word, both) and _fits(grid, header, at)), None)
        if at is None:
            continue
        places = dict(header.places)
        split = {both.code}
        if both.name and places.get(both.name) in (None, [at]):
            split.add(both.name)
        others = {key for key, found in places.items() if at in found} - split
        if others:
            continue
        places |= {key: [at] for key in split}
        ordered = {column.key: places[column.key] for column in layout.columns if column.key in places}
        header = replace(header, places=ordered, split=header.split | split)
    return header


def _may_be(word: str, both: CodeAndName) -> bool:
    return exact_header(word) in both.names or plain_header(word) in both.names


def _fits(grid: Grid, header: Header, at: int) -> bool:
    """Tells whether most of the first cells hold a code and a name."""
    filled = [cell for row in grid.rows[header.row + 1 :][:_LOOKED_AT] if (cell := row[at]) not in ("", None)]
    return bool(filled) and sum(_parts(cell) is not None for cell in filled) * 2 > len(filled)


def part_of(column: Column, layout: Layout, cell: Cell) -> Cell | Bad:
    """Returns the part of the cell that belongs to the column, or says that the cell lacks one."""
    if cell in ("", None):
        return cell
    found = _parts(cell)
    if found is None:
        zh = f"“{shown(cell)}”中分不出代码和名称：请写作“[代码]名称”，或分成两列"
        en = f"“{shown(cell)}” is not a code and a name: write it as “[code]name”, or use two columns"
        return Bad(ProblemCode.NOT_AN_IDENTIFIER, zh, en)
    return found.code if column.key in _codes(layout.together) else found.name


def _codes(together: Iterable[CodeAndName]) -> set[str]:
    return {one.code for one in together}


def _parts(cell: Cell) -> _Parts | None:
    if type(cell) is not str:
        return None
    words, written = plain_dashes(half_width(cell)), visible(cell)
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if found is None:
        return None
    return _Parts(found[1], written[found.start(2) :] if len(written) == len(words) else found[2])
