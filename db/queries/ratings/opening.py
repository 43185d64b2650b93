"""Copies the college's items into the batch when rating is opened (开启评分批次, R5.1)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, and_, delete, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.ballots.ballots import ballot
from db.queries.batches.batches import batch_class
from db.queries.ratings.items import COLUMNS, batch_item, item, of_batch
from db.queries.ratings.results import result


async def lock_classes(db: AsyncConnection, batch_id: int, college_id: int | None = None) -> None:
    """Locks all classes of the batch, or of a college in it, always in one order.

    Nobody saves a ballot there until the transaction ends; a waiting save then sees the new state of the phase (R3.3).
    """
    query = select(batch_class.c.class_id).where(batch_class.c.batch_id == batch_id)
    if college_id is not None:
        query = query.where(batch_class.c.college_id == college_id)
    await db.execute(query.order_by(batch_class.c.class_id).with_for_update())


async def any_ballot(db: AsyncConnection, batch_id: int, college_id: int) -> bool:
    found = await db.execute(select(exists().where(_in(ballot, batch_id, college_id))))
    return bool(found.scalar_one())


async def batch_item_names(db: AsyncConnection, batch_id: int, college_id: int) -> Sequence[str]:
    return [row.name for row in await db.execute(of_batch([batch_id], [college_id]))]


async def copy_items(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """Replaces the batch's items by the college's present items."""
    await db.execute(delete(batch_item).where(_in(batch_item, batch_id, college_id)))
    now = select(literal(batch_id), item.c.college_id, *(item.c[name] for name in COLUMNS))
    now = now.where(item.c.college_id == college_id).order_by(item.c.order, item.c.id)
    await db.execute(insert(batch_item).from_select(["batch_id", "college_id", *COLUMNS], now))


async def delete_results(db: AsyncConnection, batch_id: int, college_id: int) -> int:
    """Deletes results that were computed without any ballot, of replaced items, and returns their number."""
    deleted = await db.execute(delete(result).where(_in(result, batch_id, college_id)))
    computed = and_(_in(batch_class, batch_id, college_id), batch_class.c.rating_computed_at.is_not(None))
    await db.execute(update(batch_class).where(computed).values(rating_computed_at=None, rating_computed_by=None))
    return int(deleted.rowcount)


def _in(rows: Table, batch_id: int, college_id: int) -> ColumnElement[bool]:
    return and_(rows.c.batch_id == batch_id, rows.c.college_id == college_id)
