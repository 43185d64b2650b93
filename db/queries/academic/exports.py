"""Reads 学业成绩 for workbooks (R4.11)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, func

from db import exporting
from db.formulas import rank_label
from db.paging import Key, ordering
from db.queries import columns
from db.queries.academic.results import AcademicFilter, matching_results, ranking, reached, result
from db.queries.classes import college, major
from db.queries.people.accounts import account
from db.scopes import Scope
from db.session import Database

_TRUE_YET = func.coalesce(ranking.c.stale, False).is_(False)
_CELLS = {
    "class_rank": rank_label(result.c.class_position, result.c.class_size),
    "major_grade_rank": case((_TRUE_YET, rank_label(result.c.major_grade_position, result.c.major_grade_size))),
    "major_grade_position": case((_TRUE_YET, result.c.major_grade_position)),
    "major_grade_size": case((_TRUE_YET, result.c.major_grade_size)),
    "computed_by": account.c.name,
}
"""A rank in the major's grade is blank if it is stale (R4.9)."""


async def fetch_csv(
    database: Database,
    scope: Scope,
    guards: Mapping[str, Scope],
    batch_id: int,
    filters: AcademicFilter,
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
    query = (
        matching_results(scope, batch_id, filters)
        .build()
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .join(account, account.c.id == result.c.computed_by)
        .with_only_columns(*cells, maintain_column_froms=True)
        .order_by(*ordering(order))
    )
    return await exporting.fetch_csv(database, query)
