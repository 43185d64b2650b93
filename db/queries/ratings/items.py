"""Stores a college's rating items (评分项目), and reads the copies that a batch made when rating was opened (R5.1)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, college_reached, seen_by
from db.queries.classes import NOBODY, college
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import BatchRatingItem, RatingItem, table

item, batch_item = table(RatingItem), table(BatchRatingItem)

COLUMNS = tuple(column.name for column in item.c if column.name not in ("id", "college_id"))
"""A batch copies these columns of each item."""
ITEMS_OF_A_COLLEGE = 5_117_005 << 32
"""Added to a college's id, this is the key of the advisory lock on its items; it is above all ids."""


def of_batch(batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """Selects the items of each batch in each college, in their order."""
    conditions = batch_item.c.batch_id.in_(batch_ids), batch_item.c.college_id.in_(college_ids)
    return select(batch_item).where(*conditions).order_by(batch_item.c.order, batch_item.c.id)


def college_items() -> Select[Any]:
    """Selects the colleges' items, with the columns that scopes test: outside any batch and class."""
    nowhere = {name: NOBODY.label(name) for name in ("batch_id", "class_id", "student_id")}
    return select(item, *nowhere.values())


async def college_item_page(database: Database, scope: Scope, college_id: int | None, part: Slice) -> Page:
    """Reads the colleges' present items; a class reaches only its batch's copies."""
    return await _listed(
        database, college_items(), item, reached_by(scope, college=item.c.college_id), college_id, part
    )


async def batch_item_page(
    database: Database, seeing: Scope, scope: Scope, batch_id: int, college_id: int | None, part: Slice
) -> Page:
    """Reads one batch's items of the colleges that the scope reaches, or of which it reaches a class in that batch.

    Args:
        seeing: the scope of the batches that the viewer sees.
    """
    query = select(batch_item).join(batch, batch.c.id == batch_item.c.batch_id)
    seen = query.where(batch_item.c.batch_id == batch_id, seen_by(seeing))
    return await _listed(database, seen, batch_item, college_reached(scope, batch_item), college_id, part)


async def _listed(
    database: Database, query: Select[Any], of: Table, reached: ColumnElement[bool], college_id: int | None, part: Slice
) -> Page:
    query = query.join(college, college.c.id == of.c.college_id).add_columns(college.c.code.label("college_code"))
    query = query.where(reached)
    if college_id is not None:
        query = query.where(of.c.college_id == college_id)
    keys = [Key("college_code", college.c.code), Key("order", of.c.order), Key("id", of.c.id)]
    return await page(database, query, keys, part)


async def place_of_college(db: AsyncConnection, college_id: int) -> Any:
    """Reads the college as a row that scopes can judge; returns None if there is none."""
    nowhere = (NOBODY.label(name) for name in ("batch_id", "class_id", "student_id"))
    query = select(college.c.id.label("college_id"), *nowhere).where(college.c.id == college_id)
    return (await db.execute(query)).one_or_none()


async def one_college_item(db: AsyncConnection, item_id: int) -> Any:
    return (await db.execute(college_items().where(item.c.id == item_id))).one_or_none()


async def lock_items(db: AsyncConnection, college_id: int) -> Any:
    """Locks the college's items until the transaction ends, and returns them."""
    await db.execute(select(func.pg_advisory_xact_lock(ITEMS_OF_A_COLLEGE + college_id)))
    query = college_items().where(item.c.college_id == college_id).order_by(item.c.order, item.c.id)
    return (await db.execute(query)).all()


async def insert_item(db: AsyncConnection, **values: Any) -> Any:
    return (await db.execute(insert(item).values(**values).returning(item))).one()


async def update_item(db: AsyncConnection, item_id: int, **values: Any) -> Any:
    return (await db.execute(update(item).where(item.c.id == item_id).values(**values).returning(item))).one()


async def delete_item(db: AsyncConnection, item_id: int) -> None:
    await db.execute(delete(item).where(item.c.id == item_id))
