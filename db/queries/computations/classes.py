"""Finds and locks the classes of a batch that a computation covers."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.batches.batches import batch_class, somebody_takes_part
from db.queries.classes import NOBODY, klass
from db.scopes import Scope, reached_by


def reached_classes(scope: Scope) -> ColumnElement[bool]:
    batch_column, class_column = batch_class.c.batch_id, batch_class.c.class_id
    return reached_by(scope, college=batch_class.c.college_id, batch=batch_column, klass=class_column)


def classes_with_ids(class_ids: Collection[int]) -> ColumnElement[bool]:
    return is_among(batch_class.c.class_id, class_ids)


async def classes(db: AsyncConnection, batch_id: int, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Reads the classes of a batch that match all conditions."""
    return list((await db.execute(_classes(batch_id, *conditions))).all())


async def lock_classes(db: AsyncConnection, batch_id: int, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Locks matching classes with participants until the transaction ends, always in one order, and reads them."""
    query = _classes(batch_id, somebody_takes_part(), *conditions)
    return list((await db.execute(query.with_for_update(of=batch_class))).all())


def _classes(batch_id: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(batch_class, klass.c.name, klass.c.code, NOBODY.label("student_id"))
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(batch_class.c.batch_id == batch_id, *conditions)
        .order_by(batch_class.c.class_id)
    )
