"""The library as a workbook (R7.8): its rows leave the database as COPY's text, and are made into cells elsewhere."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, null

from db.exporting import copied as copied_out
from db.formulas import rank_label
from db.paging import Key, ordering
from db.queries.batches.batches import batch
from db.queries.classes import CALLED, college, klass, major
from db.queries.comprehensive.results import LibraryFilter, failed, found, reached, results
from db.queries.comprehensive.sheets import result
from db.queries.students import student
from db.scopes import StagedScope
from db.session import Database
from db.tables import GRADE_RANKED, QUALITIES


def columns(grade_ranks: StagedScope) -> dict[str, ColumnElement[Any]]:
    """By key, what each column holds. A grade rank is blank on the rows where `grade_ranks` does not reach (R8.4)."""
    made: dict[str, ColumnElement[Any]] = {
        "student_number": student.c.number,
        "student_name": student.c.name,
        "academic_year": batch.c.academic_year,
        "batch": batch.c.name,
        "college": college.c.name,
        "major": major.c.name,
        "grade": result.c.grade,
        "school_class": klass.c.name,
        "participating": result.c.participating,
        "has_failed_course": failed(result.c.student_id, batch.c.academic_year),
    }
    for name in QUALITIES:
        made[f"{name}_score"], made[f"{name}_level"] = result.c[f"{name}_score"], result.c[f"{name}_level"]
        made[f"{name}_class_rank"] = rank_label(result.c[f"{name}_position"], result.c.class_size)
    for name in GRADE_RANKED:
        rank = rank_label(result.c[f"{name}_grade_position"], result.c.grade_size)
        made[f"{name}_grade_rank"] = case((reached(grade_ranks), rank), else_=null())
    return made


async def copied(
    database: Database,
    scope: StagedScope,
    grade_ranks: StagedScope,
    wanted: LibraryFilter,
    order: Sequence[Key],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> tuple[bytes, int]:
    """The columns named in `keys` of every wanted result as CSV, and how many rows there are.

    Args:
        by_class: the rows come class by class, and what names the class follows them.
    """
    made = columns(grade_ranks)
    chosen = [made[key].label(f"c{place}") for place, key in enumerate(keys)]
    rows = found(scope, wanted, order).subquery()
    query = (
        results()
        .join(rows, rows.c.id == result.c.id)
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .with_only_columns(*chosen, *([CALLED.label("class")] if by_class else []), maintain_column_froms=True)
        .order_by(*ordering(order))
    )
    return await copied_out(database, query)
