"""Checks that at twice the possible load the served requests are still served quickly (`graph.server.admission`).

    python -m bench.overload [--seconds 8] [--times 2] [--connections 4] [--keep]

Students of a small university request their own year (`MyYear`). First over a few connections, each request after the
previous answer: the best throughput. Then by the clock, whatever has been answered: at a quarter of that, which is the
unloaded latency; and at twice as much. Requests that are not served must be refused by 503 with Retry-After.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import quantiles

import orjson

from bench.ground import Ground, standing
from bench.lists import MY_YEAR
from bench.load import lasting, load
from bench.servers import database_server
from bench.university import SIZES
from tests.evening.server import Served
from tests.evening.wire import Connection, request

STUDENTS = """select 'zs_' || username as token from participant join account using (student_id)
where batch_id = :batch order by hashint8(student_id) limit 2000"""
QUIET = 0.25
"""The quiet run offers this part of the best throughput, so that nothing waits."""
LATENCY, THROUGHPUT = 1.3, 0.9
"""The goals: served p99 relative to the unloaded, and throughput relative to the best."""
GIVES_UP = 20.0


@dataclass
class Crowd:
    """The answers to the requests that were sent by the clock."""

    latencies: list[float] = field(default_factory=list)
    """The seconds of each request that was served."""
    refusals: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    """All other answers."""
    seconds: float = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


async def crowd(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> Crowd:
    """Sends so many requests a second at random moments, each over an idle connection or else a new one."""
    came, idle, running = Crowd(), list[Connection](), set[asyncio.Task[None]]()
    clock = random.Random(1)  # the same moments each time

    async def ask(payload: bytes) -> None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(GIVES_UP):
                connection = idle.pop() if idle else await Connection.open(port)
                connection.writer.write(payload)
                head = await connection.reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                body = await connection.reader.readexactly(length)
        except (OSError, EOFError, TimeoutError) as nothing:
            came.others[type(nothing).__name__] += 1
            return
        idle.append(connection)
        _note(came, head, body, time.perf_counter() - began)

    started = due = time.perf_counter()
    for payload in cycle(requests):
        due += clock.expovariate(rate)
        if due > started + seconds:
            break
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        running.add(task := asyncio.create_task(ask(payload)))
        task.add_done_callback(running.discard)
    came.seconds = time.perf_counter() - started
    await asyncio.gather(*running)
    for connection in idle:
        connection.drop()
    return came


def _note(came: Crowd, head: bytes, body: bytes, seconds: float) -> None:
    status = int(head[9:12])
    if status == 200 and b'"errors"' not in body:
        came.latencies.append(seconds)
    elif status == 503 and b"\r\nretry-after:" in head.lower() and b'"UNAVAILABLE"' in body:
        came.refusals.append(seconds)
    else:
        came.others[f"{status} {body[:80]!r}"] += 1


def _good(body: bytes) -> bool:
    return b'"errors"' not in body


def p99(seconds: Sequence[float]) -> float:
    return 1000 * quantiles(seconds, n=100)[98] if len(seconds) > 1 else 0


async def measure(ground: Ground, port: int, args: argparse.Namespace) -> bool:
    """Prints the ratios, and returns whether there were no answers but 200 and 503."""
    body = orjson.dumps({"query": MY_YEAR, "variables": {"batch": str(ground.batch)}})
    requests = [request("/graphql", body, row.token) for row in await ground.rows(STUDENTS, batch=ground.batch)]
    await load(port, list(islice(cycle(requests), 300)), 4, lambda body: b'"errors"' not in body)
    best = await load(port, lasting(requests, args.seconds / 2), args.connections, lambda body: b'"errors"' not in body)
    quiet = await crowd(port, requests, QUIET * best.rate, args.seconds)
    full = await crowd(port, requests, args.times * best.rate, args.seconds)
    _report(len(requests), best.rate, quiet, full, args.times)
    return not (quiet.others or full.others or quiet.refusals)


def _report(students: int, best: float, quiet: Crowd, full: Crowd, times: float) -> None:
    offered = (len(full.latencies) + len(full.refusals)) / full.seconds
    print(f"best throughput       {best:8.1f} /s   of {students:,} students")
    print(f"unloaded              {quiet.rate:8.1f} /s   p99 {p99(quiet.latencies):7.1f} ms")
    print(f"offered               {offered:8.1f} /s   ({times:g} times the best)")
    print(f"served                {full.rate:8.1f} /s   p99 {p99(full.latencies):7.1f} ms")
    print(f"refused, 503          {len(full.refusals):8,}      p99 {p99(full.refusals):7.1f} ms")
    others = full.others + quiet.others
    print(f"anything else         {others.total():8,}      {dict(others) or ''}")
    latency, throughput = p99(full.latencies) / p99(quiet.latencies), full.rate / best
    print(f"served p99 : unloaded {latency:8.2f}      goal: at most {LATENCY}")
    print(f"throughput : best     {throughput:8.2f}      goal: at least {THROUGHPUT}")


async def main(server_url: str, args: argparse.Namespace) -> bool:
    async with standing(server_url, SIZES["small"], 1, keep=args.keep) as ground:
        await ground.served.kill()
        async with Served(ground.url, settings={}) as served:
            return await measure(ground, served.port, args)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Twice the possible load")
    parser.add_argument("--seconds", type=float, default=8, help="seconds of each measurement")
    parser.add_argument("--times", type=float, default=2, help="offered load as a multiple of the best throughput")
    parser.add_argument("--connections", type=int, default=4, help="connections for measuring the best throughput")
    parser.add_argument("--keep", action="store_true", help="keep the university for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = options()
    with database_server(keep=chosen.keep) as url:
        sound = asyncio.run(main(url, chosen))
    sys.exit(not sound)
