"""Stores how colleges read the scores of a year (R10.3 - R10.5), and finds out who sees that."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, exists, literal, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch, batch_class
from db.queries.classes import NOBODY, college, klass
from db.queries.people.accounts import account
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import GradeScale, table

grade_scale = table(GradeScale)


async def fetch_scales(db: AsyncConnection, college_ids: Sequence[int], academic_year: str) -> Sequence[Row[Any]]:
    """Fetches the scales of these colleges; a college that has laid down nothing has no row."""
    where = grade_scale.c.college_id.in_(college_ids), grade_scale.c.academic_year == academic_year
    return list(await db.execute(select(grade_scale).where(*where)))


async def seen_scales(
    database: Database, scope: Scope, academic_year: str, college_id: int | None
) -> Sequence[Row[Any]]:
    """Fetches at most two of the colleges that a scope reaches in a year, each with its scale if it has one."""
    async with database.read() as db:
        return list(await db.execute(_seen(scope, academic_year, college_id).limit(2)))


def _seen(scope: Scope, academic_year: str, college_id: int | None) -> Select[Any]:
    scale = grade_scale
    query = (
        select(
            college.c.id.label("college_id"),
            literal(academic_year).label("academic_year"),
            scale.c.levels,
            scale.c.treatments,
            scale.c.retake_rule,
            scale.c.changed_at,
            account.c.name.label("changed_by"),
        )
        .outerjoin(scale, (scale.c.college_id == college.c.id) & (scale.c.academic_year == academic_year))
        .outerjoin(account, account.c.id == scale.c.changed_by)
        .where(reached_in_year(scope, college.c.id, academic_year))
        .order_by(college.c.id)
    )
    return query if college_id is None else query.where(college.c.id == college_id)


def reached_in_year(scope: Scope, college_id: Any, academic_year: Any) -> ColumnElement[bool]:
    """Matches the colleges that a scope reaches, or of which it reaches a class.

    A class in a batch opens its college in the batch's academic year. A class of the roster, which is a student's own
    or one of a batch that goes on, opens it in every year.
    """
    through_batch = (
        exists()
        .where(
            batch_class.c.college_id == college_id,
            reached_by(_classes_of(scope), batch=batch_class.c.batch_id, klass=batch_class.c.class_id),
            batch.c.id == batch_class.c.batch_id,
            batch.c.academic_year == academic_year,
            batch.c.opened_at.is_not(None),
        )
        .correlate(college_id.table)
    )
    through_roster = (
        exists()
        .where(klass.c.college_id == college_id, reached_by(_classes_of(scope), klass=klass.c.id))
        .correlate(college_id.table)
    )
    return or_(reached_by(scope, college=college_id), through_batch, through_roster)


def _classes_of(scope: Scope) -> Scope:
    return Scope(classes=scope.classes)


async def scale_of_college(db: AsyncConnection, college_id: int, academic_year: str) -> Any:
    """Fetches the college with its scale, as `seen_scales` does."""
    return (await db.execute(_seen(Scope(school=True), academic_year, college_id))).one()


async def placed_college(db: AsyncConnection, college_id: int) -> Any:
    """Fetches the college as a row that scopes can judge; returns None if there is none."""
    nowhere = (NOBODY.label(name) for name in ("batch_id", "class_id", "student_id"))
    query = select(college, college.c.id.label("college_id"), *nowhere).where(college.c.id == college_id)
    return (await db.execute(query)).one_or_none()


async def store_scale(db: AsyncConnection, college_id: int, academic_year: str, **values: Any) -> None:
    """Replaces the scale of a college and year."""
    key = {"college_id": college_id, "academic_year": academic_year}
    storing = postgresql.insert(grade_scale).values(**key, **values)
    await db.execute(storing.on_conflict_do_update(index_elements=list(key), set_=values))


async def delete_scale(db: AsyncConnection, college_id: int, academic_year: str) -> None:
    where = grade_scale.c.college_id == college_id, grade_scale.c.academic_year == academic_year
    await db.execute(delete(grade_scale).where(*where))
