"""Reads from the system what processes take, and from PostgreSQL how many connections each school has."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from bench.memory import children, megabytes
from tests.conftest import Cluster

TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = """select datname, count(*) from pg_stat_activity
where backend_type = 'client backend' and datname is not null group by 1"""


def family(pid: int) -> Iterator[int]:
    """Yields a process and all that come of it; one that ends meanwhile is left out."""
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in children(pid):
            yield from family(child)


def processor_seconds(pids: Iterable[int]) -> float:
    """Returns the processor time of these processes and families, with that of their children that ended."""
    return sum(sum(_ticks(one)) for pid in pids for one in family(pid)) / TICKS


def _ticks(pid: int) -> list[int]:
    """Returns the times of a process; those of one that has just ended are its parent's."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(one) for one in _stat(pid)[11:15]]
    return []


def _stat(pid: int) -> list[str]:
    """Returns what proc(5) tells of a process, from its third field on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def memory(pid: int, name: str = "Pss") -> float:
    """Returns the megabytes of a family: RSS counts shared memory in each process, PSS in equal parts."""
    total = 0.0
    for one in family(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            total += megabytes(one).get(name, 0)
    return total


async def postmaster(cluster: Cluster) -> int:
    """Returns the process whose children are PostgreSQL's connections."""
    connection = await asyncpg.connect(cluster.url)
    try:
        return int(_stat(connection.get_server_pid())[1])
    finally:
        await connection.close()


@asynccontextmanager
async def most_connections(cluster: Cluster) -> AsyncIterator[Counter[str]]:
    """Counts twice a second, and keeps the most that each database had."""
    most: Counter[str] = Counter()

    async def watch() -> None:
        connection = await asyncpg.connect(cluster.url)
        try:
            while True:
                for name, count in await connection.fetch(CLIENTS):
                    most[name] = max(most[name], count)
                await asyncio.sleep(0.5)
        finally:
            connection.terminate()

    watching = asyncio.create_task(watch())
    try:
        yield most
    finally:
        watching.cancel()
        await asyncio.wait([watching])
