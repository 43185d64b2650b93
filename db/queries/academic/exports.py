"""学业成绩 as a sheet shows them (R4.11)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from db.exporting import copied as copied_out
from db.filters import PersonFilter
from db.formulas import rank_label
from db.paging import Key, ordering
from db.queries.academic.results import ranking, reached, result, wanted_results
from db.queries.classes import CALLED, college, klass, major
from db.queries.people.accounts import account
from db.queries.students import student
from db.scopes import Scope
from db.session import Database


def columns(major_grade_ranks: Scope) -> dict[str, ColumnElement[Any]]:
    """By key, what each column holds. A rank in the major's grade is blank on the rows where `major_grade_ranks` does
    not reach (R8.4), and where it is not true any more (R4.9)."""
    ranked = and_(reached(major_grade_ranks), func.coalesce(ranking.c.stale, False).is_(False))
    major_grade_rank = rank_label(result.c.major_grade_position, result.c.major_grade_size)
    return {
        "student_number": student.c.number,
        "student_name": student.c.name,
        "college": college.c.name,
        "major": major.c.name,
        "grade": result.c.grade,
        "school_class": klass.c.name,
        "credit_average": result.c.credit_average,
        "academic_score": result.c.academic_score,
        "class_rank": rank_label(result.c.class_position, result.c.class_size),
        "major_grade_rank": case((ranked, major_grade_rank)),
        "computed_at": result.c.computed_at,
        "computed_by": account.c.name,
    }


async def copied(
    database: Database,
    scope: Scope,
    major_grade_ranks: Scope,
    batch_id: int,
    wanted: PersonFilter,
    order: Sequence[Key],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> tuple[bytes, int]:
    """The columns named in `keys` of every wanted result as CSV, and how many rows there are.

    Args:
        by_class: the rows come class by class, and what names the class follows them.
    """
    made = columns(major_grade_ranks)
    chosen = [made[key].label(f"c{place}") for place, key in enumerate(keys)]
    query = (
        wanted_results(scope, batch_id, wanted)
        .build()
        .join(college, college.c.id == result.c.college_id)
        .join(major, major.c.id == result.c.major_id)
        .join(account, account.c.id == result.c.computed_by)
        .with_only_columns(*chosen, *([CALLED.label("class")] if by_class else []), maintain_column_froms=True)
        .order_by(*ordering(order))
    )
    return await copied_out(database, query)
