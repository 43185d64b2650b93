"""Compound files (OLE) hold .xls, .doc, .ppt and encrypted workbooks; their streams are read by name, with bounds.

A damaged chain of sectors ends where it breaks or has gone on for longer than the file.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5


class Entry(NamedTuple):
    """Represents one entry of the directory; `left`, `right` and `child` are the numbers of other entries."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Container:
    """Represents a compound file.

    Raises:
        ValueError: its header or its directory can't be read.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise ValueError("no compound file")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("no known size of sectors")
        self._data = data
        self._size = 1 << shift
        self._count = len(data) // self._size + 1
        self._table = list(self._table_sectors())
        (first,) = struct.unpack_from("<I", data, 48)
        self.entries = list(_entries(self._chained(first)))
        if not self.entries or self.entries[0].kind != _ROOT:
            raise ValueError("no directory")

    def streams(self) -> dict[str, Entry]:
        """Returns the top-level streams by name in lower case, because names in a container ignore case."""
        found: dict[str, Entry] = {}
        waiting, seen = [self.entries[0].child], {_NO_ENTRY}
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            entry = self.entries[number]
            if entry.kind == _STREAM:
                found[entry.name.lower()] = entry
            waiting += [entry.left, entry.right]
        return found

    def read(self, entry: Entry) -> bytes:
        """Returns the contents of a stream, or as much as exists."""
        (cutoff,) = struct.unpack_from("<I", self._data, 56)
        if entry.size >= cutoff:
            return self._chained(entry.start)[: entry.size]
        (first,) = struct.unpack_from("<I", self._data, 60)
        links = _numbers(self._chained(first))
        small = self._chained(self.entries[0].start)
        parts: list[bytes] = []
        sector = entry.start
        while sector < len(links) and len(parts) <= len(links):
            parts.append(small[sector * 64 : sector * 64 + 64])
            sector = links[sector]
        return b"".join(parts)[: entry.size]

    def with_name(self, entry: Entry, name: str) -> bytes:
        """Returns the file with another name of the same length for a stream."""
        old, new = entry.name.encode("utf-16-le"), name.encode("utf-16-le")
        at = self._data.find(old)
        while at >= 0 and at % _ENTRY_BYTES:
            at = self._data.find(old, at + 1)
        return self._data if at < 0 else self._data[:at] + new + self._data[at + len(new) :]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table_sectors(self) -> Iterator[int]:
        """Yields the numbers of the sectors that hold the sector table."""
        yield from (number for number in struct.unpack_from("<109I", self._data, 76) if number < _LAST_SECTOR)
        (more,) = struct.unpack_from("<I", self._data, 68)
        for _ in range(self._count):
            numbers = _numbers(self._sector(more)) if more < self._count else []
            if not numbers:
                return
            yield from (number for number in numbers[:-1] if number < _LAST_SECTOR)
            more = numbers[-1]

    def _chained(self, sector: int) -> bytes:
        parts: list[bytes] = []
        per_sector = self._size // 4
        links: dict[int, list[int]] = {}
        while sector < self._count and len(parts) <= self._count:
            parts.append(self._sector(sector))
            place, at = divmod(sector, per_sector)
            if place not in links:
                links[place] = _numbers(self._sector(self._table[place])) if place < len(self._table) else []
            sector = links[place][at] if at < len(links[place]) else _LAST_SECTOR
        return b"".join(parts)


def _numbers(data: bytes) -> list[int]:
    count = len(data) // 4
    return list(struct.unpack_from(f"<{count}I", data))


def _entries(directory: bytes) -> Iterator[Entry]:
    for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<III", directory, at + 68)
        start, size = struct.unpack_from("<II", directory, at + 116)
        yield Entry(name, kind, left, right, child, start, size)
