"""Exports the library (R7.8): rows leave the database as COPY's text, and a worker turns them into cells."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from db import exporting
from db.formulas import rank_label
from db.paging import Key, ordering
from db.queries import columns
from db.queries.batches.batches import batch
from db.queries.classes import college, major
from db.queries.comprehensive.qualities import Lists, fetch_lists, of_lists
from db.queries.comprehensive.results import LibraryFilter, failed, found, reached, results
from db.queries.comprehensive.sheets import result
from db.scopes import StagedScope
from db.session import Database

CELLS = {
    "academic_year": batch.c.academic_year,
    "batch": batch.c.name,
    "overall_class_rank": rank_label(result.c.overall_position, result.c.class_size),
    "overall_grade_rank": rank_label(result.c.overall_grade_position, result.c.grade_size),
    "has_failed_course": failed(result.c.student_id, batch.c.academic_year),
}


def cells_of(lists: Lists, name: str) -> dict[str, ColumnElement[Any]]:
    """Returns the cells of the quality of this name, in whichever batches have it, by the end of their keys."""

    def value(what: str) -> ColumnElement[Any]:
        return of_lists(lists, what, name, "name")

    return {
        "score": value("score"),
        "level": value("level"),
        "class_rank": rank_label(value("position"), result.c.class_size),
        "position": value("position"),
        "grade_rank": rank_label(value("grade_position"), result.c.grade_size),
        "grade_position": value("grade_position"),
    }


async def found_lists(database: Database, scope: StagedScope, filters: LibraryFilter) -> Lists:
    """Reads the lists of qualities of the requested results; without any result, all lists."""
    async with database.read() as db:
        of_rows = found(scope, filters, ()).with_only_columns(result.c.batch_id, maintain_column_froms=True)
        return await fetch_lists(db, batch.c.id.in_(of_rows)) or await fetch_lists(db)


async def fetch_csv(
    database: Database,
    scope: StagedScope,
    guards: Mapping[str, StagedScope],
    filters: LibraryFilter,
    order: Sequence[Key],
    cells: Mapping[str, ColumnElement[Any]],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> tuple[bytes, int]:
    """Fetches the columns `keys` of every requested result as CSV, with the number of rows.

    Args:
        guards: the scope of the rows that show each guarded column, by key.
        cells: the values of columns that the result's table does not have, by key.
        by_class: the rows come class by class, and the name of the class follows them.
    """
    chosen = columns.cells(result, cells, guards, reached, keys, by_class=by_class)
    rows = found(scope, filters, order).subquery()
    query = (
        results()
        .join(rows, rows.c.id == result.c.id)
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .with_only_columns(*chosen, maintain_column_froms=True)
        .order_by(*ordering(order))
    )
    return await exporting.fetch_csv(database, query)
