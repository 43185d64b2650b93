"""A web page in a single file (MHTML) is a mail whose parts are pages; Excel writes one for each sheet (R10.2)."""

import binascii
import html
import quopri
import re
from collections import deque

from core.workbooks import guards
from core.workbooks.grids import Grid
from core.workbooks.hypertext import page_grids
from core.workbooks.separated import decoded

MOST_PARTS = 1_000

_BOUNDARY = re.compile(rb"""boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_FIELD = re.compile(
    rb"^(content-type|content-transfer-encoding)[ \t]{0,9}:[ \t]{0,9}([^\r\n]{0,500})", re.IGNORECASE | re.MULTILINE
)
_NAME = re.compile(r"<x:name>([^<]{1,99})</x:name>", re.IGNORECASE)
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 64 * 1024


def mail_grids(data: bytes, max_rows: int) -> list[Grid]:
    """Returns the tables of all pages in the mail, with the names of their sheets where the mail tells them.

    Raises:
        Unreadable: there are too many parts, or one is broken.
    """
    every = _pages(data)
    pages = [page for page in every if "<table" in page.lower()]
    names = [html.unescape(name).strip() for page in every for name in _NAME.findall(page)]
    found = [(number, page_grids(page, max_rows)) for number, page in enumerate(pages)]
    for number, grids in found:
        for grid in grids:
            title = names[number] if len(names) == len(pages) else f"页{number + 1}" if len(pages) > 1 else ""
            grid.name = " ".join(part for part in (title, grid.name) if part)
    return [grid for _, grids in found for grid in grids]


def _pages(data: bytes) -> list[str]:
    return [decoded(content) for kind, content in _parts(data) if kind.startswith(b"text/html")]


def _parts(data: bytes) -> list[tuple[bytes, bytes]]:
    """Returns kind and content of each part; parts may be divided again."""
    waiting, found = deque([data]), list[tuple[bytes, bytes]]()
    for _ in range(MOST_PARTS):
        if not waiting:
            return found
        fields, body = _divided(waiting.popleft())
        kind = fields.get(b"content-type", b"text/plain")
        boundary = _BOUNDARY.search(kind)
        if kind.lower().startswith(b"multipart/") and boundary:
            mark = b"--" + (boundary[1] or boundary[2])
            waiting.extend(piece for piece in body.split(mark)[1:] if not piece.startswith(b"--"))
        else:
            found.append((kind.lower(), _plain(body, fields.get(b"content-transfer-encoding", b"").strip().lower())))
    raise guards.too_large("部分过多", "it has too many parts")


def _divided(part: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Returns the fields above the first blank line, and what stands below it."""
    part = part.lstrip(b"\r\n")
    end = _END_OF_HEAD.search(part, 0, _LONGEST_HEAD)
    if end is None:
        return {}, part
    head = _FOLDED.sub(b" ", part[: end.start()])
    return {name.lower(): value for name, value in reversed(_FIELD.findall(head))}, part[end.end() :]


def _plain(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"quoted-printable":
        return quopri.decodestring(body)
    if encoding == b"base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as broken:
            raise guards.damaged() from broken
    return body
