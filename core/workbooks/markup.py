"""XML parts of a workbook are read by a streaming parser in time that grows only with their length (R9.2).

No document type is allowed, hence no entities; the tokens that the parser would go over again and again are bounded.
"""

import re
from collections.abc import Callable
from xml.parsers import expat

from core.workbooks import guards
from core.workbooks.packages import WIDE

MOST_TAGS = 24_000_000
LONGEST_TEXT = 10 * guards.LONGEST_CELL
"""The number of bytes between two tags: as many characters as a cell may hold, each escaped."""
LONGEST_REMARK = 64 * 1024

Started = Callable[[str, dict[str, str]], None]

_ANNOUNCED = re.compile(rb"""uniqueCount\s{0,8}=\s{0,8}["']([^"'<]{0,64})""")
_DECLARED = re.compile(r"^\s{0,64}<\?xml\b[^<>]{0,200}\?>")


def as_utf8(xml: bytes) -> bytes:
    """Returns the part as UTF-8, which the parsers know. Excel also reads UTF-16; its declaration is removed."""
    if not xml.startswith(WIDE):
        return xml
    encoding = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}.get(xml[:2], "utf-16")
    try:
        return _DECLARED.sub("", xml.decode(encoding)).encode()
    except UnicodeError as broken:
        raise guards.damaged() from broken


def check_markup(xml: bytes) -> None:
    """Refuses parts that would cost more than their length: endless texts, tags and remarks.

    Raises:
        Unreadable: there is such a thing.
    """
    if xml.count(b"<") > MOST_TAGS:
        raise guards.too_large("单元格过多", "there are too many cells")
    if not spaced(xml, b"<", LONGEST_TEXT):
        raise guards.too_long_cell()
    if b"!" in xml and b"<!DOCTYPE" in xml:
        raise guards.damaged()
    behind = xml.find(b">", 0, 1024) + 1  # behind the declaration
    for letter, begin, end in ((b"!", b"<!--", b"-->"), (b"?", b"<?", b"?>")):
        first = xml.find(letter, behind)  # one letter is found ten times as fast as two
        at = xml.find(begin, first - 1) if first > 0 else -1
        while at >= 0:
            close = xml.find(end, at, at + LONGEST_REMARK)
            if close < 0:
                raise guards.damaged()
            at = xml.find(begin, close)


def check_shared_texts(xml: bytes) -> None:
    """Refuses a text longer than a cell may hold, because each cell that refers to it would get its own copy.

    Raises:
        Unreadable: there is one, or more texts are announced than there is room for, which the parser would reserve.
    """
    check_markup(xml)
    for match in _ANNOUNCED.finditer(xml):
        if not match.group(1).isdigit() or int(match.group(1)) > len(xml):
            raise guards.damaged()
    if not spaced(xml, b"si>", guards.LONGEST_CELL):
        lengths: list[int] = []

        def started(name: str, _: dict[str, str]) -> None:
            if name == "si":
                lengths.append(0)

        def text(part: str) -> None:
            if lengths:
                lengths[-1] += len(part)

        walk(xml, started, None, text)
        if max(lengths, default=0) > guards.LONGEST_CELL:
            raise guards.too_long_cell()


def spaced(data: bytes, mark: bytes, most: int) -> bool:
    """Tells whether the mark occurs again within each `most` bytes."""
    at = 0
    while at + most < len(data):
        found = data.rfind(mark, at, at + most)
        if found < 0:
            return False
        at = found + len(mark)
    return True


def walk(
    xml: bytes, started: Started, ended: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Calls `started` and `ended` with each element's name, without its prefix, and `text`, as they come.

    Raises:
        Unreadable: the XML is broken, declares a document type, or is refused by `check_markup`.
    """
    check_markup(xml)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: started(name.rpartition(":")[2], attributes)
    if ended:
        parser.EndElementHandler = lambda name: ended(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, UnicodeError, ValueError) as broken:
        raise guards.damaged() from broken


def _refuse_doctype(*_: object) -> None:
    raise guards.damaged()
