"""Limits on connections below HTTP: the size and time of a request head, slow clients, and the number of connections.

uvicorn's parser takes headers of any size and number and waits for their end without a limit. Here a head that is too
large is answered by 431, one that does not end in time by 408, and a connection too many by 503; each is then closed.
"""

import asyncio
import resource
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from uvicorn.server import ServerState

from graph.server.gated_http import GatedHttp

OPEN_FILES = 65_536


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Holds the limits of each connection and of each process."""

    head_bytes: int = 64 * 1024
    headers: int = 100
    head_seconds: float = 15
    """Seconds from the first byte of a head, or from the beginning of the connection, to its end."""
    body_seconds: float = 30
    """The seconds that a body may pause without a single byte."""
    connections: int = 4_000
    linger_seconds: float = 2
    """Seconds in which a client that is refused while sending may read the answer."""
    look_seconds: float = 1
    """Seconds between two checks for connections whose time is over."""


def take_open_files() -> None:
    """Raises the limit of open files to what the system allows: each connection is one, and shells start with 1,024."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, OPEN_FILES), most))


class Phase(Enum):
    """Names what a connection is waiting for."""

    HEAD = auto()
    BODY = auto()
    NOTHING = auto()
    """A request is being answered, or uvicorn waits for the next one."""


class BoundedHttp(GatedHttp):
    """Handles one connection."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()
    _sweepers: ClassVar["WeakKeyDictionary[ServerState, Sweeper]"] = WeakKeyDictionary()

    phase = Phase.HEAD
    since = 0.0
    """When the phase began; of a body, when the last part of it came."""
    _head = 0
    _headers_too_many = False
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        if len(self.connections) > self.limits.connections:
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections; try again in a moment", retry_after=2)
        sweeper = self._sweepers.get(self.server_state)
        if sweeper is None:
            sweeper = Sweeper(self.connections, self.loop, self.limits.look_seconds)
            self._sweepers[self.server_state] = sweeper
        sweeper.wake()

    def data_received(self, data: bytes) -> None:
        """Feeds the head to the parser, up to its limit."""
        if self.phase is not Phase.HEAD:
            self.since = self.loop.time()
        while data and not self._refused and not self.transport.is_closing():
            if self.phase is Phase.BODY:
                super().data_received(data)
                return
            if self.phase is Phase.NOTHING:
                self.phase, self._head = Phase.HEAD, 0
            rest = self.limits.head_bytes - self._head
            part, data = data[:rest], data[rest:]
            self._head += len(part)
            super().data_received(part)
            if self._headers_too_many or (self.phase is Phase.HEAD and self._head >= self.limits.head_bytes):
                self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large or too many")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.phase is not Phase.HEAD:
            self.phase, self.since, self._head = Phase.HEAD, self.loop.time(), 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= self.limits.headers:
            self._headers_too_many = True
        else:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if not self._headers_too_many:
            self.phase, self.since = Phase.BODY, self.loop.time()
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._headers_too_many:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self._headers_too_many:
            self.phase, self._head = Phase.NOTHING, 0
            super().on_message_complete()

    def refuse(self, status: HTTPStatus, words: str, *, retry_after: int | None = None) -> None:
        """Answers, unless another answer is on its way, and closes the connection when the client has stopped
        sending."""
        self._refused = True
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
            return
        later = f"retry-after: {retry_after}\r\n" if retry_after else ""
        self.transport.write(
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(words)}\r\n{later}connection: close\r\n\r\n{words}".encode()
        )
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(self.limits.linger_seconds, self.transport.close)

    def give_up(self, now: float) -> None:
        """Refuses the request if the expected data has not come in time."""
        if self._refused or self.transport.is_closing():
            return
        waited = now - self.since
        under_way = self.cycle is not None and not self.cycle.response_complete
        if self.flow.read_paused:
            self.since = now  # the client waits for us
        elif self.phase is Phase.HEAD and not under_way and waited > self.limits.head_seconds:
            self._time_out(answer=self._head > 0)
        elif self.phase is Phase.BODY and waited > self.limits.body_seconds:
            self._time_out(answer=not self.cycle.response_started)

    def _time_out(self, *, answer: bool) -> None:
        if answer:
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, "The request was not complete in time")
            self._forget_request()
        else:
            self.transport.close()

    def _forget_request(self) -> None:
        """Tells the reader of the body that no more of it will come."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()


class Sweeper:
    """Checks all connections of one server at intervals, because a timer for each would cost every request."""

    def __init__(self, connections: set[Any], loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._connections, self._loop, self._seconds = connections, loop, seconds
        self._timer: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._sweep)

    def _sweep(self) -> None:
        self._timer = None
        now = self._loop.time()
        for connection in [one for one in self._connections if isinstance(one, BoundedHttp)]:
            connection.give_up(now)
        if self._connections:
            self.wake()
