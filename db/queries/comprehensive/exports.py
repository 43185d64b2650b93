"""Exports the library (R7.8): rows leave the database as COPY's text, and a worker turns them into cells."""

from collections.abc import Mapping, Sequence

from db import exporting
from db.formulas import rank_label
from db.paging import Key, ordering
from db.queries import columns
from db.queries.batches.batches import batch
from db.queries.classes import college, major
from db.queries.comprehensive.results import LibraryFilter, failed, found, reached, results
from db.queries.comprehensive.sheets import result
from db.scopes import StagedScope
from db.session import Database
from db.tables import GRADE_RANKED, QUALITIES

_CELLS = {
    "academic_year": batch.c.academic_year,
    "batch": batch.c.name,
    "has_failed_course": failed(result.c.student_id, batch.c.academic_year),
    **{f"{name}_class_rank": rank_label(result.c[f"{name}_position"], result.c.class_size) for name in QUALITIES},
    **{
        f"{name}_grade_rank": rank_label(result.c[f"{name}_grade_position"], result.c.grade_size)
        for name in GRADE_RANKED
    },
}


async def fetch_csv(
    database: Database,
    scope: StagedScope,
    guards: Mapping[str, StagedScope],
    filters: LibraryFilter,
    order: Sequence[Key],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> tuple[bytes, int]:
    """Fetches the columns `keys` of every requested result as CSV, with the number of rows.

    Args:
        guards: the scope of the rows that show each guarded column, by key.
        by_class: the rows come class by class, and the name of the class follows them.
    """
    cells = columns.cells(result, _CELLS, guards, reached, keys, by_class=by_class)
    rows = found(scope, filters, order).subquery()
    query = (
        results()
        .join(rows, rows.c.id == result.c.id)
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .with_only_columns(*cells, maintain_column_froms=True)
        .order_by(*ordering(order))
    )
    return await exporting.fetch_csv(database, query)
