"""Opens connections: `read()` and `write()` by SQLAlchemy's engine, `driver()` and `write_at_once()` by asyncpg."""

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
    """A connection pool of SQLAlchemy for one PostgreSQL database, and a connection pool of the driver.

    Args:
        url: any address that libpq reads (`db.address`), or the server of another `Database`.
        limits: the timeouts of every statement.
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
        """The address includes the password."""
        return self.server.address.text()

    def beside(self, pool_size: int, limits: Limits | None = None) -> "Database":
        """Creates separate pools for the same server, which nobody else can exhaust."""
        return Database(self.server, pool_size, limits or self.limits)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection that puts no transaction around each statement."""
        async with self._listening(), self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Opens one transaction, which commits completely or not at all; a closed connection rolls it back.

        Raises:
            CommitUnknown: the connection was lost during the commit.
        """
        async with self._listening(), self.engine.connect() as connection:
            await connection.begin()
            yield connection
            with _ending():
                await connection.commit()

    def driver(self) -> AbstractAsyncContextManager[Driver]:
        """Acquires a connection of the driver, for statements of `db.driver`, from a pool as large as the engine's."""
        if self._drivers is None:
            self._drivers = Pool(self.server, self._pool_size, self.limits)
        return self._drivers.acquire()

    @asynccontextmanager
    async def write_at_once(self) -> AsyncIterator[Driver]:
        """Opens one transaction by the driver; if its task is cancelled, the connection ends, too."""
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
        """Replaces a connection that is closed, too old, or of a server that is lost."""
        if not self.server.is_good(connection.driver_connection):
            connection.driver_connection.terminate()  # an orderly close would wait for a frozen server
            raise DisconnectionError

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """Holds a slot for one of the engine's connections, and reports its errors to the server's state."""
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
    """Reports that a commit is unknown if the connection is lost during it."""
    try:
        with known_as_lost():
            yield
    except Exception as error:
        if fault_of(error) is Fault.LOST:
            raise CommitUnknown from error
        raise
