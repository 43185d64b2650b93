"""More than can be answered waits in a bounded queue or is refused early (`graph.server.admission`); who goes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from graph.server.admission import BESIDES, LENT, Admission, Limits, Place, Rank, rank_of, step_aside, take
from graph.server.application import Priorities
from graph.server.clients import Client, ClientGone
from graph.server.errors import Unavailable
from tests.waiting import until

ORDINARY = Rank.ORDINARY


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Crowd:
    """Requests that wait, and the order in which they are let in."""

    def __init__(self, **limits: Any) -> None:
        self.clock = Clock()
        self.admission = Admission(Limits(**{"in_flight": 1, "fresh": 2, **limits}), self.clock)
        self.held: list[Place] = []
        self.admitted: list[str] = []
        self.refused: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.clients: dict[str, Client] = {}

    def fill(self, rank: Rank = ORDINARY) -> None:
        while (place := self.admission.at_once(rank)) is not None:
            self.held.append(place)

    async def come(self, *names: str, rank: Rank = ORDINARY) -> None:
        """They stand in line, one after the other."""
        for name in names:
            self.tasks[name] = asyncio.create_task(self._wait(name, rank))
            await asyncio.sleep(0)

    async def _wait(self, name: str, rank: Rank) -> None:
        client = self.clients[name] = Client()
        try:
            place = self.admission.at_once(rank) or await self.admission.wait(rank, client)
        except Unavailable:
            self.refused.append(name)
        else:
            self.admitted.append(name)
            self.held.append(place)

    async def work_off(self) -> None:
        """Each place is given back as soon as it was lent."""
        while self.held:
            self.held.pop(0).leave()
            await asyncio.sleep(0)

    async def end(self) -> None:
        await self.work_off()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


@asynccontextmanager
async def crowd(**limits: Any) -> AsyncIterator[Crowd]:
    """All places are taken."""
    waiting = Crowd(**limits)
    waiting.fill()
    yield waiting
    await waiting.end()
    assert (waiting.admission.waiting, waiting.admission.in_flight) == (0, 0)


async def test_as_many_are_in_flight_as_there_are_places() -> None:
    async with crowd(in_flight=3) as waiting:
        assert (waiting.admission.in_flight, len(waiting.held)) == (3, 3)
        await waiting.come("one", "two")
        assert waiting.admission.waiting == 2
        waiting.held[0].leave()
        assert waiting.admission.in_flight == 3


async def test_the_fresh_go_in_the_order_of_coming_and_of_the_rest_the_newest_first() -> None:
    """While there are always fresh ones, nobody who is served has waited long."""
    async with crowd(fresh=2) as waiting:
        await waiting.come("one", "two", "three", "four", "five")
        await waiting.work_off()
        assert waiting.admitted == ["one", "two", "five", "four", "three"]
        assert waiting.refused == []


async def test_ballots_and_sign_ins_go_before_pages_and_pages_before_exports() -> None:
    async with crowd() as waiting:
        await waiting.come("export", rank=Rank.LONG)
        await waiting.come("page")
        waiting.fill(Rank.FIRST)
        await waiting.come("ballot", rank=Rank.FIRST)
        waiting.fill(Rank.OPERATOR)
        await waiting.come("operator", rank=Rank.OPERATOR)
        await waiting.work_off()
        assert waiting.admitted == ["operator", "ballot", "page", "export"]


async def test_exports_leave_the_other_places_to_pages() -> None:
    async with crowd(in_flight=3) as waiting:
        await waiting.work_off()
        waiting.fill(Rank.LONG)
        assert len(waiting.held) == 1
        await waiting.come("another export", rank=Rank.LONG)
        await waiting.come("page", "one more page")
        assert waiting.admitted == ["page", "one more page"]


async def test_ballots_and_operators_find_places_where_pages_do_not() -> None:
    async with crowd() as waiting:
        await waiting.come("page")
        waiting.fill(Rank.FIRST)
        assert len(waiting.held) == 1 + BESIDES


async def test_who_cannot_start_within_a_second_is_refused() -> None:
    async with crowd() as waiting:
        await waiting.come("one", "two", "three")
        waiting.clock.now += 0.05
        await waiting.come("four")
        waiting.held[0].asked_at = waiting.clock.now = waiting.clock.now + 0.97
        await until(lambda: len(waiting.refused) == 3)
        assert sorted(waiting.refused) == ["one", "three", "two"]
        assert waiting.admission.refused == 3


async def test_a_rush_is_worked_off_whole() -> None:
    """A class opens the same page: however long that takes within a second, nobody more comes to the rest."""
    async with crowd() as waiting:
        names = [f"student {number}" for number in range(60)]
        await waiting.come(*names)
        waiting.clock.now += 0.5
        await waiting.work_off()
        assert (sorted(waiting.admitted), waiting.refused) == (sorted(names), [])


async def test_in_a_lasting_load_the_rest_is_refused_rather_than_served_late() -> None:
    """And who comes is refused at once, unless there is room among the fresh ones."""
    async with crowd(fresh=1) as waiting:
        await waiting.come("fresh", "early", "early too")
        waiting.held[0].asked_at = waiting.clock.now = waiting.clock.now + 0.2
        await waiting.come("more")
        await until(lambda: sorted(waiting.refused) == ["early", "early too", "more"])
        await waiting.come("too much")
        assert waiting.refused[-1] == "too much"
        waiting.held.pop().leave()
        await waiting.come("fresh again")
        await waiting.work_off()
        assert waiting.admitted == ["fresh", "fresh again"]
        assert waiting.admission.refused == 4


async def test_a_rest_that_is_worked_off_between_is_no_lasting_load() -> None:
    async with crowd(fresh=1) as waiting:
        for second in range(5):
            await waiting.come(f"fresh {second}", f"rest {second}")
            await waiting.work_off()
            waiting.fill()
            waiting.clock.now += 0.5
        assert (len(waiting.admitted), waiting.refused) == (10, [])


async def test_long_work_may_wait_in_any_load() -> None:
    """It comes seldom, and takes long: one that waits is no crowd."""
    async with crowd(fresh=1) as waiting:
        await waiting.come("export", "import", rank=Rank.LONG)
        waiting.held[0].asked_at = waiting.clock.now = waiting.clock.now + 0.2
        await waiting.come("computation", rank=Rank.LONG)
        assert waiting.refused == []
        await waiting.work_off()
        assert set(waiting.admitted) == {"export", "import", "computation"}


async def test_after_a_lasting_load_the_next_rush_waits_again() -> None:
    async with crowd(fresh=1) as waiting:
        await waiting.come("fresh", "early")
        waiting.clock.now += 0.2
        await waiting.come("more")
        await waiting.work_off()
        waiting.clock.now += waiting.admission.limits.refusing + 0.1
        waiting.fill()
        await waiting.come("next fresh", "next")
        await waiting.work_off()
        assert waiting.admitted == ["fresh", "next fresh", "next"]


async def test_a_load_that_was_refused_for_a_while_and_goes_on_is_refused_on() -> None:
    """The rest does not gather for a moment each time, to be refused all at once."""
    async with crowd(fresh=1) as waiting:
        await waiting.come("fresh", "early")
        waiting.clock.now += 0.2
        await waiting.come("more")
        for number in range(5):
            waiting.clock.now += 0.99 * waiting.admission.limits.refusing
            await waiting.come(f"at the end {number}")
            waiting.clock.now += 0.02 * waiting.admission.limits.refusing
            await waiting.come(f"after the end {number}")
        assert (waiting.admission.waiting, waiting.admission.refused) == (1, 12)


async def test_a_load_of_which_few_were_refused_is_judged_anew() -> None:
    """A request that finds no room waits again."""
    async with crowd(fresh=1) as waiting:
        await waiting.come("fresh", "early")
        waiting.clock.now += 0.2
        await waiting.come("more")
        await waiting.work_off()
        for number in range(10):
            await waiting.come(f"served {number}")
            await waiting.work_off()
        waiting.fill()
        waiting.clock.now += 0.99 * waiting.admission.limits.refusing
        await waiting.come("fresh again", "refused")
        assert waiting.refused[-1] == "refused"
        waiting.clock.now += 0.02 * waiting.admission.limits.refusing
        await waiting.come("waits")
        await waiting.work_off()
        assert waiting.admitted[-2:] == ["fresh again", "waits"]


async def test_as_many_are_expected_as_find_room() -> None:
    """They come within this turn of the event loop; in the next, what has come is in the queue or in flight."""
    async with crowd(in_flight=2, fresh=1) as waiting:
        assert [waiting.admission.expects_another() for _ in range(3)] == [True, False, False]
        await asyncio.sleep(0)
        waiting.held.pop().leave()
        assert [waiting.admission.expects_another() for _ in range(3)] == [True, True, False]
        await asyncio.sleep(0)
        await waiting.come("in flight", "fresh")
        assert not waiting.admission.expects_another()


async def test_in_a_lasting_load_of_pages_ballots_still_wait_for_their_turn() -> None:
    async with crowd(fresh=1) as waiting:
        for second in range(4):
            await waiting.come(f"fresh {second}", f"rest {second}")
            waiting.clock.now += 0.5
            waiting.held[0].asked_at = waiting.clock.now
        waiting.fill(Rank.FIRST)
        await waiting.come("fresh ballot", "ballot", "one more ballot", rank=Rank.FIRST)
        await waiting.come("page")
        assert waiting.refused[-1] == "page"
        await waiting.work_off()
        assert {"fresh ballot", "ballot", "one more ballot"} <= set(waiting.admitted)


async def test_who_takes_longer_than_a_moment_waits_for_something_else_than_our_core() -> None:
    """A locked table holds up those who need it, and not everybody."""
    async with crowd() as waiting:
        await waiting.come("one")
        waiting.clock.now += LENT[ORDINARY] + 0.01
        await until(lambda: waiting.admitted == ["one"])
        waiting.held[0].leave()
        assert waiting.admission.in_flight == 1


async def test_who_waits_for_long_work_holds_no_place() -> None:
    async with crowd() as waiting:
        await waiting.come("one")
        take(waiting.held[0])
        step_aside()
        step_aside()
        await until(lambda: waiting.admitted == ["one"])


async def test_who_has_gone_is_forgotten_at_once() -> None:
    async with crowd(fresh=3) as waiting:
        await waiting.come("one", "two", "three")
        waiting.clients["two"].leave()
        with pytest.raises(ClientGone):
            await waiting.tasks["two"]
        assert waiting.admission.waiting == 2
        await waiting.work_off()
        assert waiting.admitted == ["one", "three"]


async def test_a_turn_that_comes_as_its_task_ends_goes_to_the_next() -> None:
    async with crowd() as waiting:
        await waiting.come("one", "two")
        waiting.held.pop().leave()
        waiting.tasks["one"].cancel()
        await until(lambda: waiting.admitted == ["two"])


@pytest.mark.parametrize(
    ("fields", "rank"),
    [
        ({"save"}, Rank.FIRST),
        ({"read", "save"}, Rank.FIRST),
        ({"me"}, Rank.ORDINARY),
        ({"read", "me"}, Rank.ORDINARY),
        ({"save", "export"}, Rank.LONG),
        ({"export"}, Rank.LONG),
        (set(), Rank.ORDINARY),
    ],
)
def test_what_is_asked_for_says_who_goes_first(fields: set[str], rank: Rank) -> None:
    priorities = Priorities(first=frozenset({"save", "read"}), long=frozenset({"export"}))
    assert rank_of(frozenset(fields), priorities) is rank
