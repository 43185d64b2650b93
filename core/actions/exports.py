"""Workbooks show a person the same rows and the same fields as the page (R4.11, R8.4).

A further sheet is one more function in SHEETS; it turns the task and its choices into a `CopiedSheet`.
"""

from collections.abc import Awaitable, Callable, Mapping
from zoneinfo import ZoneInfo

from core.access import SEE_BATCHES
from core.acting import Act
from core.actions.academic_exports import academic_workbook
from core.actions.audit_exports import audit_workbook
from core.actions.comprehensive_exports import library_workbook
from core.actions.course_exports import course_workbook
from core.actions.rating_exports import rating_workbook
from core.errors import NotFound
from core.operations.arguments import ExportedRows
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.operations.workbooks import Workbook
from core.workbooks.copied import copied_bytes
from core.workbooks.writing import CopiedSheet
from db.queries.batches import batches


async def export_workbook(task: Task) -> Writing:
    """Runs 导出. The arguments name the sheet and the choices: batch, filter, order, columns, one
    sheet for each class.
    """
    task.tell(Stage.GATHERING)
    sheet, choice = task.arguments.sheet, task.arguments.wanted
    batch_id, of_it = choice.batch_id, ""
    if batch_id is not None:
        batch = await batches.one_batch(task.database, task.viewer.scope(SEE_BATCHES), batch_id)
        if batch is None:
            raise NotFound("batch", f"input.{sheet}.{BATCH_PATHS.get(sheet, 'batchId')}")
        of_it = f"{batch.name} "
    table = await SHEETS[sheet](task, choice)
    task.tell(Stage.WRITING, total=table.count)
    content = await task.workbooks.run(copied_bytes, table, ZoneInfo(task.settings.timezone))
    workbook = Workbook(f"{of_it}{table.title}.xlsx", content, table.count, batch_id)
    return lambda act: _exported(act, workbook)


async def _exported(act: Act, workbook: Workbook) -> Done:
    rows = {"rows": workbook.row_count}
    await act.record("requestExport", workbook.file_name, new=rows, batch_id=workbook.batch_id)
    return Done(workbook.row_count, workbook=workbook)


SHEETS: Mapping[str, Callable[[Task, ExportedRows], Awaitable[CopiedSheet]]] = {
    "courseScores": course_workbook,
    "academicResults": academic_workbook,
    "ratingResults": rating_workbook,
    "comprehensiveResults": library_workbook,
    "auditLog": audit_workbook,
}
"""Maps the field of the request to the function that fills the sheet."""
BATCH_PATHS = {"comprehensiveResults": "filter.batchId"}
"""The path of the batch where it differs: the library covers all batches."""
