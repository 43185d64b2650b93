"""Workbooks of the library: of any years at once, the columns that somebody chooses, and of them what that one sees."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.access import SEE_COMPREHENSIVE, SEE_GRADE_RANK, Viewer
from core.errors import Forbidden
from core.operations.kinds import Task
from core.rules.orders import library_keys
from core.workbooks.library import LIBRARY
from core.workbooks.writing import CopiedSheet, Field, chosen
from db.queries.comprehensive import exports
from db.queries.comprehensive import results as queries

GRADE_RANKS = {field.key for field in LIBRARY if field.key.endswith("grade_rank")}


async def library_workbook(task: Task, wanted: Mapping[str, Any]) -> CopiedSheet:
    viewer, fits, by_class = task.viewer, queries.LibraryFilter(**wanted["filter"]), wanted["by_class"]
    fields = library_columns(viewer, wanted["columns"])
    keys = library_keys(viewer, fits, *(wanted["order"] or (None, False)))
    if by_class:
        keys = [queries.ORDERS["CLASS"], *keys]
    scopes = viewer.scope(SEE_COMPREHENSIVE), viewer.scope(SEE_GRADE_RANK)
    named = [field.key for field in fields]
    data, count = await exports.copied(task.database, *scopes, fits, keys, named, by_class=by_class)
    return CopiedSheet("综合测评成绩", fields, data, count, by_class)


def library_columns(viewer: Viewer, wanted: Sequence[str] | None) -> Sequence[Field]:
    """The columns asked for, or all that the viewer may see anywhere.

    Raises:
        Forbidden: nobody's result is for the viewer, or grade ranks were named and are seen on no row.
    """
    hidden = GRADE_RANKS if viewer.scope(SEE_GRADE_RANK).empty else set()
    if viewer.scope(SEE_COMPREHENSIVE).empty or hidden.intersection(wanted or ()):
        raise Forbidden
    return chosen(LIBRARY, wanted or [field.key for field in LIBRARY if field.key not in hidden])
