"""Notices that a client has closed its connection: nobody works for it any more.

A short request is over before anybody could leave. Those that wait or run for longer are listened to.
"""

import asyncio
from typing import Any

from starlette.types import Receive

from graph.server.clients import Client
from graph.server.request_log import UNKNOWN, Trail

SECONDS = 0.1
"""After which a request is listened to; and how often it is looked for such requests."""


class Watched:
    """One request, from when its body has been read until it is answered."""

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
        """Calls off what waits for a turn, a query that is running, and what has not begun: none of them has changed
        anything. An act that has begun goes on."""
        self.client.leave()
        if self.task is not None and self.trail.kind in ("query", UNKNOWN):
            self.task.cancel()


class Watch:
    """The requests under way."""

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
        """Those that were there already the last time are listened to."""
        for watched in [one for one in self._young if one in seen]:
            del self._young[watched]
            watched.listener = asyncio.create_task(watched.listen())
        later = asyncio.get_running_loop().call_later
        self._looking = later(self._seconds, self._look, set(self._young)) if self._young else None
