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

from core.workbooks.styles import Kind, Value, Write, moment_cell, number_cell, style_of, text_cell
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
    """Does the same as `styles.writer`, but for the texts that COPY writes.

    It keeps some of the last cells: names of classes, levels, ranks and moments come over and over.
    """
    text, style, read = style_of(sheet, Kind.TEXT), style_of(sheet, kind), _READERS.get(kind)

    def write(value: Value) -> str:
        words: str = value  # type: ignore[assignment]  # rows of a COPY hold nothing else
        if not words:
            return ""
        return (read and read(style, words, tz)) or text_cell(text, words)

    return lru_cache(maxsize=10_000)(write)


_Read = Callable[[int, str, tzinfo | None], str | None]
"""Turns a text into the cell of its kind, or returns None if it is only text."""


def _number(style: int, words: str, _tz: tzinfo | None) -> str | None:
    """Writes digits unchanged; a word in a column of numbers stays a word."""
    if words in _NO_NUMBERS:
        raise ValueError(f"{words} cannot be written to a workbook")
    return number_cell(style, words) if _NUMBER.fullmatch(words) else None


def _boolean(style: int, words: str, _tz: tzinfo | None) -> str | None:
    return text_cell(style, _YES_NO[words]) if words in _YES_NO else None


def _moment(style: int, words: str, tz: tzinfo | None) -> str | None:
    return moment_cell(style, datetime.fromisoformat(words), tz) if words[:1].isdigit() else None


_READERS: dict[Kind, _Read] = {
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DATETIME: _moment,
}
