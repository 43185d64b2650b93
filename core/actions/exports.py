"""Workbooks of what a person may see: the same rows and the same fields as on the page (R4.11, R8.4)."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.access import SEE_MAJOR_GRADE_RANK, Right, Viewer
from core.errors import Forbidden
from core.workbooks.academic import ACADEMIC_RESULTS
from core.workbooks.writing import Field, chosen, rank_label

GUARDED: dict[str, Right] = {"major_grade_rank": SEE_MAJOR_GRADE_RANK}


def academic_columns(viewer: Viewer, batch_id: int, wanted: Sequence[str] | None) -> Sequence[Field]:
    """The columns asked for, or all that the viewer may see anywhere in the batch.

    Raises:
        Forbidden: a column was named that the viewer sees on no row.
    """
    hidden = {key for key, right in GUARDED.items() if viewer.scope(right).within(batch_id, None).empty}
    if not wanted:
        return [field for field in ACADEMIC_RESULTS if field.key not in hidden]
    if hidden.intersection(wanted):
        raise Forbidden
    return chosen(ACADEMIC_RESULTS, wanted)


def academic_rows(viewer: Viewer, rows: Iterable[Any], columns: Sequence[Field]) -> list[list[Any]]:
    """Cells in the order of the columns; what a row's field hides from the viewer stays blank."""
    scope = viewer.scope(SEE_MAJOR_GRADE_RANK)
    return [[_cell(row, column.key, ranked=scope.reaches(row)) for column in columns] for row in rows]


def _cell(row: Any, key: str, *, ranked: bool) -> Any:
    if key == "class_rank":
        return rank_label(row.class_position, row.class_size)
    if key == "major_grade_rank":
        current = ranked and not row.major_grade_stale
        return rank_label(row.major_grade_position, row.major_grade_size) if current else None
    return getattr(row, "computed_by_name" if key == "computed_by" else key)
