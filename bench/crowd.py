"""Sends requests by the clock, whatever has been answered: a crowd does not wait for the one before.

It costs as little as it can, for it shares a machine with the server that it measures: no task for a request, and
connections that were opened beforehand.
"""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

OPENED = 1000
"""Connections that are open before the first request, and take turns; more are opened where all of them wait for an
answer.
"""
GIVES_UP, LOOKS = 20.0, 0.01


@dataclass
class Crowd:
    """The answers to the requests that were sent by the clock."""

    latencies: list[float] = field(default_factory=list)
    """The seconds of each request that was served."""
    refusals: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """The seconds by which each request was sent later than the clock told."""
    others: Counter[str] = field(default_factory=Counter)
    """All other answers."""
    seconds: float = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def note(self, head: bytes, body: bytes, seconds: float) -> None:
        status = int(head[9:12])
        if status == 200 and b'"errors"' not in body:
            self.latencies.append(seconds)
        elif status == 503 and b"\r\nretry-after:" in head.lower() and b'"UNAVAILABLE"' in body:
            self.refusals.append(seconds)
        else:
            self.others[f"{status} {body[:80]!r}"] += 1


class Line(asyncio.Protocol):
    """One connection, with at most one request on its way."""

    def __init__(self, answered: "Callable[[Line, bytes, bytes, float], None]", lost: "Callable[[Line], None]") -> None:
        self._answered, self._lost = answered, lost
        self._came = b""
        self._began = 0.0
        self.waits = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def send(self, payload: bytes) -> None:
        self.waits, self._began = True, time.perf_counter()
        self.transport.write(payload)

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, found, body = self._came.partition(b"\r\n\r\n")
        if found and len(body) >= int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            self._came, self.waits = b"", False
            self._answered(self, head, body, time.perf_counter() - self._began)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(self)


async def crowd(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> Crowd:
    """Sends so many requests a second at random moments, each over an idle connection or else a new one."""
    came, idle, opening = Crowd(), deque[Line](), set[asyncio.Task[None]]()
    lines: dict[Line, None] = {}
    clock = random.Random(1)  # the same moments each time

    def answered(line: Line, head: bytes, body: bytes, took: float) -> None:
        came.note(head, body, took)
        idle.append(line)

    def lost(line: Line) -> None:
        del lines[line]
        if line.waits:
            came.others["connection lost"] += 1
        elif line in idle:
            idle.remove(line)

    async def opened() -> Line:
        _, line = await asyncio.get_running_loop().create_connection(lambda: Line(answered, lost), "127.0.0.1", port)
        lines[line] = None
        return line

    async def ask_anew(payload: bytes) -> None:
        (await opened()).send(payload)

    idle += [await opened() for _ in range(OPENED)]
    started = due = time.perf_counter()
    for payload in cycle(requests):
        due += clock.expovariate(rate)
        if due > started + seconds:
            break
        pause = due - time.perf_counter()
        await asyncio.sleep(max(0, pause))  # answers are read even where the clock is ahead
        came.late.append(time.perf_counter() - due)
        if idle:
            idle.popleft().send(payload)
        else:
            opening.add(task := asyncio.create_task(ask_anew(payload)))
            task.add_done_callback(opening.discard)
    came.seconds = time.perf_counter() - started
    await asyncio.gather(*opening)
    await _until_answered(lines)
    if waiting := sum(line.waits for line in lines):
        came.others["no answer"] += waiting
    for line in list(lines):
        line.waits = False
        line.transport.abort()
    return came


async def _until_answered(lines: dict[Line, None]) -> None:
    for _ in range(int(GIVES_UP / LOOKS)):
        if not any(line.waits for line in lines):
            return
        await asyncio.sleep(LOOKS)
