"""Tests wait for the very thing that they need, with a limit that ends what hangs and never decides a test."""

import asyncio
from collections.abc import Callable
from functools import cache
from inspect import isawaitable
from ssl import SSLContext, create_default_context
from typing import Any

import httpx2

from tests.campus import Campus

HANG_SECONDS = 180.0
"""Nothing takes so long, on whatever machine: what does, hangs."""

AT_A_LOCK = """select count(*)::int from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'"""


async def until(true: Callable[[], Any]) -> Any:
    """Returns what the function gives, or what it awaits, as soon as that is true."""
    async with asyncio.timeout(HANG_SECONDS):
        while True:
            found = true()
            if isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.01)


async def held_up(campus: Campus, *tasks: "asyncio.Task[Any]") -> None:
    """Returns once each of these requests stands at a lock in PostgreSQL; fails if one of them is answered instead."""

    async def all_wait() -> bool:
        return any(one.done() for one in tasks) or (await campus.rows(AT_A_LOCK))[0][0] >= len(tasks)

    await until(all_wait)
    assert not any(one.done() for one in tasks), "one of them waits for nothing"


def connected(base_url: str = "", **options: Any) -> httpx2.AsyncClient:
    """A client that waits for its answer, however busy the machine is."""
    return httpx2.AsyncClient(base_url=base_url, timeout=HANG_SECONDS, verify=_trusted(), **options)


@cache
def _trusted() -> SSLContext:
    """Read once: it takes longer than a request."""
    return create_default_context()
