"""A web page named .xls holds tables, as many 教务 systems export them; they are read as Excel shows them (R10.2).

The page is read once from its beginning to its end, and no pattern goes over a letter twice. Nothing is repaired as
browsers do; cells and rows end where the next ones begin.
"""

import html
import math
import re
from dataclasses import dataclass, field

from core.workbooks import guards
from core.workbooks.cells import Cell, shown
from core.workbooks.grids import Grid
from core.workbooks.merging import Range

MOST_TABLES = 2_000
DEEPEST = 50
"""The number of tables within one another."""
_LONGEST_TAG = 8192

_TAG = re.compile(
    r"""<!--|<[!?][^<>]{0,8192}+>|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]{0,40}+)"""
    r"""(?P<rest>(?:[^<>"']++|"[^"<]{0,8192}+"|'[^'<]{0,8192}+')*+|[^<>]{0,8192}+)>"""
)
_ATTRIBUTE = re.compile(r"""([A-Za-z:_-]{1,40}+)\s{0,20}+(?:=\s{0,20}+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_UNSEEN = re.compile(r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = {"script", "style", "xml", "title", "noscript", "template"}
_APART = {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
_CELLS = {"td", "th"}
_WHOLE = {"body", "html"}


def page_grids(text: str, max_rows: int) -> list[Grid]:
    """Returns a grid for each table that is shown; tables within tables are tables of their own.

    Raises:
        Unreadable: there are more rows, cells or tables than a workbook may have, or the page breaks off within one.
    """
    page = _Page(max_rows)
    page.read(text)
    grids = [table.grid() for table in page.done if table.rows]
    if page.open and not page.has_ended:
        raise guards.broken_off()
    if len(grids) == 1:
        grids[0].name = ""
    return grids


@dataclass(slots=True)
class _CellBox:
    attributes: str
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    name: str
    max_rows: int
    unseen: bool
    rows: list[list[_CellBox]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    cell: _CellBox | None = None
    in_row: bool = False

    def begin_row(self, rest: str) -> None:
        self.rows.append([])
        if _is_unseen(rest):
            self.hidden_rows.add(len(self.rows) - 1)
        self.in_row, self.cell = True, None
        if len(self.rows) > self.max_rows + guards.ROWS_ABOVE:
            raise guards.too_many_rows(self.max_rows)

    def begin_cell(self, rest: str) -> None:
        if not self.in_row:
            self.begin_row("")
        self.cell = _CellBox(rest)
        self.rows[-1].append(self.cell)
        if len(self.rows[-1]) > guards.MOST_COLUMNS:
            raise guards.too_wide()

    def grid(self) -> Grid:
        return _Layout(self).grid()


class _Page:
    """Walks through the tags of a page."""

    def __init__(self, max_rows: int) -> None:
        self.max_rows = max_rows
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.has_ended = False
        """Tells whether the end of the page was seen: a careless page may leave its tables open before it."""
        self.count = 0

    def read(self, text: str) -> None:
        at = 0
        while (tag := _TAG.search(text, at)) is not None:
            self._text(text[at : tag.start()])
            at = tag.end()
            name = (tag["name"] or "").lower()
            if tag[0] == "<!--":
                at = _behind(text, "-->", at)
            elif not name:
                continue
            elif name in _NOT_SHOWN and not tag["end"] and not tag["rest"].endswith("/"):
                at = _behind_end_of(text, name, at)
            elif tag["end"]:
                self._ended(name)
            else:
                self._started(name, tag["rest"])
        self._text(text[at:])

    def _text(self, text: str) -> None:
        if text and self.open and self.open[-1].cell is not None:
            self.open[-1].cell.parts.append(text)

    def _started(self, name: str, rest: str) -> None:
        if name == "table":
            self._begin_table(rest)
        elif not self.open:
            return
        elif name == "tr":
            self.open[-1].begin_row(rest)
        elif name in _CELLS:
            self.open[-1].begin_cell(rest)
        elif name in _APART:
            self._text(" ")

    def _begin_table(self, rest: str) -> None:
        self.count += 1
        if self.count > MOST_TABLES or len(self.open) >= DEEPEST:
            raise guards.too_large("表格过多", "there are too many tables")
        unseen = _is_unseen(rest) or any(table.unseen for table in self.open)
        table = _Table(f"表{self.count}", self.max_rows, unseen)
        self.open.append(table)
        if not unseen:
            self.done.append(table)

    def _ended(self, name: str) -> None:
        self.has_ended = self.has_ended or name in _WHOLE
        if not self.open:
            return
        if name == "table":
            self.open.pop()
        elif name == "tr":
            self.open[-1].in_row, self.open[-1].cell = False, None
        elif name in _CELLS:
            self.open[-1].cell = None
        elif name in _APART:
            self._text(" ")


def _behind(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _behind_end_of(text: str, name: str, at: int) -> int:
    """Returns the place behind the end of an element whose content is not shown, or the end of the text."""
    found = re.compile(f"</{name}[^<>]{{0,99}}+>", re.IGNORECASE).search(text, at)
    return len(text) if found is None else found.end()


def _is_unseen(rest: str) -> bool:
    return "n" in rest and _UNSEEN.search(rest[:_LONGEST_TAG]) is not None


class _Layout:
    """Lays the cells of a table out on a grid; a cell over several rows or columns has its value in each of them."""

    def __init__(self, table: _Table) -> None:
        self.table = table
        self.rows: list[list[Cell]] = []
        self.shown: dict[tuple[int, int], str] = {}
        self.merged: list[Range] = []
        self.below: dict[int, tuple[int, Cell, str | None]] = {}
        """Maps a column to the number of rows that a cell above still reaches down, and that cell."""
        self.count = 0
        self.last_column = -1
        """The last column in which a cell begins: a title over a thousand columns is no wider than its table."""

    def grid(self) -> Grid:
        for number, boxes in enumerate(self.table.rows):
            self._row(number, boxes)
        width = self.last_column + 1
        if width * len(self.rows) > guards.MOST_CELLS:
            raise guards.too_large("单元格过多", "there are too many cells")
        rows = [row[:width] + [""] * (width - len(row)) for row in self.rows]
        merged = [one._replace(last_column=min(one.last_column, self.last_column)) for one in self.merged]
        grid = Grid(self.table.name, rows, hidden_rows=self.table.hidden_rows, merged=merged)
        grid.shown = self.shown
        return grid

    def _row(self, number: int, boxes: list[_CellBox]) -> None:
        row: list[Cell] = []
        self.rows.append(row)
        for box in boxes:
            self._fill_from_above(number, row)
            self._cell(number, row, box)
        self._fill_from_above(number, row)
        self.below = {at: (left - 1, *rest) for at, (left, *rest) in self.below.items() if left > 1}  # type: ignore[misc]

    def _fill_from_above(self, number: int, row: list[Cell]) -> None:
        while (above := self.below.get(len(row))) is not None:
            self._put(number, row, above[1], above[2])

    def _cell(self, number: int, row: list[Cell], box: _CellBox) -> None:
        first = len(row)
        if first >= guards.MOST_COLUMNS:
            raise guards.too_wide()
        self.last_column = max(self.last_column, first)
        attributes = _attributes(box.attributes) if box.attributes.strip() else {}
        value, words = _value(box.parts, attributes)
        across = max(1, min(_span(attributes, "colspan"), guards.MOST_COLUMNS - first))
        left = len(self.table.rows) - number
        down = min(_span(attributes, "rowspan") or left, left)
        for _ in range(across):
            if len(row) > first and len(row) in self.below:  # two cells claim one place
                break
            if down > 1:
                self.below[len(row)] = (down, value, words)
            self._put(number, row, value, words)
        if down > 1 or len(row) > first + 1:
            self.merged.append(Range(number, first, number + down - 1, len(row) - 1))

    def _put(self, number: int, row: list[Cell], value: Cell, words: str | None) -> None:
        if words is not None:
            self.shown[number, len(row)] = words
        row.append(value)
        self.count += 1
        if self.count > guards.MOST_CELLS:
            raise guards.too_large("单元格过多", "there are too many cells")


def _attributes(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest[:_LONGEST_TAG]):
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
    return found


def _span(attributes: dict[str, str], name: str) -> int:
    digits = attributes.get(name, "1").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 1


def _value(parts: list[str], attributes: dict[str, str]) -> tuple[Cell, str | None]:
    """Returns the value of a cell, and how it is shown if that differs: Excel writes both (x:num)."""
    text = html.unescape(_SPACES.sub(" ", "".join(parts))).strip()
    if len(text) > guards.LONGEST_CELL:
        raise guards.too_long_cell()
    number = attributes.get("x:num")
    if number:
        try:
            value = float(number[:40])
        except ValueError:
            return text, None
        if math.isfinite(value):
            return value, None if shown(value) == text else text
    return text, None
