"""Workbooks of academic results hold the rows of the page and, of each row, what the page shows to
this person (R4.11).
"""

from core.access import SEE_ACADEMIC_RESULT
from core.columns.academic import ACADEMIC_RESULTS
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.workbooks.writing import CopiedSheet
from db.queries.academic import exports
from db.queries.academic import results as queries
from db.queries.columns import by_class_first


async def academic_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    viewer, batch_id, fits = task.viewer, choice.batch, queries.AcademicFilter(**choice.filter)
    fields, by_class = ACADEMIC_RESULTS.chosen(viewer, batch_id, choice.columns), choice.by_class
    order, descending = choice.order or ("NUMBER", False)
    column = ACADEMIC_RESULTS.order_key(viewer, order, batch_id=batch_id, class_id=fits.class_id)
    keys = by_class_first(queries.ordered_by(column, descending), by_class)
    scope, guards = viewer.scope(SEE_ACADEMIC_RESULT), ACADEMIC_RESULTS.guards(viewer)
    named = [field.key for field in fields]
    data, count = await exports.fetch_csv(task.database, scope, guards, batch_id, fits, keys, named, by_class=by_class)
    return CopiedSheet("学业成绩", fields, data, count, by_class)
