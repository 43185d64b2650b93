"""Runs statements directly by the driver, for the few that every request of a rush runs.

A statement through SQLAlchemy's engine costs a third of a millisecond of Python; here it is only a string and its
values.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from operator import attrgetter, itemgetter
from types import TracebackType
from typing import Any, Protocol

import asyncpg
import orjson

from db.connecting import Server
from db.limits import Limits
from db.passing import BARE, ConnectionLost
from db.slots import Slot, Slots


class Driver(Protocol):
    """A connection of asyncpg."""

    async def fetch(self, query: str, *values: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *values: Any) -> Any: ...
    async def copy_from_query(self, query: str, *values: Any, output: Any, **options: Any) -> str: ...
    def is_closed(self) -> bool: ...
    def transaction(self) -> Any: ...


_NAMED = re.compile(r"(?<!:):(\w+)(?:::(\w+(?:\[\])?))?")


class Row(asyncpg.Record):  # type: ignore[misc]  # asyncpg has no types
    """A row whose columns are its attributes, as in the rows of the engine."""

    read_by_key = True
    """Callers that read many rows check this: reading a column by key is faster than by attribute."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as unknown:
            raise AttributeError(name) from unknown


def column_of(rows: Sequence[Any], name: str) -> list[Any]:
    """Returns one column of rows, in the cheapest way for rows of the driver."""
    get = itemgetter(name) if rows and rows[0].__class__ is Row else attrgetter(name)
    return list(map(get, rows))


def array(values: Iterable[object]) -> str:
    """Writes plain numbers or words as the text of a PostgreSQL array, to be cast in the statement.

    The driver would check each value for a nested list, and would split decimals into digits.
    """
    return "{" + ",".join(["NULL" if one is None else str(one) for one in values]) + "}"


class Statement:
    """SQL with named values (`:batch::bigint`), which the driver prepares once for each connection.

    A value's type stands at one of its places and applies to all of them: PostgreSQL can't always infer it.
    """

    def __init__(self, sql: str) -> None:
        types = {name: kind for name, kind in _NAMED.findall(sql) if kind}
        self.names = list(dict.fromkeys(name for name, _ in _NAMED.findall(sql)))
        self.sql = _NAMED.sub(lambda found: f"${self.names.index(found[1]) + 1}::{types[found[1]]}", sql)

    async def row(self, db: Driver, values: Mapping[str, Any]) -> Any:
        """Fetches the one row, or None."""
        return await db.fetchrow(self.sql, *(values[name] for name in self.names))

    async def rows(self, db: Driver, values: Mapping[str, Any]) -> Sequence[Any]:
        return await db.fetch(self.sql, *(values[name] for name in self.names))


SESSION = {"jit": "off", "temp_buffers": "64MB"}
"""All our connections use these settings: no statement is long enough to be worth compiling, and an import's staged
rows stay in memory. A connection takes it only as it fills temporary tables.
"""
SETTINGS = {**SESSION, "plan_cache_mode": "force_generic_plan", "max_parallel_workers_per_gather": "0"}
"""The driver's connections plan a statement once, and run it on one core.

Planning for the values of each request takes PostgreSQL up to ten times as long as running the statement; its own
guess, after five runs, is misled by arrays. An export whose rows several cores gather would slow down all pages.
"""


class Pool:
    """A last-in-first-out pool of asyncpg connections, opened on demand.

    Returned connections are not reset: our code changes no settings, listens to nothing, and leaves no cursors and
    session locks behind. asyncpg's own pool creates a task for each return, which costs as much as a short statement.
    """

    def __init__(self, server: Server, size: int, limits: Limits) -> None:
        self._server, self._limits = server, limits
        self._slots = Slots(size)
        self._idle: list[Any] = []

    def acquire(self) -> AbstractAsyncContextManager[Driver]:
        """Acquires a connection exclusively; one that is left in the middle of an answer is closed.

        Raises:
            NoSlot: all connections were in use for the whole time limit.
            Unreachable: the server can't be reached.
        """
        return Acquired(self)

    async def close(self) -> None:
        """Closes the pool when all connections have been given back."""
        await self._slots.all()
        for connection in self._idle:
            await connection.close()

    async def take(self) -> tuple[Any, Slot | None]:
        slot = await self._slots.take()
        try:
            return await self._ready(), slot
        except BaseException as error:
            self._slots.give_back(slot, error)
            raise

    def give_back(self, connection: Any, slot: Slot | None, error: BaseException | None) -> None:
        self._slots.give_back(slot, error)
        if isinstance(error, Exception):
            self._server.hear(error, connection.generation)
        if not connection.is_closed():
            left = isinstance(error, asyncio.CancelledError) or connection.is_in_transaction()
            if left or not self._server.is_good(connection):
                connection.terminate()
            else:
                self._idle.append(connection)

    async def _ready(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            if self._server.is_good(connection):
                return connection
            connection.terminate()
        connection = await self._server.connect(
            self._limits, self._limits.read, record_class=Row, server_settings=SETTINGS
        )
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
        )
        connection.fresh = False
        return connection


class Acquired(AbstractAsyncContextManager[Driver]):
    """Holds a connection of the pool for the duration of a `with` block."""

    __slots__ = ("_connection", "_pool", "_slot")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._connection: Any = None
        self._slot: Slot | None = None

    async def __aenter__(self) -> Any:
        self._connection, self._slot = await self._pool.take()
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.give_back(self._connection, self._slot, error)
        if isinstance(error, BARE):
            raise ConnectionLost(str(error)) from error
