"""Waits for what nobody announces, however slow the machine is."""

import asyncio
from collections.abc import Callable


async def until(what: Callable[[], object], seconds: float = 60) -> None:
    """Until it is true; the limit only ends a test that would hang."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.005)
