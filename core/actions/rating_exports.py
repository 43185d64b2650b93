"""Workbooks of rating scores: the rows of the page, and of each row what the page shows to this person (R5.6, R8.4).

No rater is on a sheet, and no single mark: nothing is told that the scores' own page withholds from the viewer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.access import SEE_ITEM_SCORES, SEE_RATING_RESULT, Viewer
from core.errors import Forbidden
from core.rating_explaining import RatingExplanation, RatingItemScore, explained
from core.workbooks.ratings import ITEMS, PER_ITEM, RATING_RESULTS
from core.workbooks.writing import Field, chosen

Items = Mapping[int, Sequence[Any]]
"""The batch's rating items by college."""


@dataclass(frozen=True, slots=True)
class Shows:
    """Whether a result's score, an item's, a kind's average is shown: by the rules that stand on the page's fields."""

    score: Callable[[Any], bool]
    item_score: Callable[[Any], bool]
    average: Callable[[Any], bool]


def rating_columns(viewer: Viewer, batch_id: int, wanted: Sequence[str] | None) -> Sequence[Field]:
    """The columns asked for, or all that the viewer may see anywhere in the batch.

    Raises:
        Forbidden: nobody's result in the batch is for the viewer, or the items were named and are seen on no row.
    """
    results, items = (viewer.scope(right).within(batch_id, None) for right in (SEE_RATING_RESULT, SEE_ITEM_SCORES))
    if results.empty or (items.empty and ITEMS in (wanted or ())):
        raise Forbidden
    return chosen(
        RATING_RESULTS, wanted or [field.key for field in RATING_RESULTS if field.key != ITEMS or not items.empty]
    )


def item_names(viewer: Viewer, rows: Iterable[Any], items: Items) -> list[str]:
    """The items of the colleges that have a row whose items the viewer may see, by order, then name; each name once."""
    scope = viewer.scope(SEE_ITEM_SCORES)
    colleges = {row.college_id for row in rows if scope.reaches(row)}
    found = sorted((one.order, one.name) for college in colleges for one in items[college])
    return list(dict.fromkeys(name for _, name in found))


def rating_rows(
    rows: Iterable[Any], items: Items, columns: Sequence[Field], names: Sequence[str], shows: Shows
) -> list[list[Any]]:
    """Cells in the order of the columns; what a row's field hides from the viewer stays blank."""
    return [_cells(row, explained(row, items[row.college_id]), columns, names, shows) for row in rows]


def _cells(
    row: Any, told: RatingExplanation, columns: Sequence[Field], names: Sequence[str], shows: Shows
) -> list[Any]:
    cells: list[Any] = []
    for column in columns:
        cells += _item_cells(told, names, shows) if column.key == ITEMS else [_cell(row, told, column.key, shows)]
    return cells


def _cell(row: Any, told: RatingExplanation, key: str, shows: Shows) -> Any:
    if key == "rating_score":
        return row.rating_score if shows.score(row) else None
    if key == "note":
        return told.note("zh", withheld=not shows.score(row))
    return getattr(row, "computed_by_name" if key == "computed_by" else key)


def _item_cells(told: RatingExplanation, names: Sequence[str], shows: Shows) -> list[Any]:
    """An item that the student's college does not have stays blank."""
    by_name = {one.item.name: one for one in told.items}
    return [cell for name in names for cell in _numbers(by_name.get(name), shows)]


def _numbers(item: RatingItemScore | None, shows: Shows) -> list[Any]:
    if item is None:
        return [None] * len(PER_ITEM)
    averages = [one.average if shows.average(one) else None for one in item.kinds]
    return [item.score if shows.item_score(item) else None, *averages]
