"""Workbooks of the library hold results of any years, with the chosen columns as far as the viewer sees them."""

from collections.abc import Sequence
from typing import Any

from core.access import SEE_COMPREHENSIVE
from core.columns.comprehensive import COMPREHENSIVE_RESULTS, OF_QUALITY, with_qualities
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.viewer import Viewer
from core.workbooks.writing import CopiedSheet
from db.queries.columns import by_class_first
from db.queries.comprehensive import exports
from db.queries.comprehensive import results as queries
from db.queries.comprehensive.qualities import Lists


async def library_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    viewer, fits, by_class = task.viewer, queries.LibraryFilter(**choice.filter), choice.by_class
    scope, guards = viewer.scope(SEE_COMPREHENSIVE), COMPREHENSIVE_RESULTS.guards(viewer)
    chosen = COMPREHENSIVE_RESULTS.chosen(viewer, None, choice.columns)
    lists = await exports.found_lists(task.database, scope, fits)
    keys = by_class_first(sorting_of(viewer, choice.order, choice.quality, fits, lists).keys, by_class)
    fields, cells = [], dict(exports.CELLS)
    for field, name in with_qualities(chosen, [*lists.values()], choice.qualities):
        fields.append(field)
        if name is not None:
            key = field.key.removesuffix(f" {name}")
            cells[field.key] = exports.cells_of(lists, name)[key.removeprefix(OF_QUALITY)]
            guards |= {field.key: guards[key]} if key in guards else {}
    named = [field.key for field in fields]
    data, count = await exports.fetch_csv(task.database, scope, guards, fits, keys, cells, named, by_class=by_class)
    return CopiedSheet("综合测评成绩", fields, data, count, by_class)


def sorting_of(
    viewer: Viewer, order: Sequence[Any] | None, quality: str | None, fits: queries.LibraryFilter, lists: Lists
) -> queries.Sorting:
    """Returns the order of a list, if the viewer may sort by it (R8.3)."""
    if order is None:
        return queries.Sorting()
    name, descending = order
    within = {"batch_id": fits.batch_id, "class_id": fits.class_id}
    return queries.Sorting(COMPREHENSIVE_RESULTS.order_key(viewer, name, **within), descending, quality, lists)
