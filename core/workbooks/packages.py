"""An .xlsx is a zip file; its parts are read by name and unpacked with bounds (R9.2).

Names ignore case and the kind of slash, as Excel and the parser do.
"""

import codecs
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from core.workbooks import guards
from core.workbooks.kinds import refuse_archive, refuse_open_document
from core.workbooks.problems import Unreadable

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 2**20
RATIO_FROM = 16 * 2**20
MAX_RATIO = 200

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")
"""The first bytes of XML in UTF-16."""

_PIECE = 256 * 1024
_CHUNK = 4 * 2**20


class Package:
    """Holds the parts of an .xlsx.

    Raises:
        Unreadable: it is another kind of archive, broken, encrypted, or unpacks to far more than a workbook needs.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError, struct.error) as broken:
            raise guards.damaged() from broken
        _check(entries, len(data))
        self.parts = {plain_name(entry.filename): entry for entry in entries}
        if len(self.parts) < len(entries):  # two readers may see two different workbooks
            raise guards.damaged()
        if any(entry.flag_bits & 1 for entry in entries):
            raise guards.encrypted()

    def other_kind(self) -> Unreadable:
        """Says what a package without a workbook is."""
        if "mimetype" in self.parts and "content.xml" in self.parts:
            return refuse_open_document(self.read("mimetype", 200))
        return refuse_archive([*self.parts])

    def read(self, name: str, most: int) -> bytes:
        """Returns a whole part, or nothing if it does not exist.

        Raises:
            Unreadable: it is larger than `most` bytes, or broken.
        """
        entry = self.parts.get(name)
        if entry is None:
            return b""
        if entry.file_size > most:
            raise guards.too_large()
        return b"".join(self._unpacked(entry))

    def size(self, name: str) -> int:
        return self.parts[name].file_size if name in self.parts else 0

    def is_wide(self, name: str) -> bool:
        """Tells by its first bytes whether a part is in UTF-16."""
        first = next(self._unpacked(self.parts[name], _PIECE), b"")
        return first.startswith(WIDE)

    def _unpacked(self, entry: zipfile.ZipInfo, chunk: int = _CHUNK) -> Iterator[bytes]:
        """Yields never more than the directory announces, because that was checked; a parser would read to the end."""
        at = entry.header_offset
        if self._data[at : at + 4] != b"PK\x03\x04" or len(self._data) < at + 30:
            raise guards.damaged()
        name, extra = struct.unpack_from("<HH", self._data, at + 26)
        packed = memoryview(self._data)[at + 30 + name + extra :][: entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            pieces: Iterator[bytes] = iter([bytes(packed)])
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            pieces = _inflated(packed, chunk)
        else:
            raise guards.damaged()
        left = entry.file_size
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise guards.damaged()
            yield piece
        if left:
            raise guards.damaged()


def plain_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise guards.too_large()
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * size:
        raise guards.too_large()


def _inflated(packed: memoryview, chunk: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    try:
        for at in range(0, len(packed), _PIECE):
            rest: bytes | memoryview = packed[at : at + _PIECE]
            while rest and not inflater.eof:
                yield inflater.decompress(rest, chunk)
                rest = inflater.unconsumed_tail
        if not inflater.eof:
            yield inflater.flush()
    except zlib.error as broken:
        raise guards.damaged() from broken
    if not inflater.eof:
        raise guards.damaged()
