"""Workbook work outside the event loop: results, refusals, and a worker that hangs, dies or eats memory."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.process import WorkbookProcess


@asynccontextmanager
async def process(**limits: float) -> AsyncIterator[WorkbookProcess]:
    work = WorkbookProcess(**limits)
    try:
        yield work
    finally:
        await work.close()


def double(number: int) -> int:
    return number * 2


def worker_id() -> int:
    return os.getpid()


def fail(words: str) -> None:
    raise LookupError(words)


def hang(seconds: float) -> None:
    time.sleep(seconds)


def die() -> None:
    os._exit(9)


def devour() -> int:
    return len(bytearray(3 * 2**30))


async def test_a_function_runs_in_another_process_which_is_kept() -> None:
    async with process() as work:
        first = await work.run(worker_id)
        assert first != os.getpid()
        assert await work.run(worker_id) == first
        assert await asyncio.gather(*(work.run(double, n) for n in range(5))) == [0, 2, 4, 6, 8]


async def test_an_exception_comes_back_with_the_workers_traceback() -> None:
    async with process() as work:
        with pytest.raises(LookupError, match="no such") as raised:
            await work.run(fail, "no such")
        assert "in fail" in raised.value.__notes__[0]
        assert await work.run(double, 2) == 4


async def test_a_call_that_takes_too_long_is_refused_and_the_next_one_works() -> None:
    async with process(timeout=1.5) as work:
        await work.run(double, 1)
        with pytest.raises(Unreadable) as refused:
            await work.run(hang, 30)
        assert refused.value.problem.code is ProblemCode.TOO_SLOW
        assert await work.run(double, 2) == 4


async def test_a_worker_that_dies_is_replaced() -> None:
    async with process() as work:
        with pytest.raises(Unreadable) as refused:
            await work.run(die)
        assert refused.value.problem.code is ProblemCode.TOO_LARGE
        assert await work.run(double, 2) == 4


async def test_a_call_that_needs_too_much_memory_is_refused() -> None:
    async with process(memory_bytes=2**30) as work:
        with pytest.raises(Unreadable) as refused:
            await work.run(devour)
        assert refused.value.problem.code is ProblemCode.TOO_LARGE


async def test_a_worker_is_replaced_after_its_share_of_calls() -> None:
    async with process(calls_per_worker=1) as work:
        assert await work.run(worker_id) != await work.run(worker_id)


async def test_a_cancelled_call_ends_its_worker_and_frees_the_place() -> None:
    async with process() as work:
        await work.run(double, 1)
        call = asyncio.ensure_future(work.run(hang, 60))
        await asyncio.sleep(0.2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.wait_for(work.run(double, 3), 10) == 6


async def test_closing_tells_a_call_under_way() -> None:
    async with process() as work:
        await work.run(double, 1)
        call = asyncio.ensure_future(work.run(hang, 60))
        await asyncio.sleep(0.2)
        await work.close()
        with pytest.raises(Unreadable):
            await call
        with pytest.raises(RuntimeError, match="closed"):
            await work.run(double, 1)


async def test_the_event_loop_stays_free_meanwhile() -> None:
    async with process() as work:
        await work.run(double, 1)
        call = asyncio.ensure_future(work.run(hang, 0.5))
        turns = 0
        while not call.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 20


async def test_ctrl_c_while_a_worker_is_starting_is_the_parents_alone() -> None:
    async with process() as work:
        call = asyncio.create_task(work.run(double, 21))
        while (child := next(iter(multiprocessing.active_children()), None)) is None or child.pid is None:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.001)
        os.kill(child.pid, signal.SIGINT)
        assert await call == 42
