"""The records of an .xls (BIFF8) tell what the value parser does not say of a sheet (R4.1).

They are read once, in the order of the file; a record is a kind, a length and as many bytes.
"""

import struct
from collections.abc import Iterator

from core.workbooks import guards
from core.workbooks.number_formats import BUILT_IN, changes_digits
from core.workbooks.sheet_facts import Facts

_FORMULA, _END, _PASSWORD, _SHEET, _NUMBERS, _CELL_FORMAT = 0x06, 0x0A, 0x2F, 0x85, 0xBD, 0xE0
_SHARED_TEXT, _NUMBER, _TEXT, _TRUTH, _ROW, _SHORT_NUMBER, _FORMAT = 0xFD, 0x203, 0x204, 0x205, 0x208, 0x27E, 0x41E
_EXTENT, _BEGIN, _COLUMNS = 0x200, 0x809, 0x7D
_CELLS = {_FORMULA, _SHARED_TEXT, _NUMBER, _TEXT, _TRUTH, _SHORT_NUMBER}
_OTHERS = {_FORMULA, _TRUTH}
_HIDDEN = 0x20
_LAST_COLUMN = 255
_NOT_A_NUMBER = b"\xff\xff"
_ERROR, _NO_VALUE = 2, 3
_NO_TEXT = b"\x17\x00\x00"
"""The text "" in a formula, as in IF(…,""): a formula without a value returned it."""

_HEADER, _PLACE = struct.Struct("<HH"), struct.Struct("<HHH")
_ROOM = 16
"""Bytes behind the last record, so that a short one can be read too."""


class Records:
    """Reads the stream of an .xls: formats that show other digits, and the facts of each sheet by its name.

    Raises:
        Unreadable: it is encrypted, or its cells lie too far apart.
    """

    def __init__(self, stream: bytes) -> None:
        stream += b"\0" * _ROOM
        self.formats: dict[int, str] = {}
        self.facts: dict[str, Facts] = {}
        sheets: list[tuple[int, str]] = []
        codes, used = dict(BUILT_IN), []
        for kind, start, length in _records(stream, 0):
            data = stream[start : start + length]
            if kind == _PASSWORD:
                raise guards.encrypted()
            if kind == _SHEET and len(data) > 8:
                sheets.append((int.from_bytes(data[:4], "little"), _text(data[6:], 1)))
            elif kind == _FORMAT and len(data) > 5:
                codes[int.from_bytes(data[:2], "little")] = _text(data[2:], 2)
            elif kind == _CELL_FORMAT and len(data) >= 4:
                used.append(int.from_bytes(data[2:4], "little"))
        if len(sheets) > guards.MOST_SHEETS:
            raise guards.too_many_sheets()
        if len({at for at, _ in sheets}) < len(sheets):  # each would be read again and again
            raise guards.damaged()
        self.formats = {at: codes[number] for at, number in enumerate(used) if changes_digits(codes.get(number, ""))}
        for at, name in sheets:
            self.facts[name] = self._sheet(stream, at)

    def _sheet(self, stream: bytes, at: int) -> Facts:
        facts = Facts()
        formats = self.formats
        last_row = last_column = 0
        for kind, start, length in _records(stream, at):
            if kind in _CELLS and length >= 6:
                row, column, style = _PLACE.unpack_from(stream, start)
                if row > last_row:
                    last_row = row
                if column > last_column:
                    last_column = column
                if style in formats:
                    facts.styled.setdefault(style, []).append((row, column))
                if kind in _OTHERS:
                    self._cell(facts, kind, stream[start : start + length], (row, column))
            elif kind == _EXTENT and length >= 12:
                _check_extent(stream[start : start + 12])
            elif kind == _ROW and length >= 14 and stream[start + 12] & _HIDDEN:
                facts.hidden_rows.add(int.from_bytes(stream[start : start + 2], "little"))
            elif kind == _COLUMNS and length >= 10:
                facts.hidden_columns |= _hidden_columns(stream[start : start + 10])
            elif kind == _NUMBERS:
                last_column = max(last_column, self._numbers(facts, stream[start : start + length]))
        if (last_row + 1) * (last_column + 1) > guards.MOST_CELLS:
            raise guards.too_large("单元格过多", "there are too many cells")
        return facts

    def _cell(self, facts: Facts, kind: int, data: bytes, place: tuple[int, int]) -> None:
        if kind == _TRUTH and len(data) >= 8 and data[7]:
            facts.errors.add(place)
        elif kind == _FORMULA and data[12:14] == _NOT_A_NUMBER:
            if data[6] == _ERROR:
                facts.errors.add(place)
            elif data[6] == _NO_VALUE and _NO_TEXT not in data[22:]:
                facts.unvalued.add(place)

    def _numbers(self, facts: Facts, data: bytes) -> int:
        """Reads numbers side by side in one record, and returns their last column."""
        row, column = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
        styles = [int.from_bytes(data[at : at + 2], "little") for at in range(4, len(data) - 7, 6)]
        for nth, style in enumerate(styles):
            self._styled(facts, (row, column + nth), style)
        return column + len(styles)

    def _styled(self, facts: Facts, place: tuple[int, int], style: int) -> None:
        if style in self.formats:
            facts.styled.setdefault(style, []).append(place)


def _hidden_columns(data: bytes) -> set[int]:
    first, last, width, _, how = struct.unpack_from("<HHHHH", data)
    return set(range(first, min(last, _LAST_COLUMN) + 1)) if how & 1 or not width else set()


def _check_extent(data: bytes) -> None:
    """Checks the extent. The value parser allocates as much memory as it announces, and ends the process if there is
    not enough.
    """
    first_row, end_row, first_column, end_column = struct.unpack_from("<IIHH", data)
    if not (first_row <= end_row <= 65_536 and first_column <= end_column <= 256):
        raise guards.damaged()


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yields kind, start and length of each record up to the end of this part; charts inside it are skipped."""
    end, depth = len(stream) - _ROOM, 0
    header = _HEADER.unpack_from
    while 0 <= at <= end:
        kind, length = header(stream, at)
        if kind in (_BEGIN, _END):
            depth += 1 if kind == _BEGIN else -1
        if depth <= 0:
            return
        if depth == 1:
            yield kind, at + 4, length
        at += 4 + length


def _text(data: bytes, counted_by: int) -> str:
    count = int.from_bytes(data[:counted_by], "little")
    wide = data[counted_by] & 1
    letters = data[counted_by + 1 : counted_by + 1 + count * (2 if wide else 1)]
    return letters.decode("utf-16-le" if wide else "latin-1", "replace")
