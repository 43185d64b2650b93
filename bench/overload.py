"""Checks that at twice the possible load the served requests are still served quickly (`graph.server.admission`).

    python -m bench.overload [--seconds 8] [--times 2] [--connections 4] [--rounds 1] [--pin] [--keep]

Students of a small university request their own year (`MyYear`). First over a few connections, each request after the
previous answer: the best throughput. Then by the clock over 1,000 connections, whatever has been answered: at a quarter
of that, which is the unloaded latency; at as much; and at twice as much. Requests that are not served must be refused
by 503 with Retry-After. With `--pin` the server has the first core to itself in all of them, and the one who asks
shares the other with PostgreSQL.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

import orjson
from uvicorn.loops.auto import auto_loop_factory

from bench.crowd import Crowd, crowd
from bench.ground import Ground, standing
from bench.lists import MY_YEAR
from bench.load import Measured, lasting, load
from bench.servers import database_server
from bench.university import SIZES
from tests.evening.server import Served
from tests.evening.wire import request

STUDENTS = """select 'zs_' || username as token from participant join account using (student_id)
where batch_id = :batch order by hashint8(student_id) limit 2000"""
QUIET = 0.25
"""The quiet run offers this part of the best throughput, so that nothing waits."""
SERVERS_CORE, OTHER_CORE = {0}, {1}


def _good(body: bytes) -> bool:
    return b'"errors"' not in body


def p99(seconds: Sequence[float]) -> float:
    return 1000 * quantiles(seconds, n=100)[98] if len(seconds) > 1 else 0


def processor_seconds(pid: int) -> float:
    """Returns the processor time that a process has taken until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """Holds one round: the best throughput, and the answers to a quarter of it, to as much, and to more."""

    best: Measured
    quiet: Crowd
    even: Crowd
    full: Crowd
    answer: float
    refusal: float
    """Seconds of the serving process's time."""

    @property
    def sound(self) -> bool:
        """Tells whether there were no answers but 200 and 503."""
        return not (self.quiet.others or self.even.others or self.full.others or self.quiet.refusals)

    @property
    def latency(self) -> float:
        return p99(self.full.latencies) / p99(self.quiet.latencies)


async def pages_of(ground: Ground) -> list[bytes]:
    body = orjson.dumps({"query": MY_YEAR, "variables": {"batch": str(ground.batch)}})
    return [request("/graphql", body, row.token) for row in await ground.rows(STUDENTS, batch=ground.batch)]


async def loaded(
    served: Served, pages: Sequence[bytes], seconds: float, times: float = 2, connections: int = 4
) -> Load:
    before = processor_seconds(served.pid)
    best = await load(served.port, lasting(pages, seconds / 2), connections, _good)
    answer = (processor_seconds(served.pid) - before) / len(best.latencies)
    quiet, even = [await crowd(served.port, pages, part * best.rate, seconds) for part in (QUIET, 1)]
    before = processor_seconds(served.pid)
    full = await crowd(served.port, pages, times * best.rate, seconds)
    spent = processor_seconds(served.pid) - before
    refusal = (spent - answer * len(full.latencies)) / max(1, len(full.refusals))
    return Load(best, quiet, even, full, answer, refusal)


async def warmed(served: Served, pages: Sequence[bytes], connections: int = 4) -> None:
    await load(served.port, list(islice(cycle(pages), 300)), connections, _good)


async def measure(ground: Ground, served: Served, args: argparse.Namespace) -> bool:
    """Prints the ratios, and returns whether there were no answers but 200 and 503."""
    pages, sound = await pages_of(ground), True
    await warmed(served, pages, args.connections)
    for _ in range(args.rounds):
        one = await loaded(served, pages, args.seconds, args.times, args.connections)
        _report(one, args.times)
        sound = sound and one.sound
    return sound


def _report(one: Load, times: float) -> None:
    print(f"best throughput       {one.best.rate:8.1f} /s   p99 {p99(one.best.latencies):7.1f} ms")
    for name, came in (("a quarter", one.quiet), ("as many", one.even), (f"{times:g} times as many", one.full)):
        print(
            f"{name:<22}{came.rate:8.1f} /s   p99 {p99(came.latencies):7.1f} ms   "
            f"{len(came.refusals):,} refused, p99 {p99(came.refusals):.1f} ms; sent late by p99 {p99(came.late):.1f} ms"
        )
    others = one.full.others + one.even.others + one.quiet.others
    print(f"anything else         {others.total():8,}      {dict(others) or ''}")
    print(f"served p99 : unloaded {one.latency:8.2f}")
    print(f"throughput : best     {one.even.rate / one.best.rate:8.2f} {one.full.rate / one.best.rate:8.2f}")
    print(f"processor time        {1000 * one.answer:8.2f} ms an answer   {1000 * one.refusal:7.3f} ms a refusal")


def pin(cores: set[int]) -> None:
    """Keeps this process, and those that it starts from now on, to these cores."""
    os.sched_setaffinity(0, cores)


async def main(server_url: str, args: argparse.Namespace) -> bool:
    async with standing(server_url, SIZES["small"], 1, keep=args.keep) as ground:
        await ground.served.kill()
        if args.pin:
            pin(SERVERS_CORE)
        async with Served(ground.url, settings={}) as served:
            if args.pin:
                pin(OTHER_CORE)
            return await measure(ground, served, args)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Twice the possible load")
    parser.add_argument("--seconds", type=float, default=8, help="seconds of each measurement")
    parser.add_argument("--times", type=float, default=2, help="offered load as a multiple of the best throughput")
    parser.add_argument("--connections", type=int, default=4, help="connections for measuring the best throughput")
    parser.add_argument("--rounds", type=int, default=1, help="measurements, one after the other")
    parser.add_argument("--pin", action="store_true", help="give the server a core of its own")
    parser.add_argument("--keep", action="store_true", help="keep the university for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = options()
    if chosen.pin:
        pin(OTHER_CORE)
    with database_server(keep=chosen.keep) as url, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        sound = runner.run(main(url, chosen))
    sys.exit(not sound)
