"""An export is written from the output of PostgreSQL's COPY: its bytes go to the worker as they are, and the server
builds no rows.

`COPY (SELECT ...) TO STDOUT (FORMAT csv)`, in UTF-8. NULL and an empty text both become a blank cell.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any

from openpyxl.cell import Cell

from core.workbooks.styles import Kind, Value, Write, cell_of, holding
from core.workbooks.writing import CopiedSheet, Field, by_sheet, write_pages

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NO_NUMBERS = {"NaN", "Infinity", "-Infinity"}
_YES_NO = {"t": "是", "f": "否"}
_LONGEST = 2**30
"""PostgreSQL's own limit of a text; Excel's limit of 32,767 applies when the cell is written."""


def copied_bytes(sheet: CopiedSheet, tz: tzinfo | None) -> bytes:
    """Writes the workbook of a copied sheet in the worker process."""
    column = len(sheet.fields) if sheet.by_class else None
    return written_from_copy(sheet.data, sheet.title, sheet.fields, tz, column)


def written_from_copy(
    data: bytes, title: str, fields: Sequence[Field], tz: tzinfo | None, sheet_column: int | None = None
) -> bytes:
    """Writes a workbook from the bytes of a COPY, in the worker process.

    Args:
        fields: one for each column that was copied.
        tz: the clock on which times are shown.
        sheet_column: rows come in the order of this column, counted from 0, and each of its values has a sheet.
    """
    buffer = BytesIO()
    write_pages(buffer, by_sheet(title, fields, _rows(data), sheet_column), tz, writer=_writer)
    return buffer.getvalue()


def as_copied(rows: Iterable[Sequence[Value]]) -> bytes:
    """Encodes cells that were computed here as COPY would: that takes a tenth of the memory of objects."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _rows(data: bytes) -> Iterator[list[str]]:
    before = csv.field_size_limit(_LONGEST)
    try:
        for row in csv.reader(StringIO(data.decode(), newline=""), strict=True):
            yield row or [""]  # NULL in an only column
    finally:
        csv.field_size_limit(before)


def _writer(sheet: Any, kind: Kind, tz: tzinfo | None) -> Write:
    """Does the same as `styles.writer`, but for the texts that COPY writes."""
    text = cell_of(sheet, Kind.TEXT)
    read = _READERS[kind](cell_of(sheet, kind), tz)

    def write(value: Value) -> Cell | None:
        words: str = value  # type: ignore[assignment]  # rows of a COPY hold nothing else
        return (read(words) or holding(text, words)) if words else None

    return write


_Read = Callable[[str], Cell | None]
"""Turns a text into the cell that holds it, or returns None if it is only text."""


def _texts(cell: Cell, tz: tzinfo | None) -> _Read:
    return lambda words: None


def _numbers(cell: Cell, tz: tzinfo | None) -> _Read:
    """Writes digits unchanged; a word in a column of numbers stays a word."""

    def read(words: str) -> Cell | None:
        if _NUMBER.fullmatch(words):
            cell.value = words
            cell.data_type = "n"
            return cell
        if words in _NO_NUMBERS:
            raise ValueError(f"{words} cannot be written to a workbook")
        return None

    return read


def _booleans(cell: Cell, tz: tzinfo | None) -> _Read:
    return lambda words: holding(cell, _YES_NO[words]) if words in _YES_NO else None


def _moments(cell: Cell, tz: tzinfo | None) -> _Read:
    """Writes times, with a cache because many rows were computed at the same moment."""

    @lru_cache(maxsize=10_000)
    def on_the_clock(words: str) -> datetime:
        moment = datetime.fromisoformat(words)
        return moment.astimezone(tz).replace(tzinfo=None) if moment.tzinfo else moment

    def read(words: str) -> Cell | None:
        if not words[:1].isdigit():
            return None
        cell.value = on_the_clock(words)
        return cell

    return read


_READERS = {
    Kind.TEXT: _texts,
    Kind.INTEGER: _numbers,
    Kind.DECIMAL: _numbers,
    Kind.BOOLEAN: _booleans,
    Kind.DATETIME: _moments,
}
