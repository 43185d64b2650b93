"""The evening of tests/evening at several schools at once, each by its own server; every answer is timed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from bench.failover.watching import Watched
from bench.schools.schools import School
from tests.evening.checks import Verdict
from tests.evening.college import College
from tests.evening.evening import Course, Evening

Work = Callable[[], Awaitable[None]]


@dataclass
class Timed(Watched):
    """Notes when each request was made, and how long its answer took."""

    answers: list[tuple[float, float]] = field(default_factory=list)

    async def ask(self, *request: Any, **options: Any) -> dict[str, Any]:
        began = time.monotonic()
        answer = await super().ask(*request, **options)
        self.answers.append((began, time.monotonic() - began))
        return answer


@dataclass
class Rating:
    """The evenings of all schools, from the first request to the last."""

    schools: list[School]
    evenings: list[Evening]
    began: float = 0
    ended: float = 0

    @classmethod
    def at(cls, schools: list[School], college: College, seed: int, pause: float) -> "Rating":
        people = len(college.raters) + len(college.outsiders)
        courses = [Course(seed + number, people, kills=0, losses=0, pause=pause) for number in range(len(schools))]
        both = zip(schools, courses, strict=True)
        return cls(
            schools, [Evening(college, one.served, course, Timed(one.served.port, people)) for one, course in both]
        )

    async def run(self, beside: Work | None = None) -> None:
        """Lets everybody rate; `beside` begins when the first answers are there."""
        self.began = time.monotonic()
        async with asyncio.TaskGroup() as whole:
            everybody = [whole.create_task(one.run()) for one in self.evenings]
            if beside:
                await asyncio.sleep(3)
                await beside()
            await asyncio.gather(*everybody)
        self.ended = max(began + seconds for wire in self.wires for began, seconds in wire.answers)

    @property
    def wires(self) -> list[Timed]:
        return [one.wire for one in self.evenings if isinstance(one.wire, Timed)]

    @property
    def ballots(self) -> int:
        return sum(int(one.told()["acknowledged"]) for one in self.evenings)

    def milliseconds(self, since: float = 0, until: float = float("inf")) -> tuple[int, float, float]:
        """Returns the number of answers to what was asked between these times, their p50 and their p99."""
        taken = [1000 * took for wire in self.wires for began, took in wire.answers if since <= began <= until]
        cut = quantiles(taken, n=100) if len(taken) > 1 else [float("nan")] * 99
        return len(taken), cut[49], cut[98]

    async def wrong(self) -> list[str]:
        """Holds every school against what its raters were answered; an evening has no refusals either."""
        found = []
        for number, (one, evening) in enumerate(zip(self.schools, self.evenings, strict=True), start=1):
            verdict = Verdict(evening, one.database)
            await verdict.reach()
            wire = self.wires[number - 1]
            refused = [f"{count} x {what}" for what, count in wire.refusals.items()]
            found += [f"school {number}: {what}" for what in (*verdict.breaches, *refused, *wire.faults[:3])]
        return found
