"""HTTP/1.1 by hand, so that a connection can be dropped in the middle, and the client costs next to nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

import orjson

PATIENCE = 60.0
"""Seconds until a client believes that no answer comes."""


class Lost(Exception):
    """No answer came: what was asked may have happened, or not, or may yet happen."""

    def __init__(self, why: str = "", after: float = 0) -> None:
        super().__init__(why)
        self.after = after
        """Seconds until a patient client asks again."""


@dataclass
class Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int, tls: SSLContext | None = None) -> "Connection":
        name = "zongce" if tls else None
        return cls(*await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and body that come back."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return int(head[9:12]), await self.reader.readexactly(length)

    def drop(self) -> None:
        """Drops the connection without a farewell."""
        self.writer.transport.abort()


def request(path: str, body: bytes, token: str = "") -> bytes:
    """A whole POST of JSON."""
    bearer = f"authorization: Bearer {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nhost: zongce\r\ncontent-type: application/json\r\n{bearer}"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class Wire:
    """Keeps so many connections alive to the process that serves on this port now."""

    port: int
    connections: int
    tls: SSLContext | None = None
    asked: int = 0
    lost: int = 0
    _idle: list[Connection] = field(default_factory=list)
    _wanted: int = 0
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.connections)

    async def ask(
        self, token: str, query: str, variables: dict[str, Any], drop: float | None = None, sent: float = 1.0
    ) -> dict[str, Any]:
        """Returns the answer to a GraphQL request.

        Args:
            drop: the client hangs up after so many seconds.
            sent: how much of the request leaves before that.

        Raises:
            Lost: no answer came, for whatever reason.
        """
        whole = request("/graphql", orjson.dumps({"query": query, "variables": variables}), token)
        async with self._connection() as connection:
            self._count()
            try:
                async with asyncio.timeout(PATIENCE if drop is None else drop):
                    status, body = await connection.ask(whole[: int(len(whole) * sent)])
            except (OSError, EOFError, TimeoutError) as nothing:
                raise Lost from nothing
        return self.told(status, body)

    def told(self, status: int, body: bytes) -> dict[str, Any]:
        """Returns the content of an answer.

        Raises:
            Lost: it says that there is none just now.
        """
        if status == 503:
            raise Lost("not just now")
        answer: dict[str, Any] = json.loads(body)
        if status != 200:
            raise AssertionError(f"{status}: {answer}")
        if any(error["extensions"]["code"] == "UNAVAILABLE" for error in answer.get("errors", ())):
            raise Lost("done, but what came of it could not be read")
        return answer

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """One of the connections; what lost an answer is not used again."""
        async with self._free:
            try:
                connection = self._idle.pop() if self._idle else await Connection.open(self.port, self.tls)
            except OSError as nobody:
                raise Lost from nobody
            try:
                yield connection
            except BaseException:
                self.lost += 1
                connection.drop()
                raise
            self._idle.append(connection)

    async def has_asked(self, times: int) -> None:
        """Waits until that many requests have been made."""
        self._wanted = times
        self._reached.clear()
        if self.asked < times:
            await self._reached.wait()

    def _count(self) -> None:
        self.asked += 1
        if self.asked >= self._wanted:
            self._reached.set()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().drop()
