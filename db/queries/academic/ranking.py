"""Ranks a major's grade when all its classes are computed (专业年级排名, R4.9)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    and_,
    false,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from db import formulas
from db.filters import is_among
from db.queries.academic.results import ranking, result
from db.queries.audit import Author
from db.queries.batches.batches import batch_class
from db.queries.classes import NOBODY, major
from db.queries.computations.runs import audit_entry, counted_students, tune_planning
from db.scopes import Scope, bool_column, reached_by


async def mark_computed(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author) -> None:
    """Stores who computed and when (R4.7); a computed result ends the cleared state (R2.3) and the stale one."""
    await db.execute(
        update(batch_class)
        .where(batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids))
        .values(
            academic_computed_at=author.at,
            academic_computed_by=author.account_id,
            academic_stale=false(),
            cleared_at=None,
        )
    )


async def mark_stale(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> None:
    """Marks the rankings of these classes' majors and grades as stale, until they are ranked again (R4.9)."""
    touched = select(batch_class.c.college_id, batch_class.c.major_id, batch_class.c.grade).where(
        batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids)
    )
    await db.execute(
        update(ranking)
        .where(
            ranking.c.batch_id == batch_id,
            tuple_(ranking.c.college_id, ranking.c.major_id, ranking.c.grade).in_(touched),
        )
        .values(stale=True)
    )


def classes_of_major_grade(major_id: int | None, grade: int | None) -> ColumnElement[bool]:
    """Matches the classes of a major's grade, or of several if one of the two is None."""
    equal = {batch_class.c.major_id: major_id, batch_class.c.grade: grade}
    return and_(true(), *(bool_column(column == value) for column, value in equal.items() if value is not None))


def classes_of_colleges(scope: Scope) -> ColumnElement[bool]:
    return reached_by(scope, college=batch_class.c.college_id)


async def places_of_major_grades(
    db: AsyncConnection, batch_id: int, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Reads the places of the majors' grades of these classes of a batch."""
    query = select(
        batch_class.c.batch_id, batch_class.c.college_id, NOBODY.label("class_id"), NOBODY.label("student_id")
    ).where(batch_class.c.batch_id == batch_id, *conditions)
    return (await db.execute(query.distinct().order_by(batch_class.c.college_id))).all()


GROUP = ("college_id", "major_id", "grade")


def _ranked_major_grades(batch_id: int, class_ids: Sequence[int]) -> Any:
    group = [batch_class.c[name] for name in GROUP]
    query = select(*group, func.count().label("classes")).where(
        batch_class.c.batch_id == batch_id, is_among(batch_class.c.class_id, class_ids)
    )
    return query.group_by(*group).cte("major_grades")


def _places(batch_id: int, groups: Any) -> Any:
    score, group = result.c.academic_score, [result.c[name] for name in GROUP]
    return (
        select(
            result.c.id,
            *group,
            formulas.shared_place(score, *group).label("position"),
            formulas.ranked_size(score, *group).label("size"),
        )
        .join(groups, and_(*(result.c[name] == groups.c[name] for name in GROUP)))
        .where(result.c.batch_id == batch_id)
        .cte("places")
    )


def _stored_rankings(batch_id: int, groups: Any, author: Author) -> Any:
    """Stores who ranked and when."""
    values = {"ranked_at": literal(author.at), "ranked_by": literal(author.account_id, BigInteger), "stale": false()}
    rows = select(literal(batch_id, BigInteger), *(groups.c[name] for name in GROUP), *values.values())
    key = ("batch_id", *GROUP)
    store = postgresql.insert(ranking).from_select([*key, *values], rows)
    return store.on_conflict_do_update(index_elements=key, set_=values).cte("kept")


async def rank_major_grades(db: AsyncConnection, batch_id: int, class_ids: Sequence[int], author: Author) -> int:
    """Ranks and audits every computed score in each major's grade of these classes (专业年级排名).

    One statement serves one or all of them. It does not update a place that stays the same. Returns the number of
    students with a place.
    """
    groups = _ranked_major_grades(batch_id, class_ids)
    places = _places(batch_id, groups)
    was, now = ((result.c.major_grade_position, result.c.major_grade_size), (places.c.position, places.c.size))
    moved = (
        update(result)
        .where(result.c.id == places.c.id, tuple_(*was).is_distinct_from(tuple_(*now)))
        .values(major_grade_position=places.c.position, major_grade_size=places.c.size)
        .cte("moved")
    )
    of_group = [places.c[name] for name in GROUP]
    counts = select(*of_group, func.count(places.c.position).label("students")).group_by(*of_group).cte("counts")
    entries = _audited(batch_id, groups, counts, author).add_cte(moved, _stored_rankings(batch_id, groups, author))
    await tune_planning(db)
    return sum(int(row.students) for row in await db.execute(entries))


def _audited(batch_id: int, groups: Any, counts: Any, author: Author) -> ReturningInsert[Any]:
    """Writes one entry for each major's grade."""
    students = func.coalesce(counts.c.students, 0)
    values = {
        **author.literals("rankMajorGrade"),
        "subject": func.concat(major.c.name, " ", groups.c.grade),
        "new": func.jsonb_build_object("students", students, "classes", groups.c.classes),
        "batch_id": literal(batch_id, BigInteger),
        "college_id": groups.c.college_id,
    }
    rows = (
        select(*values.values())
        .select_from(groups)
        .join(major, major.c.id == groups.c.major_id)
        .outerjoin(counts, and_(*(counts.c[name] == groups.c[name] for name in GROUP)))
        .order_by(major.c.code, groups.c.grade)
    )
    return insert(audit_entry).from_select(list(values), rows).returning(counted_students())
