"""Workbooks of rating scores hold the rows of the page and, of each row, what the page shows to this person (R5.6,
R8.4).

A sheet names no rater and holds no single mark; it withholds what the page withholds from the viewer.
"""

from asyncio import to_thread
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.access import SEE_ITEM_SCORES
from core.columns.ratings import RATING_RESULTS
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.operations.stages import Stage
from core.rules.rating_explanation import RatingExplanation, RatingItemScore, explained
from core.rules.rating_sight import seen_by, sees_average, sees_item_score, sees_rating_score
from core.viewer import Viewer
from core.workbooks.copied import as_copied
from core.workbooks.ratings import ITEMS, PER_ITEM, with_items
from core.workbooks.writing import CopiedSheet, Field, classed
from db.filters import PersonFilter
from db.queries.columns import by_class_first
from db.queries.ratings import exports as rating_exports
from db.queries.ratings import results as ratings

Items = Mapping[int, Sequence[Any]]
"""Maps each college to the batch's rating items."""


async def rating_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    """Fills the sheet, by class unless the request says otherwise (R5.6). Rows are built outside the event loop,
    because each is explained anew.
    """
    viewer, database, batch_id, by_class = task.viewer, task.database, choice.batch, choice.by_class
    columns, seen = RATING_RESULTS.chosen(viewer, batch_id, choice.columns), seen_by(viewer)
    order, descending = choice.order or ("CLASS", False)
    keys = by_class_first(ratings.ordered_by(seen, RATING_RESULTS.order_key(viewer, order), descending), by_class)
    fits = PersonFilter(**choice.filter)
    places = await rating_exports.places(database, seen, batch_id, fits)
    items = await rating_exports.items(database, batch_id, {row.college_id for row in places})
    names = item_names(viewer, places, items)
    data, count = bytearray(), 0
    async for rows in rating_exports.export(database, seen, batch_id, fits, keys):
        data += await to_thread(_text, viewer, rows, items, columns, names, by_class)
        count += len(rows)
        task.tell(Stage.GATHERING, done=count, total=len(places))
    return CopiedSheet("评分成绩", with_items(columns, names), bytes(data), count, by_class)


def _text(
    viewer: Viewer, rows: Sequence[Any], items: Items, columns: Sequence[Field], names: Sequence[str], by_class: bool
) -> bytes:
    cells = rating_rows(viewer, rows, items, columns, names)
    return as_copied(classed(cells, rows) if by_class else cells)


def item_names(viewer: Viewer, rows: Iterable[Any], items: Items) -> list[str]:
    """Lists the visible items of the colleges that have a row, by order and name; each name once."""
    scope = viewer.scope(SEE_ITEM_SCORES)
    colleges = {row.college_id for row in rows if scope.reaches(row)}
    found = sorted((one.order, one.name) for college in colleges for one in items[college])
    return list(dict.fromkeys(name for _, name in found))


def rating_rows(
    viewer: Viewer, rows: Iterable[Any], items: Items, columns: Sequence[Field], names: Sequence[str]
) -> list[list[Any]]:
    """Returns cells in the order of the columns; a field that is hidden from the viewer stays blank."""
    return [_cells(viewer, row, explained(row, items[row.college_id]), columns, names) for row in rows]


def _cells(
    viewer: Viewer, row: Any, explanation: RatingExplanation, columns: Sequence[Field], names: Sequence[str]
) -> list[Any]:
    cells: list[Any] = []
    for column in columns:
        cells += (
            _item_cells(viewer, explanation, names)
            if column.key == ITEMS
            else [_cell(viewer, row, explanation, column.key)]
        )
    return cells


def _cell(viewer: Viewer, row: Any, explanation: RatingExplanation, key: str) -> Any:
    if key == "rating_score":
        return row.rating_score if sees_rating_score(viewer, row) else None
    if key == "note":
        return explanation.note("zh", withheld=not sees_rating_score(viewer, row))
    return getattr(row, "computed_by_name" if key == "computed_by" else key)


def _item_cells(viewer: Viewer, explanation: RatingExplanation, names: Sequence[str]) -> list[Any]:
    """Returns the cells of the items; an item that the student's college does not have stays blank."""
    by_name = {one.item.name: one for one in explanation.items}
    return [cell for name in names for cell in _numbers(viewer, by_name.get(name))]


def _numbers(viewer: Viewer, item: RatingItemScore | None) -> list[Any]:
    if item is None:
        return [None] * len(PER_ITEM)
    averages = [one.average if sees_average(viewer, one) else None for one in item.kinds]
    return [item.score if sees_item_score(viewer, item) else None, *averages]
