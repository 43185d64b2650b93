"""Everybody at once, and a server that dies in the middle of it."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.evening.college import College
from tests.evening.desks import Desk
from tests.evening.raters import evening_of
from tests.evening.server import Served
from tests.evening.wire import Wire

REQUESTS_OF_A_DESK = 4
"""A desk sends at least so many on average; the kills are spread over the evening by them."""


@dataclass(frozen=True)
class Course:
    """Describes the course of the evening: the number of kills, and how often a client hangs up."""

    seed: int = 1
    connections: int = 64
    kills: int = 2
    losses: float = 0.08
    pause: float = 0
    """The most seconds that a person thinks before a question."""


@dataclass
class Evening:
    """`desks` hold what each rater believes when it is over."""

    college: College
    served: Served
    course: Course
    wire: Wire = None  # type: ignore[assignment]  # made where none is given
    desks: list[Desk] = field(init=False)

    def __post_init__(self) -> None:
        self.wire = self.wire or Wire(self.served.port, self.course.connections)
        course = self.course
        self.desks = [
            Desk(self.college, rater, self.wire, Random(f"{course.seed}/{rater}"), course.losses, course.pause)
            for rater in self.college.raters
        ]

    async def run(self) -> None:
        async with asyncio.TaskGroup() as whole:
            killing = whole.create_task(self._kill())
            async with asyncio.TaskGroup() as everybody:
                for desk in self.desks:
                    everybody.create_task(evening_of(desk))
                for outsider in self.college.outsiders:
                    everybody.create_task(self._is_refused(Desk(self.college, outsider, self.wire, Random(1), 0)))
            killing.cancel()
        self.wire.close()

    async def _kill(self) -> None:
        """When a further share of the requests has been made."""
        expected = REQUESTS_OF_A_DESK * len(self.desks)
        for kill in range(1, self.course.kills + 1):
            await self.wire.has_asked(expected * kill // (self.course.kills + 1))
            await self.served.kill_and_start()

    async def _is_refused(self, desk: Desk) -> None:
        """R5.2: a person who does not take part has no ballot, and can't rate."""
        assert await desk.fetch() is None
        assert await desk.save(desk.opinion()) == "NOT_PARTICIPATING"

    def told(self) -> dict[str, Any]:
        """Returns a short summary."""
        return {
            "requests": self.wire.asked,
            "lost": self.wire.lost,
            "kills": self.served.kills,
            "acknowledged": sum(desk.beliefs.submitted for desk in self.desks),
            "late": sum(desk.beliefs.late for desk in self.desks),
        }
