"""An app over real HTTP, in the loop of the test, on a port of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """Tells when it is ready, and stops at once instead of at its next tick: there are hundreds in a run."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.over = asyncio.Event(), asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.over.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _listening() -> socket.socket:
    """A socket that says it is TCP: asyncio turns Nagle's algorithm off for these alone, which holds the second part of
    each answer back for 40 ms.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


@asynccontextmanager
async def serving(app: ASGIApp, **options: Any) -> AsyncIterator[str]:
    """The base address of the app, for as long as this lasts."""
    listening = _listening()
    server = Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", server_header=False, **options)
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not server.started:
            raise RuntimeError("the app did not start")
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ready.cancel()
        server.should_exit = True
        server.over.set()
        await running
        listening.close()
