"""A refusal of a row names the sheet if the table stands on several, and the row's own number there (R10.2)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.actions.columns import columns_to_json
from core.errors import BadWorkbook, Refusal, Refusals
from core.workbooks.joining import Parts
from core.workbooks.notes import counting_all, grouped, joined, notes_to_json
from core.workbooks.problems import MOST_PROBLEMS, Problem


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


def refused_sheet(
    sheet: Any, count: int, unfit: Sequence[Refusal], absent: Sequence[Refusal], totals: Mapping[str, int]
) -> Refusals:
    """Returns all that is wrong with a file: its problems and its unfit rows, as people read, and then what it lacks.

    Args:
        count: how many refusals there are in all.
        totals: how many refusals there are of each code, of which the first are given.
    """
    found = [*problem_refusals(sheet.problems, sheet.parts), *(placed(one, sheet.parts) for one in unfit)]
    found.sort(key=lambda refusal: place_of(refusal, sheet.parts))
    groups = joined(sheet.problem_groups, counting_all(grouped([*unfit, *absent]), totals))
    return Refusals(
        [*found, *absent][:MOST_PROBLEMS],
        row_count=sheet.row_count,
        problem_count=count,
        problem_groups=notes_to_json(groups),
        warnings=notes_to_json(sheet.warnings),
        **columns_to_json(sheet.columns, sheet.passed_over),
    )
