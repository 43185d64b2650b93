"""Workbooks of what a person may see: the same rows and the same fields as on the page (R4.11, R8.4).

A further sheet is one more function in SHEETS: from the task, the batch and what was wanted of it to a `Sheet`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from core.access import SEE_ACADEMIC_RESULT, SEE_BATCHES, SEE_MAJOR_GRADE_RANK, Right, Viewer
from core.acting import Act
from core.actions.operations import Workbook
from core.actions.rating_exports import rating_workbook
from core.errors import Forbidden, NotFound
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.workbooks.academic import ACADEMIC_RESULTS
from core.workbooks.writing import Field, Sheet, chosen, rank_label, table_bytes
from db.queries import academic, batches

GUARDED: dict[str, Right] = {"major_grade_rank": SEE_MAJOR_GRADE_RANK}


async def export_workbook(task: Task) -> Writing:
    """导出: the arguments name the sheet, the batch, and what is wanted of it: filter, order, columns."""
    task.tell(Stage.GATHERING)
    sheet, wanted = task.arguments["sheet"], task.arguments["wanted"]
    batch_id = wanted["batch_id"]
    batch = await batches.one_batch(task.database, task.viewer.scope(SEE_BATCHES), batch_id)
    if batch is None:
        raise NotFound("batch", f"input.{sheet}.batchId")
    made = await SHEETS[sheet](task, batch_id, wanted)
    task.tell(Stage.WRITING, total=len(made.cells))
    zone = ZoneInfo(task.settings.timezone)
    content = await task.workbooks.run(table_bytes, made.title, made.fields, made.cells, zone)
    workbook = Workbook(f"{batch.name} {made.title}.xlsx", content, len(made.cells), batch_id)
    return lambda act: _exported(act, workbook)


async def _exported(act: Act, workbook: Workbook) -> Done:
    rows = {"rows": workbook.row_count}
    await act.record("requestExport", workbook.file_name, new=rows, batch_id=workbook.batch_id)
    return Done(workbook.row_count, workbook=workbook)


async def academic_workbook(task: Task, batch_id: int, wanted: Mapping[str, Any]) -> Sheet:
    viewer, fits = task.viewer, academic.ResultFilter(**wanted["filter"])
    columns = academic_columns(viewer, batch_id, wanted["columns"])
    keys = academic_keys(viewer, batch_id, fits, *(wanted["order"] or ("NUMBER", False)))
    rows = await academic.export(task.database, viewer.scope(SEE_ACADEMIC_RESULT), batch_id, fits, keys)
    return Sheet("学业成绩", columns, academic_rows(viewer, rows, columns))


SHEETS: Mapping[str, Callable[[Task, int, Mapping[str, Any]], Awaitable[Sheet]]] = {
    "academicResults": academic_workbook,
    "ratingResults": rating_workbook,
}
"""By the field of the request that asks for it."""


def academic_keys(viewer: Viewer, batch_id: int, fits: academic.ResultFilter, name: str, descending: bool) -> Any:
    """Sorting by a rank needs the right to see it on every row asked for (R8.3)."""
    if name == "MAJOR_GRADE_RANK":
        viewer.require_sight(SEE_ACADEMIC_RESULT, SEE_MAJOR_GRADE_RANK, batch_id=batch_id, class_id=fits.class_id)
    return academic.ordered_by(name, descending)


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
