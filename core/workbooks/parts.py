"""Places in a sheet are computed here, and the memory that a program needs to keep a workbook with its formats."""

import re

from core.workbooks.packages import MAX_UNPACKED, Package

Places = set[tuple[int, int]]

_CELL = re.compile(rb"<(?:\w{1,20}:)?(?:c|row)[\s/>]")
_RANGE = re.compile(
    rb"""<(?:\w{1,20}:)?(?:mergeCell|hyperlink)\s(?:[^<>]{0,2000}?\s)?"""
    rb"""ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)


def objects_to_hold(data: bytes) -> int:
    """Estimates the cells and rows that a parser creates, including blank cells and those of merged
    and linked ranges.
    """
    package = Package(data)
    return sum(_objects(package.read(name, MAX_UNPACKED)) for name in package.parts)  # a sheet may be anywhere


def _objects(xml: bytes) -> int:
    ranges = ([part.decode() for part in match.groups()] for match in _RANGE.finditer(xml))
    areas = ((column_index(d) - column_index(b) + 1) * (int(e) - int(c) + 1) for b, c, d, e in ranges)
    return sum(1 for _ in _CELL.finditer(xml)) + sum(map(abs, areas))


def column_letter(index: int) -> str:
    """Returns a column's letters: 0 is A, 26 is AA."""
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
