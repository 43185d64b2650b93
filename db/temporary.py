"""Defines and creates tables that end with the transaction, in which an act stages its rows.

SQLAlchemy's own `CreateTable` would have every connection of the process forget its prepared statements, and the driver
ask the catalog about each type again: a fifth of the time in which a class is computed. Others' statements do not
change by a table that only this transaction sees, so it is created by plain SQL.
"""

from functools import cache
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


def temporary(name: str, *columns: Column[Any]) -> Table:
    """Defines a table; `create` creates it."""
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


async def create(db: AsyncConnection, *tables: Table, replace: bool = False) -> None:
    """Creates empty tables, which end with the transaction, in one round trip.

    Args:
        replace: in place of those that this transaction may have used before.
    """
    dropped = (f"drop table if exists {table.name};" for table in tables if replace)
    created = (f"{_created(table)};" for table in tables)
    await db.exec_driver_sql(f"do $$ begin {' '.join([*dropped, *created])} end $$")


@cache
def _created(table: Table) -> str:
    return str(CreateTable(table).compile(dialect=_DIALECT))
