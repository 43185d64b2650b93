"""Sends requests that were built beforehand over open connections, so that the load generator is not the bottleneck."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles

from tests.evening.wire import Connection


@dataclass(frozen=True)
class Measured:
    """One run: its whole duration, and that of each request."""

    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


def lasting(requests: Sequence[bytes], seconds: float) -> Iterator[bytes]:
    """Sends the same requests over and over for so many seconds."""
    until = time.perf_counter() + seconds
    for request in cycle(requests):
        if time.perf_counter() > until:
            return
        yield request


async def load(port: int, requests: Iterable[bytes], connections: int, good: Callable[[bytes], bool]) -> Measured:
    """Sends all requests, each connection the next one after the previous answer; every answer must be good."""
    opened = [await Connection.open(port) for _ in range(connections)]
    waiting, latencies = iter(requests), []

    async def work(connection: Connection) -> None:
        for request in waiting:
            began = time.perf_counter()
            status, body = await connection.ask(request)
            latencies.append(time.perf_counter() - began)
            if status != 200 or not good(body):
                raise AssertionError(f"{status}: {body[:500]!r}")

    started = time.perf_counter()
    await asyncio.gather(*map(work, opened))
    seconds = time.perf_counter() - started
    for connection in opened:
        connection.drop()
    return Measured(seconds, latencies)


def summary(runs: Sequence[Measured]) -> str:
    """Renders requests a second (median, least, most), and latencies in milliseconds (p50, p99)."""
    rates = sorted(run.rate for run in runs)
    cut = quantiles((1000 * latency for run in runs for latency in run.latencies), n=100)
    return f"{median(rates):9.1f} /s ({rates[0]:.1f} - {rates[-1]:.1f})   p50 {cut[49]:7.1f} ms   p99 {cut[98]:7.1f} ms"
