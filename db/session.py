"""The engine and its doors: `read()` and `write()`; and `driver()`, for what a rush of requests runs."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import orjson
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.driver import SESSION, Driver, Pool


def _to_json(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _require_alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that the server has closed is replaced. The driver hears of it by itself: asking would cost each
    request three round trips."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


PASSING = ("40001", "40P01", "57P01", "57P02", "57P03", "08")
"""PostgreSQL's codes for what may go well the next time: two acts in each other's way, a server that goes down."""


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may go well if it is tried again."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or str(getattr(error.orig, "sqlstate", "") or "").startswith(PASSING)
    return isinstance(error, OSError | asyncpg.InterfaceError)


class Database:
    """A pool of connections to one PostgreSQL database.

    `url` is any libpq-style address: postgresql://user:password@host/name?host=/socket/folder.
    """

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = make_url(url).set(drivername="postgresql+asyncpg")
        self.engine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            connect_args={"server_settings": SESSION},
            json_serializer=_to_json,
            json_deserializer=orjson.loads,
        )
        event.listen(self.engine.sync_engine, "checkout", _require_alive)
        self._drivers: Pool | None = None
        self._pool_size = pool_size
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection of its own, without a transaction around each statement."""
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it, or nothing."""
        async with self.engine.begin() as connection:
            yield connection

    def driver(self) -> AbstractAsyncContextManager[Driver]:
        """A connection of the driver itself, from a pool as large as the engine's. Statements are `db.driver`'s."""
        if self._drivers is None:
            dsn = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._drivers = Pool(dsn, self._pool_size)
        return self._drivers.acquire()

    async def dispose(self) -> None:
        await self.engine.dispose()
        if self._drivers is not None:
            await self._drivers.close()
            self._drivers = None
