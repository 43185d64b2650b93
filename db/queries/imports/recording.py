"""Writes the history of imports, and what each changed, so that it can be undone (R10.9)."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.imports.history import place, record
from db.tables import ImportChange, table

change = table(ImportChange)

Place = tuple[int, int]
"""A college, and for what belongs to a batch a class; else 0."""
DERIVED = ("result_sheet",)
"""Tables that every import of its kind writes, even if nothing changes: who imported last, and when."""


async def insert_record(db: AsyncConnection, **values: Any) -> int:
    counts = {"created": 0, "replaced": 0, "unchanged": 0}
    return int((await db.execute(insert(record).values(**counts | values).returning(record.c.id))).scalar_one())


@asynccontextmanager
async def watching(db: AsyncConnection, import_id: int) -> AsyncIterator[None]:
    """Keeps every change of the watched tables, before and after, until the block ends."""
    await _set_import(db, str(import_id))
    yield
    await _set_import(db, "")


async def _set_import(db: AsyncConnection, value: str) -> None:
    await db.execute(select(func.set_config("zongce.import_id", value, True)))


async def changed_something(db: AsyncConnection, import_id: int) -> bool:
    query = select(exists().where(change.c.import_id == import_id, change.c.of_table.not_in(DERIVED)))
    return bool((await db.execute(query)).scalar_one())


async def complete_record(db: AsyncConnection, import_id: int, places: Collection[Place], **counts: int) -> None:
    await db.execute(update(record).where(record.c.id == import_id).values(**counts))
    rows = [{"import_id": import_id, "college_id": college, "class_id": klass} for college, klass in places]
    if rows:
        await db.execute(insert(place), rows)


async def delete_record(db: AsyncConnection, import_id: int) -> None:
    """Deletes the record of an import that changed nothing."""
    await db.execute(delete(record).where(record.c.id == import_id))
