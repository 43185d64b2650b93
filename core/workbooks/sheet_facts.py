"""The XML of a worksheet knows more than the value parser says: errors, formulas without a value, hidden rows and
columns, and cells whose format shows other digits (R4.1).

Most sheets have none of it; a search over their bytes finds that out in a tenth of a parser's time.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from core.workbooks import guards
from core.workbooks.markup import check_markup, spaced, walk
from core.workbooks.parts import Places, column_index

_REFERENCE = re.compile(rb""" r=["'](?:([A-Z]{2,7})([0-9]{1,7})|[A-Z]([0-9]{6,7}))["'](?:[^<>]{0,120}[^<>/])?>""")
"""Finds a cell that is not blank, in a column from AA on or below row 99,999."""
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\b[^<>]{0,500}?\sr=["']([0-9]{1,7})["']""")
_HIDDEN = re.compile(rb"""hidden\s{0,4}=\s{0,4}["'](?:1|true|on)["']""")
_UNVALUED = re.compile(
    rb"(?:</(?:\w{1,20}:)?f\s{0,4}>|<(?:\w{1,20}:)?f\b[^<>]{0,2000}/>)\s{0,64}"
    rb"(?:</(?:\w{1,20}:)?c\b|<(?:\w{1,20}:)?v\s{0,4}(?:/>|></))"
)
_PREFIXED = re.compile(rb"[^<>]{0,200}(?:<[?][^<>]{0,200}>[^<>]{0,200})?<\w{1,20}:worksheet\b")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NARROW = 26


def may_hold_long_texts(xml: bytes) -> bool:
    """Tells whether the sheet itself may hold a text longer than a cell allows; texts that follow
    closely rule it out.
    """
    return (b"<is" in xml or b":is" in xml) and not spaced(xml, b"is>", guards.LONGEST_CELL)


@dataclass(slots=True)
class Facts:
    """Holds the facts of one sheet; places count from zero."""

    errors: Places = field(default_factory=set)
    unvalued: Places = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    styled: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Maps the number of a requested cell format to the cells that have it."""


def look_through(xml: bytes, styles: Collection[int], stale: bool, max_rows: int, sheet: str) -> Facts:
    """Returns the facts of a sheet.

    Args:
        xml: the part, as UTF-8.
        styles: the cell formats that matter.
        stale: the workbook wants its formulas computed anew, so a value of 0 may be no value.

    Raises:
        Unreadable: there are contents too far to the right or below, or the XML is broken.
    """
    check_markup(xml)
    _check_extent(xml, max_rows, sheet)
    facts = Facts()
    may_have_formulas = _holds(xml, b"<f") or (_PREFIXED.match(xml) and _holds(xml, b":f"))
    formulas = bool(may_have_formulas and (_FORMULA if stale else _UNVALUED).search(xml))
    errors = _holds(xml, b't="e"') or (b"'" in xml and _holds(xml, b"t='e'"))
    above = xml[: xml.find(b"sheetData")]
    hidden = _HIDDEN.search(xml) or _holds(xml, b' ht="0"') or _holds(above, b' width="0"')
    if formulas or errors or hidden or _has_style(xml, styles):
        _Walk(facts, frozenset(map(str, styles)), ("", "0", "0.0") if stale else ("",)).through(xml, formulas)
    return facts


def _holds(xml: bytes, letters: bytes) -> bool:
    """Tells whether the letters occur. An expression finds a few letters in about half of the time of `in`."""
    return re.search(re.escape(letters), xml) is not None


def _has_style(xml: bytes, styles: Collection[int]) -> bool:
    if not styles or len(styles) > 500:
        return bool(styles)
    numbers = b"|".join(str(style).encode() for style in styles)
    return bool(re.search(rb"""s=["'](?:%b)["']""" % numbers, xml))


def _check_extent(xml: bytes, max_rows: int, sheet: str) -> None:
    """Checks the extent. The value parser lays out every cell up to the farthest one, so a single cell
    may take all memory.
    """
    width, last = _NARROW, 0
    for match in _REFERENCE.finditer(xml):
        letters, row, far_row = match.groups()
        last = max(last, int(row or far_row))
        width = max(width, column_index(letters.decode()) + 1 if letters else 0)
        if width > guards.MOST_COLUMNS:
            raise guards.too_wide()
        if last > max_rows + guards.ROWS_ABOVE:
            raise guards.too_many_rows(max_rows, sheet)
    if width > _NARROW:
        rows = (int(match.group(1)) for match in _ROW.finditer(xml))
        if width * min(max(last, *rows, 0), max_rows + guards.ROWS_ABOVE) > guards.MOST_CELLS:
            raise guards.too_large("单元格过多", "there are too many cells")


class _Walk:
    """Walks once through the elements of a sheet; rows and cells may omit their places."""

    def __init__(self, facts: Facts, styles: Collection[str], no_values: Collection[str]) -> None:
        self._facts, self._styles, self._no_values = facts, styles, no_values
        self._row, self._known, self._behind = -1, "", -1
        self._described = -1
        self._kind: str | None = None
        self._has_formula = self._in_value = False
        self._value = ""

    def through(self, xml: bytes, formulas: bool) -> None:
        """Reads the XML. It listens to ends and texts only if `formulas` matter, which doubles the time."""
        if formulas:
            walk(xml, self._started, self._ended, self._text)
        else:
            walk(xml, self._started)

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._in_value = self._has_formula
        elif name == "row":
            self._row = _number(attributes.get("r", ""), self._row + 1)
            self._known, self._behind = "", -1
            if _is_hidden(attributes, "ht"):
                self._facts.hidden_rows.add(self._row)
        elif name == "col":
            self._columns(attributes)

    def _columns(self, attributes: dict[str, str]) -> None:
        """Describes columns that stand side by side. No two descriptions of a sheet overlap."""
        first = max(_number(attributes.get("min", ""), self._described + 1), self._described + 1)
        last = min(_number(attributes.get("max", ""), first), guards.MOST_COLUMNS)
        if _is_hidden(attributes, "width"):
            self._facts.hidden_columns.update(range(first, last + 1))
        self._described = max(self._described, last)

    def _cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._known, self._behind = attributes["r"], 0
        else:
            self._behind += 1
        self._has_formula, self._value = False, ""
        self._kind = attributes.get("t")
        if self._kind == "e":
            self._facts.errors.add(self._place())
        style = attributes.get("s", "")
        if style in self._styles:
            self._facts.styled.setdefault(int(style), []).append(self._place())

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _ended(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c" and self._has_formula and self._kind not in ("str", "e") and self._value in self._no_values:
            self._facts.unvalued.add(self._place())

    def _place(self) -> tuple[int, int]:
        match = _PLACE.fullmatch(self._known)
        if match is None:
            return max(self._row, 0), max(self._behind, 0)
        return int(match.group(2)) - 1, column_index(match.group(1)) + self._behind


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in ("1", "true", "on") or attributes.get(size) == "0"


def _number(text: str, otherwise: int) -> int:
    return int(text) - 1 if text.isdecimal() and len(text) <= 7 else otherwise
