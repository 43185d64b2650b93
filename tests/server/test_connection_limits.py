"""Limits hold before HTTP itself: heads that never end, clients that stop sending, connections without number. Raw
sockets test them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from graph.server.connection_limits import BoundedHttp, ConnectionLimits
from tests.evening.wire import request
from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import HANG_SECONDS

HELLO = request("/graphql", b'{"query": "{ hello }"}')
UNHURRIED: dict[str, Any] = {"head_seconds": HANG_SECONDS, "body_seconds": HANG_SECONDS, "look_seconds": 0.02}
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Site:
    """A site behind raw sockets."""

    def __init__(self, port: int) -> None:
        self.port = port

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Streams]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def answers(self, sent: bytes, *more: bytes) -> bytes:
        """All that comes back until the other side closes."""
        async with self.connection() as (reader, writer), asyncio.timeout(HANG_SECONDS):
            for part in (sent, *more):
                writer.write(part)
                await writer.drain()
            return await reader.read()


@asynccontextmanager
async def site(**limits: Any) -> AsyncIterator[Site]:
    class Bounded(BoundedHttp):
        pass

    Bounded.limits = ConnectionLimits(**{**UNHURRIED, **limits})
    async with serving(toy_app(), http=Bounded) as url:
        yield Site(int(url.rpartition(":")[2]))


def status(answer: bytes) -> int:
    return int(answer[9:12])


async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """A good request, answered."""
    writer.write(HELLO)
    async with asyncio.timeout(HANG_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
        return head + await reader.readexactly(len(b'{"data":{"hello":"world"}}'))


async def test_one_endless_header_is_refused_as_soon_as_it_is_too_long() -> None:
    """8 MB of it are sent: the answer is there before the rest has been read."""
    async with site(linger_seconds=HANG_SECONDS) as served, served.connection() as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * 8 * 2**20)
        async with asyncio.timeout(HANG_SECONDS):
            assert status(await reader.readuntil(b"\r\n\r\n")) == 431
            assert await reader.read() == b"The headers are too large or too many"


async def test_a_head_that_comes_byte_by_byte_is_bounded_too_and_so_is_the_second_of_a_connection() -> None:
    async with site(head_bytes=1000, linger_seconds=0.1) as served:
        assert status(await served.answers(*[b"GET /healthz HTTP/1.1\r\nhost: x\r\nx: ", *[b"a" * 100] * 12])) == 431
        async with served.connection() as (reader, writer):
            assert status(await hello(reader, writer)) == 200
            writer.write(b"GET /healthz HTTP/1.1\r\nx: " + b"a" * 2000)
            assert status(await reader.readuntil(b"\r\n\r\n")) == 431


async def test_headers_without_number_are_refused() -> None:
    async with site(linger_seconds=0.1) as served:
        many = b"".join(b"x-%d: 1\r\n" % number for number in range(200))
        assert status(await served.answers(b"GET /healthz HTTP/1.1\r\nhost: x\r\n" + many + b"\r\n")) == 431
        fits = b"".join(b"x-%d: 1\r\n" % number for number in range(90))
        answer = await served.answers(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + fits + b"\r\n")
        assert status(answer) == 200


async def test_a_body_may_be_larger_than_a_head() -> None:
    """The body comes in one piece with the head, and in pieces."""
    async with site(head_bytes=200) as served:
        query = b'{"query": "{ hello }", "variables": {"x": "' + b"a" * 5000 + b'"}}'
        sent = request("/graphql", query).replace(b"host: zongce", b"host: zongce\r\nconnection: close")
        assert status(await served.answers(sent)) == 200
        assert status(await served.answers(sent[:150], sent[150:300], sent[300:])) == 200


async def test_a_head_that_does_not_end_in_time_is_answered_408() -> None:
    """A slow loris: nothing of it reaches the application."""
    async with site(head_seconds=0.1, linger_seconds=0.1) as served:
        assert status(await served.answers(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-")) == 408
        assert await served.answers(b"") == b""


async def test_a_body_that_stops_coming_is_answered_408() -> None:
    async with site(body_seconds=0.1, linger_seconds=0.1) as served:
        answer = await served.answers(HELLO[:-5])
        assert status(answer) == 408
        assert answer.count(b"HTTP/1.1") == 1


async def test_a_kept_connection_is_not_a_request_that_has_not_ended() -> None:
    """Nobody is at fault when uvicorn's own limit between two requests closes the connection."""
    async with site(head_seconds=0.05) as served, served.connection() as (reader, writer):
        for _ in range(3):
            assert status(await hello(reader, writer)) == 200
            await asyncio.sleep(0.15)


async def test_one_connection_too_many_is_told_so_and_the_others_go_on() -> None:
    async with site(connections=2, linger_seconds=0.1) as served, served.connection() as (reader, writer):
        assert status(await hello(reader, writer)) == 200
        async with served.connection() as second:
            assert status(await hello(*second)) == 200
            refused = await served.answers(b"")
            assert status(refused) == 503
            assert b"retry-after: 2" in refused
            assert status(await hello(reader, writer)) == 200


async def test_requests_one_behind_the_other_are_answered_in_order() -> None:
    async with site() as served, served.connection() as (reader, writer):
        writer.write(HELLO + b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        async with asyncio.timeout(HANG_SECONDS):
            answer = await reader.read()
        assert answer.count(b"HTTP/1.1 200 OK") == 2
        assert answer.index(b"world") < answer.index(b"alive")
