"""Shows where a request spends its time: its statements with their durations, and the Python code."""

import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time
from types import FrameType
from typing import Any
from unittest.mock import patch

from asyncpg.connection import Connection

from bench.load import Measured, load
from core.settings import Settings
from db.session import Database
from graph.app import create_app
from tests.serving import serving

SHOWN = 30
EVERY = 0.001
"""The profiler samples the stack at this interval of CPU time; unlike cProfile, this costs the frames nothing."""


async def inside(database: Database, pairs: Sequence[tuple[bytes, bytes]], good: Callable[[bytes], bool]) -> None:
    """Saves and submits one by one over one connection: first timed, then sampled."""
    settings = Settings(database_url=database.url, log_level="error")
    first, second, third = (pairs[at::3] for at in range(3))
    with timed() as statements:
        async with serving(create_app(settings, database)) as address:
            await _sent(port_of(address), first, good)
            for what, at in (("save", 0), ("submit", 1)):
                statements.clear()
                began = process_time()
                run = await load(port_of(address), [pair[at] for pair in second], 1, good)
                _tell_statements(what, statements, run, process_time() - began)
    await database.dispose()
    async with serving(create_app(settings, database)) as address:
        for what, at in (("save", 0), ("submit", 1)):
            with watched() as looks:
                await load(port_of(address), [pair[at] for pair in third], 1, good)
            _tell_python(what, looks, len(third))


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


async def _sent(port: int, pairs: Sequence[tuple[bytes, bytes]], good: Callable[[bytes], bool]) -> None:
    for at in (0, 1):
        await load(port, [pair[at] for pair in pairs], 1, good)


@contextmanager
def timed() -> Iterator[dict[str, list[float]]]:
    """Records the seconds of each statement of new connections, including those of transactions."""
    seen: dict[str, list[float]] = defaultdict(list)
    original = Connection.__init__

    def making(connection: Any, *parts: Any, **named: Any) -> None:
        original(connection, *parts, **named)
        connection.add_query_logger(lambda query: seen[query.query].append(query.elapsed))

    with patch.object(Connection, "__init__", making):
        yield seen


def _tell_statements(what: str, statements: dict[str, list[float]], run: Measured, used: float) -> None:
    requests = len(run.latencies)
    middle, within = 1000 * median(run.latencies), 1000 * sum(map(sum, statements.values())) / requests
    print(
        f"{what}: {middle:.2f} ms (median), of which {within:.2f} in statements; {1000 * used / requests:.2f} of Python"
    )
    for statement, times in statements.items():
        print(f"  {len(times) / requests:4.1f} x {1000 * median(times):6.2f} ms  {' '.join(statement.split())[:100]}")


@contextmanager
def watched() -> Iterator[list[list[str]]]:
    """Samples the stacks of the processor, innermost frame first."""
    looks: list[list[str]] = []

    def look(_number: int, frame: FrameType | None) -> None:
        stack = []
        while frame is not None:
            code = frame.f_code
            stack.append(f"{'/'.join(Path(code.co_filename).parts[-2:])} {code.co_name}")
            frame = frame.f_back
        looks.append(stack)

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield looks
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _tell_python(what: str, looks: list[list[str]], requests: int) -> None:
    own = Counter(stack[0] for stack in looks if stack)
    within = Counter(name for stack in looks for name in set(stack))
    print(f"\n{what}: {len(looks)} looks at {requests} requests")
    print(f"  {'by itself':<64}with what it calls")
    for (name, count), (outer, whole) in zip(own.most_common(SHOWN), within.most_common(SHOWN), strict=False):
        print(f"  {count / len(looks):5.1%}  {name:<56} {whole / len(looks):5.1%}  {outer}")
