"""Straight to the driver: for the few statements that every request of a rush runs.

A statement through the engine costs a third of a millisecond of Python; here it is a string, its values and the driver.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import asyncpg
import orjson


class Driver(Protocol):
    """A connection of asyncpg."""

    async def fetch(self, query: str, *values: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *values: Any) -> Any: ...
    async def copy_from_query(self, query: str, *values: Any, output: Any, **options: Any) -> str: ...
    def transaction(self) -> AbstractAsyncContextManager[Any]: ...


_NAMED = re.compile(r"(?<!:):(\w+)")
TYPES = {
    "batch": "bigint",
    "class": "bigint",
    "kind": "text",
    "rater": "bigint",
    "ballot": "bigint",
    "college": "bigint",
    "now": "timestamptz",
    "account": "bigint",
    "actor": "text",
    "action": "text",
    "request": "text",
    "students": "bigint[]",
    "items": "bigint[]",
    "points": "text[]",
    "kinds": "text[]",
    "batches": "bigint[]",
    "classes": "bigint[]",
    "ballots": "bigint[]",
    "operations": "bigint[]",
    "left_out": "bigint[]",
    "token_hash": "text",
    "token_hashes": "text[]",
}
"""What the names in statements stand for; PostgreSQL can't always tell by itself."""


class Row(asyncpg.Record):  # type: ignore[misc]  # asyncpg has no types
    """A row whose columns are its attributes, as those of the engine's rows are."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as unknown:
            raise AttributeError(name) from unknown


class Statement:
    """SQL with named values (`:batch`), prepared by the driver once for each connection."""

    def __init__(self, sql: str) -> None:
        self.names = list(dict.fromkeys(_NAMED.findall(sql)))
        self.sql = _NAMED.sub(lambda found: f"${self.names.index(found[1]) + 1}::{TYPES[found[1]]}", sql)

    async def row(self, db: Driver, values: Mapping[str, Any]) -> Any:
        """The one row, or None."""
        return await db.fetchrow(self.sql, *(values[name] for name in self.names))

    async def rows(self, db: Driver, values: Mapping[str, Any]) -> Sequence[Any]:
        return await db.fetch(self.sql, *(values[name] for name in self.names))


def pool(dsn: str, size: int) -> Any:
    """Connections of the driver, made as they are needed; what was used is handed on without asking the server."""
    return asyncpg.create_pool(dsn, min_size=0, max_size=size, init=_made, reset=_as_it_is, record_class=Row)


async def _made(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
    )


async def _as_it_is(_connection: Any) -> None:
    """Nobody changes settings of a connection, listens, or leaves cursors and session locks behind."""
