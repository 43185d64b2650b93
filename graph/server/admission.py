"""Admission control: requests beyond what this process answers best wait here, or are asked to come back.

A process has one core. With a few requests in flight it answers most in a second; with a thousand, half as many, each
after a long wait. So a few are in flight and the others wait: a few recent ones in order of arrival, the rest behind
them, newest first. A short rush, as of a class that opens the same page, is worked off within a second. If requests
keep joining a rest that is not worked off, the load counts as lasting: the rest is refused, and for a while so is every
request that would join it. So requests that are served are served quickly under any load. Ballots, sign-ins and long
work may wait for a second.

A request holds a place only briefly: one that takes longer is waiting for the database, a hash or long work, and not
for this core.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from math import inf

from graph.server.application import Priorities
from graph.server.clients import Client
from graph.server.errors import Unavailable

IN_FLIGHT = 4
"""The number at which a process answers most requests a second (`python -m bench.overload` finds it)."""
MOST_LONG = 1
BESIDES = 4
"""Places for ballots, sign-ins and operators alone: ballots wait for the disk more than for our core."""


class Rank(IntEnum):
    """Orders the requests by priority."""

    OPERATOR = 0
    FIRST = 1
    """Ballots and sign-ins, which come from everybody in one evening."""
    ORDINARY = 2
    LONG = 3
    """Exports, imports, computations, and pages over all years."""


LENT = {Rank.OPERATOR: 0.05, Rank.FIRST: 0.05, Rank.ORDINARY: 0.05, Rank.LONG: 1.0}
"""Seconds after which a place goes to the next request, although its own is still running."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits how many requests are in flight, how many wait in order, and how many seconds the rest may wait.

    Args:
        lasting: seconds after which the load counts as lasting, if the rest is not worked off and more requests come.
        refusing: seconds for which a lasting load refuses the rest, before it is judged again.
        share: the part of the requests that must have been refused for the load to be judged as lasting on.
    """

    in_flight: int = IN_FLIGHT
    fresh: int = IN_FLIGHT // 2
    patience: float = 1.0
    lasting: float = 0.1
    refusing: float = 1.0
    share: float = 0.2


@dataclass(slots=True)
class Queue:
    """Holds the waiting requests of one rank."""

    fresh: deque["Place"] = field(default_factory=deque)
    rest: deque["Place"] = field(default_factory=deque)
    standing_since: float = 0
    """When the rest was last empty before somebody joined it."""
    refusing_until: float = 0
    let_in: int = 0
    refused: int = 0
    """These count who was let in and who was refused since the load was last judged as lasting."""

    def __len__(self) -> int:
        return len(self.fresh) + len(self.rest)

    def next(self) -> "Place | None":
        if self.fresh:
            return self.fresh.popleft()
        return self.rest.pop() if self.rest else None

    def lasts(self, now: float, limits: Limits) -> bool:
        """Tells whether a request that joins the rest now comes in a lasting load."""
        if now < self.refusing_until:
            return True
        if not self.rest:
            self.standing_since = now
        if now - self.standing_since > limits.lasting or self._lasts_on(now, limits):
            self.refusing_until = now + limits.refusing
            self.let_in = self.refused = 0
        return now < self.refusing_until

    def _lasts_on(self, now: float, limits: Limits) -> bool:
        """Tells whether the load that has just been refused for a while goes on: the rest need not gather again, to be
        refused all at once."""
        just_now = now - self.refusing_until < limits.lasting / 2
        return just_now and self.refused > limits.share * (self.refused + self.let_in)

    def discard(self, place: "Place") -> None:
        for places in (self.fresh, self.rest):
            if place in places:
                places.remove(place)


class Place:
    """Represents one request's place in flight, or its wait for one."""

    __slots__ = ("_admission", "active", "asked_at", "rank", "turn", "waits")

    def __init__(self, admission: "Admission", rank: Rank, now: float) -> None:
        self._admission, self.rank, self.asked_at = admission, rank, now
        self.active = self.waits = False
        self.turn: asyncio.Future[None] | None = None

    def leave(self) -> None:
        """Gives the place back, because the request is answered or waits for something other than this core."""
        if self.active:
            self._admission.give_back(self)


class Admission:
    """Holds the places of one process."""

    def __init__(self, limits: Limits = Limits(), clock: Callable[[], float] = time.monotonic) -> None:
        self.limits, self._clock = limits, clock
        self.refused = 0
        self._active: dict[Place, None] = {}
        """The active places, in the order in which they were given."""
        self._long = 0
        self._queues = {rank: Queue() for rank in Rank}
        self._waiting = self._expected = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def in_flight(self) -> int:
        return len(self._active)

    @property
    def waiting(self) -> int:
        return self._waiting

    @property
    def refusing(self) -> bool:
        """Tells whether ordinary requests that find no room are refused at once."""
        return self._clock() < self._queues[Rank.ORDINARY].refusing_until

    def expects_another(self) -> bool:
        """Tells whether there is room for one more request, which then comes within this turn of the event loop."""
        free = max(0, self.limits.in_flight - len(self._active))
        if free + self.limits.fresh - len(self._queues[Rank.ORDINARY].fresh) <= self._expected:
            return False
        if not self._expected:
            asyncio.get_running_loop().call_soon(self._expect_no_more)
        self._expected += 1
        return True

    def _expect_no_more(self) -> None:
        self._expected = 0

    def count_refusal(self) -> None:
        """Counts an ordinary request that was refused in a lasting load."""
        self.refused += 1
        self._queues[Rank.ORDINARY].refused += 1

    def at_once(self, rank: Rank) -> Place | None:
        """Returns a place if one is free and no request waits for it."""
        if not self._has_room(rank) or (self._waiting and any(self._queues[other] for other in Rank if other <= rank)):
            return None
        place = Place(self, rank, self._clock())
        self._lend(place)
        return place

    async def wait(self, rank: Rank, client: Client) -> Place:
        """Returns a place as soon as it is this request's turn.

        Raises:
            Unavailable: the server is overloaded, or the turn did not come in time.
            ClientGone: the client has disconnected.
        """
        place = Place(self, rank, self._clock())
        self._stand_in_line(place)
        place.turn = asyncio.get_running_loop().create_future()
        try:
            with client.waits_for(place.turn):
                await place.turn
        except BaseException:
            self._step_out(place)
            raise
        return place

    def give_back(self, place: Place) -> None:
        self._take_back(place)
        if self._waiting:
            self._pass_on()

    def _take_back(self, place: Place) -> None:
        place.active = False
        del self._active[place]
        self._long -= place.rank is Rank.LONG

    def _has_room(self, rank: Rank) -> bool:
        if rank is Rank.LONG and self._long >= MOST_LONG:
            return False
        return len(self._active) < self.limits.in_flight + (BESIDES if rank <= Rank.FIRST else 0)

    def _lend(self, place: Place) -> None:
        place.active, place.asked_at = True, self._clock()
        self._active[place] = None
        self._queues[place.rank].let_in += 1
        self._long += place.rank is Rank.LONG

    def _stand_in_line(self, place: Place) -> None:
        """Puts a request into the queue of its rank, or refuses it.

        Raises:
            Unavailable
        """
        queue = self._queues[place.rank]
        if len(queue.fresh) < self.limits.fresh:
            queue.fresh.append(place)
        else:
            if place.rank is Rank.ORDINARY and queue.lasts(place.asked_at, self.limits):
                self._refuse(queue.rest)
                self.count_refusal()
                raise busy()
            queue.rest.append(place)
        place.waits = True
        self._waiting += 1
        self._wake_later()

    def _step_out(self, place: Place) -> None:
        """Withdraws a request that has gone: it gives its place back or leaves its queue."""
        if place.active:
            self.give_back(place)
        elif place.waits:
            self._queues[place.rank].discard(place)
            self._called(place)

    def _called(self, place: Place) -> None:
        """Records that a request has left its queue."""
        place.waits = False
        self._waiting -= 1

    def _pass_on(self) -> None:
        for rank, queue in self._queues.items():
            while self._has_room(rank) and (place := queue.next()) is not None:
                self._called(place)
                if place.turn is not None and not place.turn.done():
                    self._lend(place)
                    place.turn.set_result(None)

    def _wake_later(self) -> None:
        """Schedules the next look, only while requests wait."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(0.01, self._look)

    def _look(self) -> None:
        """Takes back places that are lent for too long, and refuses requests that have waited for too long."""
        self._timer = None
        now = self._clock()
        for place in [place for place in self._active if now - place.asked_at > LENT[place.rank]]:
            self._take_back(place)
        for queue in self._queues.values():
            self._refuse(queue.fresh, now - self.limits.patience)
            self._refuse(queue.rest, now - self.limits.patience)
        if self._waiting:
            self._pass_on()
        if self._waiting:
            self._wake_later()

    def _refuse(self, places: "deque[Place]", oldest: float = inf) -> None:
        """Refuses the requests that came before that moment."""
        while places and places[0].asked_at < oldest:
            place = places.popleft()
            self._called(place)
            if place.turn is not None and not place.turn.done():
                self.refused += 1
                place.turn.set_exception(busy())


def busy(delay: float | None = None) -> Unavailable:
    """Returns the refusal, with a random delay so that refused clients do not all come back at once."""
    words = "当前访问人数过多，请稍后重试", "The server is busy; try again in a moment"
    return Unavailable(*words, retry_after=delay or random.uniform(1, 4))  # noqa: S311  # nothing secret


@lru_cache(maxsize=1024)
def rank_of(root_fields: frozenset[str], priorities: Priorities) -> Rank:
    """Ranks an operation by its root fields: it is long if any of them is, and goes first if all of them do."""
    if not root_fields.isdisjoint(priorities.long):
        return Rank.LONG
    return Rank.FIRST if root_fields and root_fields <= priorities.first else Rank.ORDINARY


_PLACE: ContextVar[Place | None] = ContextVar("place", default=None)


def take(place: Place) -> None:
    """Makes this the place of the current request."""
    _PLACE.set(place)


def step_aside() -> None:
    """Gives the current request's place to others, because it is about to wait for something other than this core."""
    if (place := _PLACE.get()) is not None:
        place.leave()
