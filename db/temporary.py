"""Defines and creates tables that end with the transaction, in which an act stages its rows.

SQLAlchemy's own `CreateTable` would have every connection of the process forget its prepared statements, and the driver
ask the catalog about each type again: a fifth of the time in which a class is computed. Others' statements do not
change by a table that only this transaction sees, so it is created by plain SQL.
"""

from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


def temporary(name: str, *columns: Column[Any]) -> Table:
    """Defines a table; `create` creates it."""
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


async def create(db: AsyncConnection, table: Table, *, replace: bool = False) -> None:
    """Creates an empty table, which ends with the transaction.

    Args:
        replace: in place of the one that this transaction may have used before.
    """
    if replace:
        await db.exec_driver_sql(f"drop table if exists {table.name}")
    await db.exec_driver_sql(str(CreateTable(table).compile(dialect=_DIALECT)))
