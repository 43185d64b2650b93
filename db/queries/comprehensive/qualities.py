"""Finds the score, level and places of a quality in the rows of results (R11.2).

The last quality of a batch's list has the columns `overall_…`; the others have a place in the arrays. Which place that
is, is known before a statement is compiled: half a million rows are then sorted without looking at their batches.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, cast, literal_column, null, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncConnection

from db.qualities import Qualities, Quality, qualities_of
from db.queries.batches.batches import batch, seen_by
from db.queries.comprehensive.sheets import result
from db.scopes import Scope

VALUES = ("scores", "levels", "overall_score", "overall_level")
"""An import stores these columns."""
RANKS = ("positions", "grade_positions", "overall_position", "overall_grade_position", "class_size", "grade_size")
"""These are computed from the scores."""

Lists = Mapping[int, Qualities]
"""The lists of several batches by their ids, those of the newest batch first."""


async def fetch_lists(db: AsyncConnection, *conditions: ColumnElement[bool]) -> Lists:
    query = select(batch).where(*conditions).order_by(batch.c.created_at.desc(), batch.c.id.desc())
    return {row.id: qualities_of(row) for row in await db.execute(query)}


async def fetch_seen_lists(db: AsyncConnection, scope: Scope, batch_id: int | None) -> Lists:
    """Reads the lists of the batches that the scope sees, or of one of them."""
    named = () if batch_id is None else (batch.c.id == batch_id,)
    return await fetch_lists(db, seen_by(scope), *named)


def of_list(rows: Any, qualities: Sequence[Quality], what: str) -> list[ColumnElement[Any]]:
    """Returns what every quality of one batch has, in the order of its list.

    Args:
        what: score, level, position or grade_position.
    """
    return [_of_place(rows, place, len(qualities), what) for place in range(1, len(qualities) + 1)]


def _of_place(rows: Any, place: int, last: int, what: str) -> ColumnElement[Any]:
    other: ColumnElement[Any] = rows.c[f"{what}s"][literal_column(str(place))]
    return rows.c[f"overall_{what}"] if place == last else other


def in_order(
    values: Sequence[ColumnElement[Any]], overall_score: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Returns the values of a list as they are stored: the array, which is NULL without scores, and the overall one."""
    return case((overall_score.is_not(None), array(values[:-1]))), values[-1]


def of_lists(lists: Lists, what: str, word: str, attribute: str = "code") -> ColumnElement[Any]:
    """Returns what the quality of this code (or name) has in each of the batches, NULL in those without it."""
    columns: dict[str, ColumnElement[Any]] = {}
    batches: dict[str, list[int]] = {}
    for batch_id, qualities in lists.items():
        for value, one in zip(of_list(result, qualities, what), qualities, strict=True):
            if getattr(one, attribute) == word:
                columns[str(value)] = value
                batches.setdefault(str(value), []).append(batch_id)
    if len(columns) == 1 and sum(map(len, batches.values())) == len(lists):
        return next(iter(columns.values()))
    nothing = cast(null(), result.c[f"overall_{what}"].type)
    cases = [(_is_among(batches[name]), value) for name, value in columns.items()]
    return case(*cases, else_=nothing) if cases else nothing


def _is_among(batch_ids: Iterable[int]) -> ColumnElement[bool]:
    among: ColumnElement[bool] = result.c.batch_id.in_([literal_column(str(one)) for one in batch_ids])
    return among
