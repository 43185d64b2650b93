"""Whether the server behind a process's pools is alive, asked every second by a connection of its own.

A server that is frozen, or behind a network that is cut, ends no connection and refuses none: each statement would
wait for its own limit. Nothing that lives leaves the simplest question unanswered for so long, however much there is
to do. Then everybody who waits is told at once, and nobody else begins to wait until it answers again.
"""

import asyncio
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from db.connecting import Connection, Server
from db.limits import UNLIMITED
from db.passing import Unreachable

BEAT_SECONDS = 1
STUCK_SECONDS = 1.5
"""Twice in a row: a process that was held up itself finds the answer when it looks the second time."""


class Pulse:
    """Feels it for as long as `run()` does."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: Connection | None = None

    async def run(self) -> None:
        try:
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await self._beat()
        finally:
            self._drop()

    async def _beat(self) -> None:
        began = time.monotonic()
        try:
            answered = await _answered(self._ask())
            if answered:
                self._server.note_answer()
        except Unreachable as unreachable:
            answered = unreachable.alive
            self._drop()
        except Exception:  # this connection has ended; whether the server has, the next one will say
            self._drop()
            return
        if answered:
            self._server.revive()
        else:
            self._drop()
            self._server.give_up(since=began)

    async def _ask(self) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._server.connect(UNLIMITED, None, hopeless=True)
        await self._connection.fetchrow("select 1")

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


async def _answered(asking: Awaitable[Any]) -> bool:
    """Whether there is an answer in time.

    Raises:
        Exception: the answer is an error.
    """
    task = asyncio.ensure_future(asking)
    try:
        for _ in range(2):
            if (await asyncio.wait([task], timeout=STUCK_SECONDS))[0]:
                task.result()
                return True
        return False
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
