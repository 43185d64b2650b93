"""Both sides of a conversation by graphql-transport-ws."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from graph.server import sockets
from tests.waiting import HANG_SECONDS

MEMBER = {"authorization": "Bearer toy"}


@asynccontextmanager
async def socket(url: str, protocol: str = sockets.PROTOCOL, **headers: str) -> AsyncIterator[ClientConnection]:
    address = f"{url.replace('http', 'ws')}/graphql"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with connect(address, subprotocols=[Subprotocol(protocol)], additional_headers=named) as opened:
        yield opened


async def say(opened: ClientConnection, **message: Any) -> None:
    await opened.send(orjson.dumps(message).decode())


async def hear(opened: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(HANG_SECONDS):
        heard: dict[str, Any] = orjson.loads(await opened.recv())
    return heard


async def code(opened: ClientConnection) -> int:
    """Returns the code with which the connection is closed, whatever is said before."""
    try:
        async with asyncio.timeout(HANG_SECONDS):
            while True:
                await opened.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def introduced(url: str) -> AsyncIterator[ClientConnection]:
    async with socket(url) as opened:
        await say(opened, type="connection_init", payload=MEMBER)
        assert await hear(opened) == {"type": "connection_ack"}
        yield opened
