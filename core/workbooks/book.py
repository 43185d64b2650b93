"""The workbook part of an .xlsx says what its sheets are and how their cells are shown (R4.1)."""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from core.workbooks import guards
from core.workbooks.markup import as_utf8, walk
from core.workbooks.number_formats import BUILT_IN, changes_digits
from core.workbooks.packages import Package, plain_name

_SMALL = 16 * 2**20
_STYLES = 32 * 2**20
_OFFICE = "/officedocument"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Represents a worksheet and its part. The package may lack a part of that name."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Book:
    """Holds what is known of a workbook before its cells are read."""

    part: str = "xl/workbook.xml"
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Maps an id to what the workbook part refers to: the kind of relation and the part's name."""
    sheets: list[SheetPart] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    """Maps the number of a cell format that shows other digits than the number's own to its code."""
    texts: str = ""
    """The name of the part that holds the texts shared by cells."""
    stale: bool = False
    """Says that formulas must be computed on opening, because the writing program knew no values."""


def read_book(package: Package) -> Book:
    """Reads the workbook part, its relationships and its styles.

    Raises:
        Unreadable: they are broken, or there are too many sheets.
    """
    part = _workbook_part(package)
    if part not in package.parts:
        raise package.other_kind()
    book = Book(part, _related(package, part))
    found: list[tuple[str, str, bool]] = []
    is_workbook = False

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_workbook
        is_workbook = is_workbook or name == "workbook"
        if not is_workbook:
            raise package.other_kind()
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append((attributes.get("name", ""), key, hidden))
            if len(found) > guards.MOST_SHEETS:
                raise guards.too_many_sheets()
        elif name == "calcPr":
            book.stale = attributes.get("fullCalcOnLoad") in ("1", "true")

    walk(_part(package, book.part), started)
    book.sheets = [SheetPart(name, book.links.get(key, ("", ""))[1], hidden) for name, key, hidden in found]
    kinds = {kind.rpartition("/")[2]: part for kind, part in book.links.values()}
    book.texts = kinds.get("sharedStrings", "")
    styles = kinds.get("styles", "")
    if package.size(styles):
        book.formats = _formats(as_utf8(package.read(styles, _STYLES)))
    return book


def _workbook_part(package: Package) -> str:
    if "_rels/.rels" in package.parts:
        for kind, part in _related(package, "").values():
            if kind.lower().endswith(_OFFICE) and part in package.parts:
                return part
    return "xl/workbook.xml"


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Maps ids to the references of a part: the kind of relation and the other part's name."""
    folder, name = posixpath.split(part)
    related: dict[str, tuple[str, str]] = {}

    def started(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = unquote(attributes.get("Target", "")).replace("\\", "/")
            whole = posixpath.normpath(posixpath.join("/", folder, target))
            related[attributes.get("Id", "")] = (attributes.get("Type", ""), plain_name(whole))

    walk(_part(package, posixpath.join(folder, "_rels", f"{name}.rels")), started)
    return related


def _part(package: Package, name: str) -> bytes:
    xml = as_utf8(package.read(name, _SMALL))
    if not xml:
        raise guards.damaged()
    return xml


def _formats(styles: bytes) -> dict[int, str]:
    codes = dict(BUILT_IN)
    used: list[int] = []
    inside: list[str] = []

    def started(name: str, attributes: dict[str, str]) -> None:
        number = attributes.get("numFmtId", "")
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        if name == "numFmt" and inside[-1:] == ["numFmts"]:
            codes[known] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            used.append(known)
        inside.append(name)

    def ended(_: str) -> None:
        inside.pop()

    walk(styles, started, ended)
    return {at: codes[known] for at, known in enumerate(used) if known in codes and changes_digits(codes[known])}
