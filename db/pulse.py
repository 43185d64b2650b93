"""Checks every second, by a connection of its own, that the server behind a process's pools is alive.

A frozen server, or one behind a cut network, closes no connection and refuses none, so each statement would wait for
its own limit. A live server answers the simplest question within this time, however busy it is. Without an answer, all
waiting callers fail at once, and nobody begins to wait until the server answers again.
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
"""The pulse waits this time twice: a process that was delayed itself finds the answer at the second look."""


class Pulse:
    """Watches the server while `run()` runs."""

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
        except Exception:  # this connection has ended; the next one shows whether the server has
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
    """Tells whether the answer came in time.

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
