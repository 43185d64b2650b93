"""The engine and its doors: `read()` and `write()`; and `driver()` and `write_at_once()`, for what a rush runs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.address import Address
from db.connecting import Connection, Server
from db.driver import SESSION, Driver, Pool
from db.limits import PEOPLE, Limits
from db.passing import CommitUnknown, Fault, fault_of, known_as_lost
from db.slots import Slots


def _to_json(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class Database:
    """A pool of connections to one PostgreSQL database, and one of the driver's own.

    Args:
        url: any address that libpq reads (`db.address`), or the server of another `Database`.
        limits: of every statement.
    """

    def __init__(self, url: str | Server, pool_size: int = 10, limits: Limits = PEOPLE) -> None:
        self.server = url if isinstance(url, Server) else Server(Address.parse(url))
        self.limits = limits
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            pool_size=pool_size,
            max_overflow=0,
            json_serializer=_to_json,
            json_deserializer=orjson.loads,
        )
        event.listen(self.engine.sync_engine, "checkout", self._require_good)
        self._slots = Slots(pool_size)
        self._drivers: Pool | None = None
        self._pool_size = pool_size
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def url(self) -> str:
        """The address, with the password."""
        return self.server.address.text()

    def beside(self, pool_size: int, limits: Limits | None = None) -> "Database":
        """Connections of its own to the same server, which nobody else can use up."""
        return Database(self.server, pool_size, limits or self.limits)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection of its own, without a transaction around each statement."""
        async with self._listening(), self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it, or nothing; a connection that is closed before it ends undoes it.

        Raises:
            CommitUnknown: the connection was lost while it ended.
        """
        async with self._listening(), self.engine.connect() as connection:
            await connection.begin()
            yield connection
            with _ending():
                await connection.commit()

    def driver(self) -> AbstractAsyncContextManager[Driver]:
        """A connection of the driver itself, from a pool as large as the engine's. Statements are `db.driver`'s."""
        if self._drivers is None:
            self._drivers = Pool(self.server, self._pool_size, self.limits)
        return self._drivers.acquire()

    @asynccontextmanager
    async def write_at_once(self) -> AsyncIterator[Driver]:
        """One transaction, by the driver itself; if its work is given up, the connection ends with it."""
        async with self.driver() as db:
            transaction = db.transaction()
            await transaction.start()
            try:
                yield db
            except Exception:
                if not db.is_closed():
                    await transaction.rollback()
                raise
            with _ending():
                await transaction.commit()

    async def dispose(self) -> None:
        await self.engine.dispose()
        if self._drivers is not None:
            await self._drivers.close()
            self._drivers = None

    async def _connect(self) -> Connection:
        return await self.server.connect(self.limits, self.limits.act, server_settings=SESSION)

    def _require_good(self, connection: Any, _record: Any, _proxy: Any) -> None:
        """A connection that is closed, too old, or of a server that is lost is replaced."""
        if not self.server.is_good(connection.driver_connection):
            connection.driver_connection.terminate()  # to take leave of a server that is frozen takes for ever
            raise DisconnectionError

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """One of the engine's connections is free, and what it says is heard."""
        slot, failed = await self._slots.take(), None
        generation = self.server.generation
        try:
            with known_as_lost():
                yield
        except BaseException as error:
            failed = error
            if isinstance(error, Exception):
                self.server.hear(error, generation)
            raise
        finally:
            self._slots.give_back(slot, failed)


@contextmanager
def _ending() -> Iterator[None]:
    """Whether a transaction was kept can't be known when the connection is lost while it ends."""
    try:
        with known_as_lost():
            yield
    except Exception as error:
        if fault_of(error) is Fault.LOST:
            raise CommitUnknown from error
        raise
