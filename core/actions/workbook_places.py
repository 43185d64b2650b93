"""A refusal of a row names the sheet if the table stands on several, and the row's own number there (R10.2)."""

from collections.abc import Iterable

from core.errors import BadWorkbook, Refusal
from core.workbooks.joining import Parts
from core.workbooks.problems import Problem


def problem_refusals(problems: Iterable[Problem], parts: Parts) -> list[Refusal]:
    """Converts the problems of the file; they have their own row numbers already."""
    return [
        BadWorkbook(one.code.value, one.zh, one.en, one.row, one.column, one.sheet if parts.names else None)
        for one in problems
    ]


def placed(refusal: Refusal, parts: Parts) -> Refusal:
    """Gives a refusal with a row number among all sheets the sheet and the row's own number."""
    if refusal.row is not None:
        refusal.sheet, refusal.row = parts.place(refusal.row)
    return refusal


def place_of(refusal: Refusal, parts: Parts) -> tuple[int, int]:
    """Returns the order in which people read: by sheet, then by row."""
    at = parts.names.index(refusal.sheet) if refusal.sheet in parts.names else 0
    return at, refusal.row or 0
