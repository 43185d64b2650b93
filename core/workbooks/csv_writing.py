"""Text files of rows, for Excel and for programs, are written only here.

Excel takes a cell that begins with =, +, - or @ for a formula, also in a CSV file. Such a cell gets an
apostrophe here, as Excel writes it itself; a plain number stays as it is.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_BREAKS = re.compile(r"[\t\r\n\v\f\x00\x85\u2028\u2029]+")


def guarded(value: object) -> str:
    """Returns the cell as text that no spreadsheet executes; None becomes blank."""
    words = "" if value is None else str(value)
    runs = words[:1] in ("\t", "\r", "\n") or (_FORMULA.match(words) and not _NUMBER.fullmatch(words))
    return f"'{words}" if runs else words


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Returns text that Excel reads, once it is encoded with a byte order mark (`utf-8-sig`)."""
    text = StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def exact_csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Returns text that gives our own readers each cell unchanged; what people open is written by `csv_text`."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def tabbed_line(row: Sequence[object]) -> str:
    """Joins the columns by tabs, which no cell contains."""
    return "\t".join(_BREAKS.sub(" ", guarded(cell)) for cell in row)
