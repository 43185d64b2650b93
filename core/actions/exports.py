"""Workbooks of what a person may see: the same rows and the same fields as on the page (R4.11, R8.4).

A further sheet is one more function in SHEETS: from the task and what was wanted of it to a `CopiedSheet`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from core.access import SEE_ACADEMIC_RESULT, SEE_BATCHES, SEE_MAJOR_GRADE_RANK, Right, Viewer
from core.acting import Act
from core.actions.comprehensive_exports import library_workbook
from core.actions.rating_exports import rating_workbook
from core.errors import Forbidden, NotFound
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.operations.workbooks import Workbook
from core.rules.orders import academic_keys
from core.workbooks.academic import ACADEMIC_RESULTS
from core.workbooks.copied import copied_bytes
from core.workbooks.writing import CopiedSheet, Field, chosen
from db.filters import PersonFilter
from db.queries.academic import exports as academic_exports
from db.queries.academic import results as academic
from db.queries.batches import batches

GUARDED: dict[str, Right] = {"major_grade_rank": SEE_MAJOR_GRADE_RANK}


async def export_workbook(task: Task) -> Writing:
    """导出: the arguments name the sheet, and what is wanted of it: batch, filter, order, columns, a sheet a class."""
    task.tell(Stage.GATHERING)
    sheet, wanted = task.arguments["sheet"], task.arguments["wanted"]
    batch_id, of_it = wanted["batch_id"], ""
    if batch_id is not None:
        batch = await batches.one_batch(task.database, task.viewer.scope(SEE_BATCHES), batch_id)
        if batch is None:
            raise NotFound("batch", f"input.{sheet}.{BATCH_PATHS.get(sheet, 'batchId')}")
        of_it = f"{batch.name} "
    made = await SHEETS[sheet](task, wanted)
    task.tell(Stage.WRITING, total=made.count)
    content = await task.workbooks.run(copied_bytes, made, ZoneInfo(task.settings.timezone))
    workbook = Workbook(f"{of_it}{made.title}.xlsx", content, made.count, batch_id)
    return lambda act: _exported(act, workbook)


async def _exported(act: Act, workbook: Workbook) -> Done:
    rows = {"rows": workbook.row_count}
    await act.record("requestExport", workbook.file_name, new=rows, batch_id=workbook.batch_id)
    return Done(workbook.row_count, workbook=workbook)


async def academic_workbook(task: Task, wanted: Mapping[str, Any]) -> CopiedSheet:
    viewer, batch_id, fits = task.viewer, wanted["batch_id"], PersonFilter(**wanted["filter"])
    fields, by_class = academic_columns(viewer, batch_id, wanted["columns"]), wanted["by_class"]
    keys = academic_keys(viewer, batch_id, fits, *(wanted["order"] or ("NUMBER", False)))
    if by_class:
        keys = [academic.ORDERS["CLASS"], *keys]
    scopes = viewer.scope(SEE_ACADEMIC_RESULT), viewer.scope(SEE_MAJOR_GRADE_RANK)
    named = [field.key for field in fields]
    data, count = await academic_exports.copied(task.database, *scopes, batch_id, fits, keys, named, by_class=by_class)
    return CopiedSheet("学业成绩", fields, data, count, by_class)


SHEETS: Mapping[str, Callable[[Task, Mapping[str, Any]], Awaitable[CopiedSheet]]] = {
    "academicResults": academic_workbook,
    "ratingResults": rating_workbook,
    "comprehensiveResults": library_workbook,
}
"""By the field of the request that asks for it."""
BATCH_PATHS = {"comprehensiveResults": "filter.batchId"}
"""Where the batch is named, if elsewhere: the library holds all of them."""


def academic_columns(viewer: Viewer, batch_id: int, wanted: Sequence[str] | None) -> Sequence[Field]:
    """The columns asked for, or all that the viewer may see anywhere in the batch.

    Raises:
        Forbidden: a column was named that the viewer sees on no row.
    """
    viewer.require_any(SEE_ACADEMIC_RESULT)
    hidden = {key for key, right in GUARDED.items() if viewer.scope(right).within(batch_id, None).empty}
    if not wanted:
        return [field for field in ACADEMIC_RESULTS if field.key not in hidden]
    if hidden.intersection(wanted):
        raise Forbidden
    return chosen(ACADEMIC_RESULTS, wanted)
