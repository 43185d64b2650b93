"""Notices that a client has closed its connection, so that its work can stop.

A short request ends before anyone could leave. Only requests that wait or run for longer are watched.
"""

import asyncio
from typing import Any

from starlette.types import Receive

from graph.server.clients import Client
from graph.server.request_log import UNKNOWN, Trail

SECONDS = 0.1
"""The age at which the server begins to listen to a request, and the time between two looks for such requests."""


class Watched:
    """Represents one request from the end of its body until its answer."""

    __slots__ = ("client", "listener", "receive", "task", "trail")

    def __init__(self, receive: Receive, client: Client, trail: Trail) -> None:
        self.receive, self.client, self.trail = receive, client, trail
        self.task: asyncio.Task[Any] | None = asyncio.current_task()
        self.listener: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.leave()

    def leave(self) -> None:
        """Cancels a waiting turn, a running query, and work that has not begun: none of them has changed anything.
        An act that has begun goes on."""
        self.client.leave()
        if self.task is not None and self.trail.kind in ("query", UNKNOWN):
            self.task.cancel()


class Watch:
    """Holds the requests in progress."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._young: dict[Watched, None] = {}
        self._listened: set[Watched] = set()
        self._looking: asyncio.TimerHandle | None = None

    def begin(self, watched: Watched) -> None:
        self._young[watched] = None
        if self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(self._seconds, self._look, set())

    def end(self, watched: Watched) -> None:
        self._young.pop(watched, None)
        if watched.listener is not None:
            watched.listener.cancel()

    def _look(self, seen: set[Watched]) -> None:
        """Starts listening to requests that were already there at the last look."""
        for watched in [one for one in self._young if one in seen]:
            del self._young[watched]
            watched.listener = asyncio.create_task(watched.listen())
        later = asyncio.get_running_loop().call_later
        self._looking = later(self._seconds, self._look, set(self._young)) if self._young else None
