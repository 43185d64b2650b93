"""Reads and stores the versions of the colleges' schemes (R11)."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, batch_class, college_reached, seen_by
from db.queries.classes import NOBODY, college, klass
from db.queries.comprehensive.sheets import result, sheet
from db.queries.people.accounts import account
from db.queries.ratings.items import batch_item, item
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import SchemeGiven, SchemeVersion, Stage, table

version, given = table(SchemeVersion), table(SchemeGiven)


def any_version() -> Select[Any]:
    """Selects versions by id, for what refers to them."""
    return select(version, _is_newest().label("in_force"))


def schemes(batches: Scope, scope: Scope) -> Select[Any]:
    """Selects the versions that a viewer sees: of the colleges in the scope, or of which it reaches a class.

    Args:
        batches: the scope of the batches that the viewer sees.
    """
    places = NOBODY.label("class_id"), NOBODY.label("student_id")
    return (
        select(version, *places, _is_newest().label("in_force"), college.c.code)
        .join(batch, batch.c.id == version.c.batch_id)
        .join(college, college.c.id == version.c.college_id)
        .where(seen_by(batches), college_reached(scope, version))
    )


def _is_newest() -> ColumnElement[bool]:
    others = version.alias("others")
    same = others.c.batch_id == version.c.batch_id, others.c.college_id == version.c.college_id
    newest = select(func.max(others.c.version)).where(*same).correlate(version).scalar_subquery()
    is_newest: ColumnElement[bool] = version.c.version == newest
    return is_newest


async def scheme_page(
    database: Database, seen: tuple[Scope, Scope], place: tuple[int, int | None], part: Slice
) -> Page:
    """Reads the versions of a batch by college, the newest first.

    Args:
        seen: the scopes of `schemes`.
        place: the batch, and the college if only one is wanted.
    """
    batch_id, college_id = place
    query = schemes(*seen).where(version.c.batch_id == batch_id)
    if college_id is not None:
        query = query.where(version.c.college_id == college_id)
    keys = [Key("code", college.c.code), Key("version", version.c.version, descending=True)]
    return await page(database, query, keys, part)


async def one_scheme(db: AsyncConnection, scheme_id: int, batches: Scope, scope: Scope) -> Any:
    return (await db.execute(schemes(batches, scope).where(version.c.id == scheme_id))).one_or_none()


async def in_force(db: AsyncConnection, batch_id: int, college_id: int) -> Any:
    """Reads the newest version with the name of its author; returns None if the college has no scheme."""
    query = (
        select(version, account.c.name.label("author"))
        .join(account, account.c.id == version.c.saved_by)
        .where(version.c.batch_id == batch_id, version.c.college_id == college_id)
    )
    return (await db.execute(query.order_by(version.c.version.desc()).limit(1))).one_or_none()


async def insert_version(db: AsyncConnection, **values: Any) -> int | None:
    """Stores a version; returns None if somebody else has stored one of this number meanwhile."""
    storing = postgresql.insert(version).values(**values).on_conflict_do_nothing().returning(version.c.id)
    made: int | None = (await db.execute(storing)).scalar_one_or_none()
    return made


async def rating_item_names(db: AsyncConnection, batch_id: int, college_id: int) -> list[str]:
    """Reads the names of the batch's rating items, or of the college's present ones before the batch takes them."""
    of_batch = select(batch_item.c.name).where(batch_item.c.batch_id == batch_id, batch_item.c.college_id == college_id)
    taken = list((await db.execute(of_batch)).scalars())
    return taken or list((await db.execute(select(item.c.name).where(item.c.college_id == college_id))).scalars())


async def colleges_within(db: AsyncConnection, batch_id: int, scope: Scope) -> list[int]:
    """Reads the colleges of the batch that a scope reaches, or of which it reaches a class."""
    reached = reached_by(
        scope, college=batch_class.c.college_id, batch=batch_class.c.batch_id, klass=batch_class.c.class_id
    )
    query = select(batch_class.c.college_id).where(batch_class.c.batch_id == batch_id, reached).distinct()
    return list((await db.execute(query.order_by(batch_class.c.college_id))).scalars())


async def submitted_by_scheme(db: AsyncConnection, batch_id: int, college_id: int) -> list[str]:
    """Reads the names of the college's classes whose submitted results were computed by its scheme."""
    return [row.name for row in await db.execute(submitted_classes([batch_id], [college_id]))]


def submitted_classes(batch_ids: Collection[int], college_ids: Collection[int]) -> Select[Any]:
    """Selects the classes whose submitted results were computed by a scheme."""
    return (
        select(sheet.c.batch_id, sheet.c.college_id, sheet.c.class_id, NOBODY.label("student_id"), klass.c.name)
        .join(klass, klass.c.id == sheet.c.class_id)
        .where(
            sheet.c.batch_id.in_(batch_ids),
            sheet.c.college_id.in_(college_ids),
            sheet.c.scheme_id.is_not(None),
            sheet.c.stage >= Stage.SUBMITTED,
        )
        .order_by(klass.c.code)
    )


def explanations(keys: Sequence[tuple[int, int]]) -> Select[Any]:
    """Selects what computed results were computed from, by (batch, student), with the text of the scheme.

    A result that was imported since, or belongs to an earlier computation, has none.
    """
    return (
        select(given.c.batch_id, given.c.student_id, given.c.given, given.c["items"], version.c.text)
        .join(version, version.c.id == given.c.scheme_id)
        .join(result, and_(result.c.batch_id == given.c.batch_id, result.c.student_id == given.c.student_id))
        .join(sheet, and_(sheet.c.batch_id == result.c.batch_id, sheet.c.class_id == result.c.class_id))
        .where(sheet.c.scheme_id == given.c.scheme_id, tuple_(given.c.batch_id, given.c.student_id).in_(keys))
    )
