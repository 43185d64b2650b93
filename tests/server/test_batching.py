"""Keys that are asked for at one moment are read at once."""

import asyncio
import gc
from collections.abc import Sequence

import pytest

from graph.server.engine.batching import BatchLoader, one_by_one, side_by_side


def gathering() -> tuple[BatchLoader[int, str], list[list[int]]]:
    read: list[list[int]] = []

    async def load(keys: list[int]) -> Sequence[str]:
        read.append(keys)
        await asyncio.sleep(0.01)
        if 13 in keys:
            raise ValueError("unlucky")
        return [str(key) for key in keys]

    return BatchLoader(load), read


async def begun(read: list[list[int]]) -> None:
    """Waits until the first reading is under way."""
    while not read:  # noqa: ASYNC110  # it tells nobody
        await asyncio.sleep(0)


async def test_those_who_ask_together_are_answered_by_one_reading() -> None:
    one, read = gathering()
    assert await asyncio.gather(*map(one.load, [3, 1, 3, 2])) == ["3", "1", "3", "2"]
    assert read == [[3, 1, 2]]
    assert await asyncio.gather(*map(one.load, [2, 4])) == ["2", "4"]
    assert read == [[3, 1, 2], [4]]


async def test_who_asks_during_a_reading_waits_for_the_next() -> None:
    one, read = gathering()
    first = asyncio.create_task(one.load(1))
    await begun(read)
    assert await one.load(2) == "2"
    assert await first == "1"
    assert read == [[1], [2]]


async def test_a_failure_reaches_all_who_waited_and_nothing_is_kept() -> None:
    one, read = gathering()
    told = await asyncio.gather(one.load(13), one.load(1), return_exceptions=True)
    assert [type(each) for each in told] == [ValueError, ValueError]
    assert await one.load(1) == "1"
    assert read == [[13, 1], [1]]


async def test_who_is_cancelled_takes_nobody_along_unheard() -> None:
    one, read = gathering()
    leading, following = asyncio.create_task(one.load(1)), asyncio.create_task(one.load(2))
    await begun(read)
    leading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leading
    with pytest.raises(RuntimeError, match="given up"):
        await following
    assert await one.load(2) == "2"


async def test_where_all_have_left_there_is_no_error_to_report() -> None:
    one, read = gathering()
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: reported.append(told))
    leading, following = asyncio.create_task(one.load(1)), asyncio.create_task(one.load(2))
    await begun(read)
    for task in (following, leading):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    del leading, following, task
    gc.collect()
    await asyncio.sleep(0)
    assert reported == []


async def test_what_was_cleared_is_read_again() -> None:
    one, read = gathering()
    await one.load(1)
    one.clear_all()
    await one.load(1)
    assert read == [[1], [1]]


async def test_who_is_alone_waits_for_no_others_but_side_by_side_they_are_answered_by_one_reading() -> None:
    one, read = gathering()
    with one_by_one():
        asked = asyncio.ensure_future(one.load(1))
        await asyncio.sleep(0)  # its first turn
        assert read == [[1]]
        assert await asked == "1"
        assert await side_by_side(map(one.load, [2, 3])) == ["2", "3"]
        assert read == [[1], [2, 3]]
        alone = asyncio.ensure_future(one.load(4))
        await asyncio.sleep(0)
        assert read == [[1], [2, 3], [4]]
        await alone
