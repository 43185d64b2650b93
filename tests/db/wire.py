"""A cable between the program and PostgreSQL's socket, which a test may pull out, or squeeze."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Wire:
    """Listens on this machine; `frozen`, it takes everything and hands nothing on, as a machine that hangs does."""

    socket: str
    port: int = 0
    frozen: bool = False
    connections: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _ours: set[asyncio.StreamWriter] = field(default_factory=set)
    _thawed: asyncio.Event = field(default_factory=asyncio.Event)

    def freeze(self) -> None:
        self.frozen = True
        self._thawed.clear()

    def thaw(self) -> None:
        self.frozen = False
        self._thawed.set()

    def cut(self) -> None:
        """Every connection that there is ends."""
        for writer in list(self._writers):
            writer.transport.abort()

    def cut_towards_us(self) -> None:
        """The program loses its connections, and the server does not hear of it yet."""
        for writer in list(self._ours):
            writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        self._ours.add(writer)
        try:
            await self._thawed.wait()
            inward, outward = await asyncio.open_unix_connection(self.socket)
            self._writers.add(outward)
            await asyncio.gather(self._pour(reader, outward), self._pour(inward, writer))
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            self._ours.discard(writer)
            writer.close()

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(2**16):
                await self._thawed.wait()
                writer.write(data)
                await writer.drain()
        finally:
            self._writers.discard(writer)
            with suppress(RuntimeError):
                writer.close()


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[Wire]:
    """A wire to the server of this address, which has a socket."""
    said = parse_qs(urlsplit(url).query)
    wire = Wire(f"{said['host'][0]}/.s.PGSQL.{said['port'][0]}")
    wire.thaw()
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        wire.thaw()
        wire.cut()
        server.close()
