"""Text files of rows, for Excel and for programs: the one place where they are written.

Excel takes a cell that begins with =, +, - or @ for a formula, also in a CSV file. Such a cell begins with an
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
    """The cell as text that no spreadsheet runs; None is a blank one."""
    words = "" if value is None else str(value)
    runs = words[:1] in ("\t", "\r", "\n") or (_FORMULA.match(words) and not _NUMBER.fullmatch(words))
    return f"'{words}" if runs else words


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """As Excel reads it, once it is encoded with a byte order mark (`utf-8-sig`)."""
    text = StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def tabbed_line(row: Sequence[object]) -> str:
    """Columns divided by tabs, which no cell holds."""
    return "\t".join(_BREAKS.sub(" ", guarded(cell)) for cell in row)
