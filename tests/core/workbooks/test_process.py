"""Workbook work outside the event loop: results, refusals, two lanes, and a worker that hangs, dies or eats memory."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.process import QUICK_BYTES, Busy, WorkbookProcess
from core.workbooks.worker import Limits
from tests.core.workbooks.calls import (
    abort,
    devour,
    die,
    die_once,
    double,
    fail,
    fill,
    hang,
    hang_counted,
    hang_until,
    spin,
    worker_id,
)
from tests.waiting import until

LARGE = b"x" * (QUICK_BYTES + 1)


@asynccontextmanager
async def process(
    *, cpu: float = 20, wall: float = 120, memory: int = 2**28, **options: Any
) -> AsyncIterator[WorkbookProcess]:
    work = WorkbookProcess(limits=lambda size: Limits(cpu, wall, memory), **{"quick_seconds": 60, **options})
    try:
        yield work
    finally:
        await work.close()


@pytest.fixture(scope="module")
async def kept() -> AsyncIterator[WorkbookProcess]:
    """Provides a process for the calls that leave a worker as it was."""
    async with process(quick=1, slow=1, memory=2**26) as work:
        yield work


async def refusal(call: Awaitable[Any]) -> ProblemCode:
    with pytest.raises(Unreadable) as refused:
        await call
    return refused.value.problem.code


async def test_a_function_runs_in_another_process_which_is_kept(kept: WorkbookProcess) -> None:
    first = await kept.run(worker_id)
    assert first != os.getpid()
    assert await kept.run(worker_id) == first
    assert await asyncio.gather(*(kept.run(double, n) for n in range(5))) == [0, 2, 4, 6, 8]


async def test_workers_are_forked_from_one_process_that_has_loaded_the_libraries() -> None:
    """The successor of one that was killed, or had its share of calls, need not load them again."""
    async with process(calls_per_worker=1) as work:
        workers = [await work.run(worker_id) for _ in range(2)]
        parents = [await work.run(os.getppid) for _ in range(2)]
        assert len(set(workers)) == 2
        assert len({*parents, os.getpid()}) == 2


async def test_an_exception_comes_back_with_the_workers_traceback(kept: WorkbookProcess) -> None:
    with pytest.raises(LookupError, match="no such") as raised:
        await kept.run(fail, "no such")
    assert "in fail" in raised.value.__notes__[0]
    assert await kept.run(double, 2) == 4


async def test_a_call_that_takes_too_long_on_the_clock_is_refused_and_the_next_one_works() -> None:
    async with process() as work:
        work._limits = lambda size: Limits(20, 0.3 if size else 120, 2**28)
        assert await refusal(work.run(hang, 600, b"x")) is ProblemCode.TOO_SLOW
        assert await work.run(double, 2) == 4


@pytest.mark.parametrize("sent", [b"", LARGE], ids=["small", "large"])
async def test_a_call_that_takes_too_much_of_the_processor_is_refused(sent: bytes) -> None:
    async with process(cpu=0.2, quick_seconds=0.1) as work:
        assert await refusal(work.run(spin, sent)) is ProblemCode.TOO_SLOW
        assert await work.run(double, 2) == 4


async def test_a_worker_that_dies_each_time_is_told_as_that_and_replaced() -> None:
    async with process() as work:
        assert await refusal(work.run(die)) is ProblemCode.INTERRUPTED
        assert await work.run(double, 2) == 4


async def test_a_worker_that_is_killed_once_is_tried_again_unnoticed(tmp_path: Path, kept: WorkbookProcess) -> None:
    assert await kept.run(die_once, tmp_path / "mark") == "done"


async def test_a_library_that_gets_no_memory_and_aborts_is_told_as_too_large(kept: WorkbookProcess) -> None:
    assert await refusal(kept.run(abort)) is ProblemCode.TOO_LARGE


async def test_a_call_that_needs_too_much_memory_is_refused_by_its_own_limit(kept: WorkbookProcess) -> None:
    assert await refusal(kept.run(devour, 2**27)) is ProblemCode.TOO_LARGE
    assert await kept.run(devour, 2**25) == 2**25


async def test_no_limit_of_a_call_goes_beyond_that_of_its_worker() -> None:
    async with process(memory=2**40) as work:
        assert await refusal(work.run(devour, 2**30)) is ProblemCode.TOO_LARGE


async def test_a_full_disk_is_told_as_that(kept: WorkbookProcess) -> None:
    assert await refusal(kept.run(fill)) is ProblemCode.NO_SPACE


async def test_a_slow_call_moves_to_the_other_lane_and_ends_there_while_small_ones_go_on(tmp_path: Path) -> None:
    async with process(quick=1, quick_seconds=1) as work:
        slow = asyncio.ensure_future(work.run(hang_counted, 600, tmp_path / "count"))
        assert [await work.run(double, n) for n in range(3)] == [0, 2, 4]
        assert not slow.done()
        assert (tmp_path / "count").stat().st_size == 1
        slow.cancel()


async def test_while_one_takes_long_another_worker_is_made_ready() -> None:
    async with process(quick=2) as work:
        slow = asyncio.ensure_future(work.run(hang, 600))
        await until(lambda: sum(worker.alive for worker in work._workers) == 2)
        assert await work.run(double, 2) == 4
        assert not slow.done()
        slow.cancel()


async def test_slow_calls_one_behind_the_other_hold_up_no_small_one() -> None:
    """The second finds the slow lane taken: it makes place as soon as somebody waits, and is begun again there."""
    async with process(quick=1, quick_seconds=1) as work:
        slow = [asyncio.ensure_future(work.run(hang, 600)) for _ in range(4)]
        assert await work.run(double, 2) == 4
        while work._slow.waiting < 3:  # nobody makes place before somebody waits
            assert await work.run(double, 1) == 2
        large = asyncio.ensure_future(work.run(worker_id, LARGE))
        assert await work.run(double, 3) == 6
        assert not large.done()
        for one in slow:
            one.cancel()
        assert await large


async def test_a_slow_call_that_disturbs_nobody_stays_where_it_is() -> None:
    async with process(quick=1, quick_seconds=0.05) as work:
        large = asyncio.ensure_future(work.run(hang, 600, LARGE))
        assert await work.run(hang, 0.5) != os.getpid()
        large.cancel()


async def test_a_request_that_would_wait_behind_too_many_is_refused_at_once() -> None:
    async with process(quick=1, quick_seconds=60, most_waiting=2) as work:
        running = [asyncio.ensure_future(work.run(hang, 600)) for _ in range(3)]
        await until(lambda: work._quick.waiting == 2)
        with pytest.raises(Busy):
            await work.run_soon(double, 1)
        for one in running:
            one.cancel()
        await asyncio.wait(running)
        assert await work.run_soon(double, 1) == 2


async def test_a_worker_is_replaced_after_its_share_of_calls() -> None:
    async with process(calls_per_worker=1) as work:
        assert await work.run(worker_id) != await work.run(worker_id)


async def test_a_cancelled_call_ends_its_worker_and_frees_the_place(tmp_path: Path) -> None:
    async with process() as work:
        call = asyncio.ensure_future(work.run(hang_counted, 600, tmp_path / "count"))
        await until((tmp_path / "count").exists)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await work.run(double, 3) == 6


async def test_closing_tells_a_call_under_way(tmp_path: Path) -> None:
    async with process() as work:
        call = asyncio.ensure_future(work.run(hang_counted, 600, tmp_path / "count"))
        await until((tmp_path / "count").exists)
        await work.close()
        with pytest.raises(Unreadable):
            await call
        with pytest.raises(RuntimeError, match="closed"):
            await work.run(double, 1)


async def test_the_event_loop_stays_free_meanwhile(kept: WorkbookProcess, tmp_path: Path) -> None:
    """A call that goes on until the loop has made its turns."""
    call = asyncio.ensure_future(kept.run(hang_until, tmp_path / "enough"))
    for _ in range(20):
        await asyncio.sleep(0.01)
    assert not call.done()
    (tmp_path / "enough").touch()
    await call


async def test_ctrl_c_while_a_worker_is_starting_is_the_parents_alone() -> None:
    async with process() as work:
        call = asyncio.create_task(work.run(double, 21))
        while (child := next(iter(multiprocessing.active_children()), None)) is None or child.pid is None:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.001)
        os.kill(child.pid, signal.SIGINT)
        assert await call == 42
