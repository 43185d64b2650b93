"""Workbooks are parsed and written outside the event loop: they hold the interpreter, and a hostile file may kill it.

There are two lanes. Small requests use the quick one. A call that takes too long there moves to the slow lane
with its worker, or is ended and begun again there, so no file delays the small ones. Nobody may hold a transaction or a
connection of the database while waiting for a workbook.
"""

import asyncio
import pickle
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from typing import Any, ParamSpec, TypeVar

import structlog

from core.askers import asker
from core.workbooks.problems import Unreadable
from core.workbooks.worker import INTERRUPTED, MIB, MOST_MEMORY, Died, Limits, Worker

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

QUICK_BYTES = MIB // 4
"""The size of a small call: a file of some thousand rows, or the contents of a template."""
QUICK_SECONDS = 0.7
"""The seconds after which a call makes room in the quick lane."""
WARM_SECONDS = 0.2
"""The seconds after which another worker of the quick lane is started, so that it is ready for the next call."""
LOOK_SECONDS = 0.05
MOST_WAITING = 50

log = structlog.get_logger()


def limits_of(size: int) -> Limits:
    """Returns the limits of a call by the size of its request. The clock also runs while pages use the processor."""
    seconds = 20 + 5 * size / MIB
    return Limits(seconds, 6 * seconds, 256 * MIB + 64 * size)


class Busy(Exception):  # the client gets UNAVAILABLE
    """Reports that so many calls wait already that one more would not be served soon."""


@dataclass(slots=True)
class _Call:
    worker: Worker
    lane: "_Lane"
    running: "asyncio.Future[object]"


class WorkbookProcess:
    """Runs functions by `await run(function, *args)`; all values must pickle. Workers start with the first call.

    Args:
        most_waiting: so many may wait in a lane before `run_soon` refuses.
    """

    def __init__(
        self,
        *,
        quick: int = 3,
        slow: int = 1,
        quick_seconds: float = QUICK_SECONDS,
        limits: Callable[[int], Limits] = limits_of,
        most_memory: int = MOST_MEMORY,
        calls_per_worker: int = 50,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._workers = [Worker(calls_per_worker, most_memory) for _ in range(quick + slow)]
        self._quick, self._slow = _Lane(self._workers[:quick]), _Lane(self._workers[quick:])
        self._quick_seconds, self._limits, self._most_waiting = quick_seconds, limits, most_waiting
        self._threads = ThreadPoolExecutor(quick + slow, thread_name_prefix="workbooks")
        self._refreshing: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run_soon(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Does the same as `run` for a request that waits for the result.

        Raises:
            Busy: too many wait already.
            AskerGone: the client has gone; its worker is free again.
        """
        call = asyncio.ensure_future(self._run(function, args, kwargs, most_waiting=self._most_waiting))
        client_left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            with asker().waits_for(client_left):
                waits: set[asyncio.Future[Any]] = {call, client_left}
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if client_left.done():
                client_left.result()
            return await call  # type: ignore[return-value]  # as `run`
        finally:
            if not call.done():
                call.cancel()
                await asyncio.wait({call})
                _ = call.cancelled() or call.exception()  # marks the exception as seen

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the function's result or raises its exception. A call whose worker dies is repeated once.

        Raises:
            Unreadable: it took too long, or more memory than allowed; or two workers died.
        """
        return await self._run(function, args, kwargs)  # type: ignore[return-value]

    async def close(self) -> None:
        """Ends the workers; a running call gets `Unreadable`."""
        self._closed = True
        for lane in (self._quick, self._slow):
            lane.close()
        for worker in self._workers:
            await asyncio.to_thread(worker.kill)
        await asyncio.gather(*self._refreshing, return_exceptions=True)
        self._threads.shutdown(wait=False)

    async def _run(
        self, function: Callable[..., object], args: object, kwargs: object, *, most_waiting: float = inf
    ) -> object:
        request = await asyncio.to_thread(pickle.dumps, (function, args, kwargs), 5)
        about = {"function": getattr(function, "__name__", ""), "bytes": len(request)}
        for another in (True, False):
            try:
                return await self._answered(request, most_waiting)
            except Died as died:
                log.warning("workbook", died=str(died), **about)
                if self._closed or not another:
                    raise Unreadable(INTERRUPTED) from None
            except Unreadable as unreadable:
                log.warning("workbook", code=unreadable.problem.code, **about)
                raise
        raise AssertionError("the second try ends")

    async def _answered(self, request: bytes, most_waiting: float) -> object:
        limits = self._limits(len(request))
        if len(request) <= QUICK_BYTES:
            call = await self._begun(self._quick, request, limits, most_waiting)
            try:
                if await self._stays(call):
                    return await asyncio.shield(call.running)
            finally:
                await self._over(call)
        call = await self._begun(self._slow, request, limits, most_waiting)
        try:
            call.worker.give_way()
            return await asyncio.shield(call.running)
        finally:
            await self._over(call)

    async def _begun(self, lane: "_Lane", request: bytes, limits: Limits, most_waiting: float) -> _Call:
        if self._closed:
            raise RuntimeError("the workbook process is closed")
        if lane.waiting >= most_waiting:
            raise Busy
        worker = await lane.take()
        worker.renew()
        quick = lane is self._quick
        starting = _Call(worker, lane, self._in_thread(lambda: worker.start(quick=quick)))
        try:
            await asyncio.shield(starting.running)
        except BaseException:
            await self._over(starting)
            raise
        return _Call(worker, lane, self._in_thread(lambda: worker.call(request, limits)))

    async def _stays(self, call: _Call) -> bool:
        """Tells whether the call may finish in its lane, or in the slow lane, which then gives a worker for it."""
        await asyncio.wait([call.running], timeout=min(WARM_SECONDS, self._quick_seconds))
        if not call.running.done() and (cold := self._quick.cold()):
            self._refresh(cold, self._quick)
        await asyncio.wait([call.running], timeout=self._quick_seconds)
        while not call.running.done():
            if spare := self._slow.spare():
                call.worker.give_way()
                call.lane = self._slow
                self._refresh(spare, self._quick)
                return True
            if self._quick.waiting:
                return False
            await asyncio.wait([call.running], timeout=LOOK_SECONDS)
        return True

    async def _over(self, call: _Call) -> None:
        """Gives the worker back once nothing runs in it."""
        if call.running.done():
            call.lane.give(call.worker)
            return
        call.worker.kill()  # the thread waits for the worker, so end that first
        await asyncio.wait([call.running])
        if not call.running.cancelled():
            call.running.exception()  # marks the exception as seen
        self._refresh(call.worker, call.lane)

    def _refresh(self, worker: Worker, lane: "_Lane") -> None:
        """Gives the lane this worker once its process has started, so that the next call need not wait for that."""
        task = asyncio.create_task(self._started(worker, lane))
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)

    async def _started(self, worker: Worker, lane: "_Lane") -> None:
        try:
            if not self._closed:
                worker.renew()
                await self._in_thread(lambda: worker.start(quick=lane is self._quick))
        except Exception as failed:  # the next call tries again and reports it
            log.warning("workbook", start=repr(failed))
        finally:
            lane.give(worker)

    def _in_thread(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(self._threads, work)


class _Lane:
    """Holds workers for calls of one sort. The last one used goes first, so that a quiet server keeps one process."""

    def __init__(self, workers: list[Worker]) -> None:
        self._idle = workers
        self._waiting: deque[asyncio.Future[Worker]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def take(self) -> Worker:
        if worker := self.spare():
            return worker
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled() and place.exception() is None:
                self.give(place.result())
            raise

    def cold(self) -> Worker | None:
        """Returns a worker whose process must be started, if no ready worker is idle."""
        return self._idle.pop() if self._idle and not any(one.alive for one in self._idle) else None

    def spare(self) -> Worker | None:
        return self._idle.pop() if self._idle else None

    def give(self, worker: Worker) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    def close(self) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_exception(RuntimeError("the workbook process is closed"))
