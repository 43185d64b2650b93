"""The worksheets inside an .xlsx, looked through once before parsing, for what the parser would swallow.

It hands out a formula that failed (#N/A) as a blank cell, and lays out every cell up to the farthest one.
"""

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from core.workbooks import guards

Places = set[tuple[int, int]]

_CHUNK = 4 * 2**20
_OVERLAP = 4096
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\st=["']e["'])[^>]*\sr=["']([A-Z]+)([0-9]+)["']""")
_FAR_CELL = re.compile(rb""" r=["'][A-Z]{3,}[0-9]+["'](?:[^>]*[^/>])?>""")
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_RANGE = re.compile(rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?ref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")


def failed_formulas(data: bytes) -> dict[str, Places]:
    """By sheet name, the places of formulas that failed, counted from zero; refuses contents beyond column ZZ."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.lower().startswith("xl/worksheets/")]
        found = {entry.filename: places for entry in parts if (places := _look_through(archive, entry))}
        if not found:
            return {}
        names = _sheet_names(archive)
    return {names[part]: places for part, places in found.items() if part in names}


def objects_to_hold(data: bytes) -> int:
    """About how many cells, blank ones and those of merged and linked ranges too, and rows a parser makes of it all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.lower().startswith("xl/worksheets/")]
        return sum(_objects(window) for entry in parts for window in _windows(archive, entry))


def _objects(window: bytes) -> int:
    ranges = ([part.decode() for part in found] for found in _RANGE.findall(window))
    areas = ((column_index(d) - column_index(b) + 1) * (int(e) - int(c) + 1) for b, c, d, e in ranges)
    return len(_CELL.findall(window)) + sum(map(abs, areas))


def _look_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Places:
    places: Places = set()
    for window in _windows(archive, entry):
        if _FAR_CELL.search(window):
            raise guards.too_large("数据超出 ZZ 列", "there are contents beyond column ZZ")
        if b't="e"' in window or b"t='e'" in window:
            found = _ERROR_CELL.findall(window)
            places.update((int(row) - 1, column_index(letters.decode())) for letters, row in found)
    return places


def _windows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that overlap, so that no tag is cut in all of them."""
    tail = b""
    try:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                yield tail + chunk
                tail = chunk[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as broken:
        raise guards.damaged() from broken


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name to the name on the tab; read by pattern, since no XML parser is needed for two attributes."""
    try:
        workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as broken:
        raise guards.damaged() from broken
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATIONSHIP.findall(relations)}
    names: dict[str, str] = {}
    for tag in _SHEET.findall(workbook):
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        names[part] = html.unescape(_attribute(tag, "name"))
    return names


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"""\s{name}=(["'])(.*?)\1""", tag)
    return match.group(2) if match else ""


def column_letter(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
