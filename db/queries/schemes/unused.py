"""Finds imported inputs that a scheme does not read, because a column or a category has another name now (R11.4)."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import participant
from db.schemes import Category, Column, Scheme
from db.tables import SchemeItem, SchemeValue, table

value, item = table(SchemeValue), table(SchemeItem)


async def unused_inputs(db: AsyncConnection, batch_id: int, college_id: int, scheme: Scheme) -> Sequence[Row[Any]]:
    """Counts the college's values by heading, and its items by category, that the scheme does not read."""
    headings = [one.heading or name for name, one in scheme.inputs.items() if isinstance(one, Column)]
    categories = [name for name, one in scheme.inputs.items() if isinstance(one, Category)]
    place = batch_id, college_id
    values = _unread(value, value.c.heading, headings, place, items=False)
    query = union_all(values, _unread(item, item.c.category, categories, place, items=True)).subquery()
    return list(await db.execute(select(query).order_by(query.c.of_items, query.c.name)))


def _unread(rows: Any, name: Any, read: Collection[str], place: tuple[int, int], *, items: bool) -> Select[Any]:
    """Counts rows by name."""
    of_college = and_(
        participant.c.batch_id == rows.c.batch_id,
        participant.c.student_id == rows.c.student_id,
        participant.c.college_id == place[1],
    )
    return (
        select(name.label("name"), literal(items).label("of_items"), func.count().label("total"))
        .join(participant, of_college)
        .where(rows.c.batch_id == place[0], name.not_in(list(read)))
        .group_by(name)
    )
