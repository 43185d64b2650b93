"""Hashes are made in few lanes, in the order of asking, for those who still wait (R9.1)."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from core import askers
from core.askers import AskerGone
from core.errors.entering import Crowded
from core.identity.hashing import HashingLanes
from tests.waiting import until


class Gate:
    """Jobs that wait in their thread until the gate is opened, and say in which order they began."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.begun: list[int] = []

    def job(self, number: int) -> Callable[[], int]:
        def work() -> int:
            self.begun.append(number)
            assert self.opened.wait(60)
            return number

        return work


async def started(lanes: HashingLanes, gate: Gate, how_many: int) -> list[asyncio.Task[int]]:
    """So many jobs, each of an asker of its own; all but those that fit into the lanes wait."""
    tasks = []
    for number in range(how_many):
        tasks.append(asyncio.create_task(lanes.run(gate.job(number))))
        await asyncio.sleep(0)
    return tasks


async def test_as_many_run_as_there_are_lanes_and_the_others_follow_in_order() -> None:
    lanes, gate = HashingLanes(2), Gate()
    tasks = await started(lanes, gate, 6)
    assert lanes.waiting == 4
    gate.opened.set()
    assert await asyncio.gather(*tasks) == list(range(6))
    assert sorted(gate.begun[:2]) == [0, 1]
    assert sorted(gate.begun) == list(range(6))
    assert lanes.wait == 0


async def test_the_queue_knows_how_long_it_is_and_refuses_whom_it_could_not_serve_in_time() -> None:
    lanes, gate = HashingLanes(1, longest_wait=5), Gate()
    lanes.seconds = 2
    tasks = await started(lanes, gate, 3)
    assert lanes.wait == 6
    with pytest.raises(Crowded) as crowded:
        await lanes.run(gate.job(9))
    assert crowded.value.values == {"seconds": 6}
    assert "6 秒" in crowded.value.messages("zh")[0]
    gate.opened.set()
    assert await asyncio.gather(*tasks) == [0, 1, 2]


async def test_nothing_is_hashed_for_a_client_that_has_gone() -> None:
    lanes, gate = HashingLanes(1), Gate()
    first = (await started(lanes, gate, 1))[0]

    async def one_who_leaves() -> int:
        left.append(askers.begin())
        return await lanes.run(gate.job(7))

    left: list[askers.Asker] = []
    second = asyncio.create_task(one_who_leaves())
    await until(lambda: lanes.waiting)
    third = asyncio.create_task(lanes.run(gate.job(8)))
    left[0].leave()
    with pytest.raises(AskerGone):
        await second
    gate.opened.set()
    assert [*await asyncio.gather(first, third)] == [0, 8]
    assert gate.begun == [0, 8]


async def test_a_lane_is_taken_until_its_thread_is_done_even_if_nobody_waits() -> None:
    lanes, gate = HashingLanes(1), Gate()
    first = (await started(lanes, gate, 1))[0]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    second = asyncio.create_task(lanes.run(gate.job(1)))
    await until(lambda: lanes.waiting)
    gate.opened.set()
    assert await second == 1
