"""Counts the rows of every table, and hashes them without regard to their order: two databases with equal rows agree.

The hash of a table is the sum of the first 64 bits of each row's SHA-256. It is one statement for each table, and does
not depend on the server's version, on its settings or on the order in which rows lie on the disk.
"""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

WRITTEN_ALIKE = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "row_security": "off",
    "idle_in_transaction_session_timeout": "0",
}
"""These settings make the text of a row the same on any server, and make a policy that hides rows an error."""
TABLES = """select format('%I.%I', nspname, relname) from pg_class join pg_namespace n on n.oid = relnamespace
where relkind = 'r' and relpersistence <> 't' and nspname not in ('pg_catalog', 'information_schema') order by 1"""
CONTENTS = """select count(*) as rows,
  coalesce(sum(('x' || left(encode(sha256(convert_to(whole::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0) as hash
from only {} as whole"""


class Contents(NamedTuple):
    """The number of a table's rows, and their hash."""

    rows: int
    hash: str


async def share_snapshot(db: AsyncConnection) -> str:
    """Fixes what this transaction sees for as long as it lasts, and returns a name under which others see the same."""
    await db.execute(text("set transaction isolation level repeatable read, read only"))
    return str((await db.execute(text("select pg_export_snapshot()"))).scalar_one())


async def contents(db: AsyncConnection, left_out: frozenset[str]) -> dict[str, Contents]:
    """Returns the contents of each table by its name. Call it in a transaction, whose settings it changes."""
    for name, value in WRITTEN_ALIKE.items():
        await db.execute(text(f"set local {name} = '{value}'"))
    names = [str(name) for name in (await db.execute(text(TABLES))).scalars()]
    found = {name.removeprefix("public."): name for name in names}
    return {name: await _contents_of(db, full) for name, full in found.items() if name not in left_out}


async def _contents_of(db: AsyncConnection, table: str) -> Contents:
    rows, total = (await db.execute(text(CONTENTS.format(table)))).one()
    return Contents(rows, str(total))


async def create_scratch(db: AsyncConnection, name: str) -> None:
    """Creates an empty database, in the place of one that a killed process left; raises if somebody uses that."""
    await drop_scratch(db, name)
    await db.execute(text(f"create database {_quoted(name)} template template0 encoding 'UTF8' locale 'C'"))


async def drop_scratch(db: AsyncConnection, name: str) -> None:
    await db.execute(text(f"drop database if exists {_quoted(name)}"))


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
