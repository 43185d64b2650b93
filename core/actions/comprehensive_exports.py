"""Workbooks of the library hold results of any years, with the chosen columns as far as the viewer sees them."""

from core.access import SEE_COMPREHENSIVE
from core.columns.comprehensive import COMPREHENSIVE_RESULTS
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.workbooks.writing import CopiedSheet
from db.queries.columns import by_class_first
from db.queries.comprehensive import exports
from db.queries.comprehensive import results as queries


async def library_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    viewer, fits, by_class = task.viewer, queries.LibraryFilter(**choice.filter), choice.by_class
    fields = COMPREHENSIVE_RESULTS.chosen(viewer, None, choice.columns)
    order, descending = choice.order or (None, False)
    within = {"batch_id": fits.batch_id, "class_id": fits.class_id}
    column = order and COMPREHENSIVE_RESULTS.order_key(viewer, order, **within)
    keys = by_class_first(queries.ordered_by(column, descending), by_class)
    scope, guards = viewer.scope(SEE_COMPREHENSIVE), COMPREHENSIVE_RESULTS.guards(viewer)
    named = [field.key for field in fields]
    data, count = await exports.fetch_csv(task.database, scope, guards, fits, keys, named, by_class=by_class)
    return CopiedSheet("综合测评成绩", fields, data, count, by_class)
