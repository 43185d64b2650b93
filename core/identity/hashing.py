"""Passwords are hashed in a few threads beside the event loop, behind a queue of known length."""

import asyncio
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import ceil
from typing import TypeVar

from core.askers import asker
from core.errors.entering import Crowded

T = TypeVar("T")

NICENESS = 5
"""The threads get a third of the event loop's weight on a shared core: pages go first, and sign-ins still go on."""
LONGEST_WAIT = 45.0
_NEWEST = 0.2
"""The weight of the last hash in the average duration."""


def lanes_beside_the_loop() -> int:
    """Returns the number of hashing threads: one for each core but the event loop's."""
    return max(1, (os.cpu_count() or 1) - 1)


class HashingLanes:
    """Runs hashing jobs in threads, one job each, in the order of the requests."""

    def __init__(self, lanes: int | None = None, longest_wait: float = LONGEST_WAIT) -> None:
        self.lanes, self.longest_wait = lanes or lanes_beside_the_loop(), longest_wait
        self.seconds = 0.05
        """The seconds that one hash takes; the first value is a guess."""
        self._threads = ThreadPoolExecutor(self.lanes, "hashing", initializer=_step_back)
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def wait(self) -> float:
        """Returns the seconds that the next job would wait."""
        if self._running < self.lanes:
            return 0
        return (self.waiting + 1) * self.seconds / self.lanes

    async def run(self, work: Callable[[], T]) -> T:
        """Runs the work in a thread when its turn has come.

        Raises:
            Crowded: the wait would be too long.
            AskerGone: the client has left.
        """
        if self.wait > self.longest_wait:
            raise Crowded(seconds=ceil(self.wait))
        await self._turn()
        started = time.perf_counter()
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        done.add_done_callback(lambda _: self._finished(time.perf_counter() - started))
        return await asyncio.shield(done)  # the thread occupies its lane until it ends, even if nobody waits for it

    async def _turn(self) -> None:
        if self._running < self.lanes:
            self._running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            with asker().waits_for(turn):
                await turn
        except BaseException:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on()
            raise

    def _finished(self, seconds: float) -> None:
        self.seconds += (seconds - self.seconds) * _NEWEST
        self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._running -= 1


def _step_back() -> None:
    """Lowers the priority of this thread below the event loop's. Only Linux gives each thread its own priority."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
