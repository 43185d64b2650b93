"""The school that never stops: people act, the days pass, and after each step every reader sees what the model says."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from copy import deepcopy
from datetime import UTC, datetime, time, timedelta
from itertools import product
from time import monotonic
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.campus import TODAY, ZONE, Campus, Person
from tests.soak.acts import Act
from tests.soak.asking import UNKNOWN, asked, asks_the_same, cut_off
from tests.soak.choices import ACTS, COLLEGE, COURSE, ITEMS, RATING, READERS, RESULTS, ROSTER, SCORES, WORK
from tests.soak.people import NEWCOMERS
from tests.soak.readers import view
from tests.soak.reading import seen
from tests.soak.standing import IN_ORDER
from tests.soak.year import MODULES, Year
from tests.story.acts import EVERYTHING

MORNING = datetime.combine(TODAY, time(8), ZONE)


class Clock(datetime):
    """The product's clock: it goes on as clocks do, from the morning of the run, and leaps by whole days."""

    days = 0
    started = monotonic()

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        moment = MORNING + timedelta(days=cls.days, seconds=monotonic() - cls.started)
        return moment.astimezone(tz or UTC)


CLOCKS = ("graph.context.datetime", "core.operations.runner.datetime")


class School(RuleBasedStateMachine):
    """One walk through a year; `opened` opens a fresh campus, and `loop` is where it is served."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    opened: ClassVar[Callable[[], Any]]
    told_by: ClassVar[str] = "This is how it came; `make soak` looks for a shorter story."
    """It tells how to have the story again."""
    played: ClassVar[Counter[str]] = Counter()
    """Counts each act, done or refused."""

    def __init__(self) -> None:
        super().__init__()
        self.years = [Year()]
        self.story: list[str] = []
        self.acts_of_the_year = 0
        self.last_written = ""
        Clock.days, Clock.started = 0, monotonic()
        self.campus_around = type(self).opened()
        self.campus: Campus = self.wait(self.campus_around.__aenter__())
        self.campus.people |= {key: Person(*who) for key, who in NEWCOMERS.items()}

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result()

    def teardown(self) -> None:
        self.wait(self.campus_around.__aexit__(None, None, None))

    @property
    def year(self) -> Year:
        return self.years[0]

    @initialize(acts=st.integers(0, len(COURSE)))
    def the_year_so_far(self, acts: int) -> None:
        for _ in range(acts):
            self.the_year_goes_on()

    @rule()
    def the_year_goes_on(self) -> None:
        """The next act in the manual's order is done."""
        if self.acts_of_the_year < len(COURSE):
            self.acts_of_the_year += 1
            self.somebody_acts(COURSE[self.acts_of_the_year - 1])

    @rule(act=ROSTER)
    def people_come_and_go(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=COLLEGE)
    def a_college_acts(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=WORK)
    def courses_are_worked_on(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=SCORES)
    def scores_come_and_count(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=ITEMS)
    def rating_items_change(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=RATING)
    def people_rate(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=RESULTS)
    def results_are_worked_on(self, act: Act) -> None:
        self.somebody_acts(act)

    def somebody_acts(self, act: Act) -> None:
        if act.makes_sense(self.year):
            [answer] = self.wait(asked(self.campus, self.year, act))
            self.tell(act, answer)
            self.settle([[act]], [answer])

    @rule(one=ACTS, other=ACTS)
    def two_act_at_once(self, one: Act, other: Act) -> None:
        """Whatever comes first, the other finds the year as the first has left it."""
        acts = [one, other]
        if all(self.wait(asks_the_same(self.campus, self.year, *order)) for order in (acts, acts[::-1])):
            answers = self.wait(asked(self.campus, self.year, *acts))
            for act, answer in zip(acts, answers, strict=True):
                self.tell(act, answer, "at once: ")
            self.settle([acts, acts[::-1]], answers)

    @rule(act=st.one_of(SCORES, ROSTER, RESULTS), moments=st.lists(st.integers(0, 30), min_size=1, max_size=3))
    def the_database_is_cut_off_meanwhile(self, act: Act, moments: list[int]) -> None:
        """R4.2, R9.2: what is cut off is done whole, sooner or later, or not at all."""
        if not act.makes_sense(self.year):
            return
        answer = self.wait(cut_off(self.campus, self.year, act, moments))
        self.tell(act, answer, f"cut off after {moments}: ")
        if not set(answer) & UNKNOWN:
            self.settle([[act]], [answer])
        else:
            for year in [one for one in self.years if not act.expected(one)]:
                done = deepcopy(year)
                act.play(done)
                self.years.append(done)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.story.append(f"{days} days pass")
        Clock.days += days
        for year in self.years:
            year.today += timedelta(days=days)

    @rule(module=st.sampled_from(MODULES), after=st.integers(0, 1))
    def a_last_day_comes(self, module: str, after: int) -> None:
        """R3.3: the last day of a phase's window is in it, and the day after is not."""
        window = self.year.colleges["info"].phases[module].window
        days = (window[1] - self.year.today).days + after if window else 0
        if days > 0:
            self.days_pass(days)

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        if not self._something_was_written() and len(self.years) == 1:
            return
        views = self.wait(_seen(self.campus))
        wrong: list[list[str]] = [list(_unlike(views, year)) for year in self.years]
        self.years = [year for year, found in zip(self.years, wrong, strict=True) if not found]
        if not self.years:
            self.fail("\n".join(sorted(wrong, key=len)[0]))

    def _something_was_written(self) -> bool:
        """Every row is as it was where an act was refused; then everybody sees what they saw."""
        [(rows,)] = self.wait(self.campus.rows(EVERYTHING))
        before, self.last_written = self.last_written, f"{self.year.today} {rows}"
        return before != self.last_written

    def tell(self, act: Act, codes: list[str], how: str = "") -> None:
        School.played[f"{act.mutation} {'refused' if codes else 'done'}"] += 1
        self.story.append(f"{how}{act.told(self.campus, self.year)} -> {', '.join(codes) or 'done'}")

    def settle(self, orders: list[list[Act]], answers: list[list[str]]) -> None:
        """Keeps the years that these answers leave possible."""
        given = dict(zip(map(id, orders[0]), answers, strict=True))
        possible: list[Year] = []
        expected = []
        for start, order in product(self.years, orders):
            year, here = deepcopy(start), []
            for act in order:
                here.append(act.expected(year))
                act.play(year)
            expected.append(here)
            fits = all(_fits(given[id(act)], codes) for act, codes in zip(order, here, strict=True))
            if fits and year not in possible:
                possible.append(year)
        if not possible:
            self.fail(f"the API answered {answers}, and the model expected {expected}")
        self.years = possible

    def fail(self, words: str) -> None:
        story = "\n".join(f"{number:3}. {line}" for number, line in enumerate(self.story, 1))
        raise AssertionError(f"\n{self.told_by}\n{story}\nNow:\n{words}")


def _fits(codes: list[str], expected: list[str]) -> bool:
    """Done where nothing stands against it; else refused for one of the reasons, and by R3.3 for the first."""
    if not codes or not expected:
        return codes == expected
    first = [code for code in IN_ORDER if code in expected][:1]
    return set(codes) <= set(first or expected)


async def _seen(campus: Campus) -> dict[str, Any]:
    return dict(zip(READERS, await asyncio.gather(*(seen(campus, who) for who in READERS)), strict=True))


def _unlike(views: dict[str, Any], year: Year) -> Iterator[str]:
    for who, found in views.items():
        yield from _differences(f"{who} reads", found, view(year, who))


def _differences(place: str, found: Any, expected: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in [*found, *(key for key in expected if key not in found)]:
            yield from _differences(f"{place} {key}", found.get(key, "nothing"), expected.get(key, "nothing"))
    elif found != expected:
        yield f"{place}: the API says {found}, the model {expected}"


def clocks() -> list[Any]:
    return [patch(name, Clock) for name in CLOCKS]
