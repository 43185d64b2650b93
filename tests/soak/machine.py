"""The school that never stops: people act, the days pass, and after each step every reader sees what the model says."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from copy import deepcopy
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any, ClassVar
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.campus import TODAY, ZONE, Campus
from tests.soak.acts import Act
from tests.soak.choices import ACTS, COLLEGE, COURSE, RATING, READERS, RESULTS, WORK
from tests.soak.readers import view
from tests.soak.reading import seen
from tests.soak.standing import IN_ORDER
from tests.soak.year import MODULES, Year
from tests.story.acts import EVERYTHING, MUTATIONS

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

    def __init__(self) -> None:
        super().__init__()
        self.years = [Year()]
        self.story: list[str] = []
        self.played = 0
        self.last_written = ""
        Clock.days, Clock.started = 0, monotonic()
        self.campus_around = type(self).opened()
        self.campus: Campus = self.wait(self.campus_around.__aenter__())

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
        if self.played < len(COURSE):
            self.played += 1
            self.somebody_acts(COURSE[self.played - 1])

    @rule(act=COLLEGE)
    def a_college_acts(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=WORK)
    def courses_are_worked_on(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=RATING)
    def people_rate(self, act: Act) -> None:
        self.somebody_acts(act)

    @rule(act=RESULTS)
    def results_are_worked_on(self, act: Act) -> None:
        self.somebody_acts(act)

    def somebody_acts(self, act: Act) -> None:
        if act.makes_sense(self.year):
            [answer] = self.wait(_asked(self.campus, self.year, act))
            self.tell(act, answer)
            self.settle([[act]], [answer])

    @rule(one=ACTS, other=ACTS)
    def two_act_at_once(self, one: Act, other: Act) -> None:
        """Whatever comes first, the other finds the year as the first has left it."""
        acts = [one, other]
        if all(self.wait(_asks_the_same(self.campus, self.year, *order)) for order in (acts, acts[::-1])):
            answers = self.wait(_asked(self.campus, self.year, *acts))
            for act, answer in zip(acts, answers, strict=True):
                self.tell(act, answer, "at once: ")
            self.settle([acts, acts[::-1]], answers)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.story.append(f"{days} days pass")
        Clock.days += days
        self.year.today += timedelta(days=days)

    @rule(module=st.sampled_from(MODULES), after=st.integers(0, 1))
    def a_last_day_comes(self, module: str, after: int) -> None:
        """R3.3: the last day of a phase's window is in it, and the day after is not."""
        window = self.year.colleges["info"].phases[module].window
        days = (window[1] - self.year.today).days + after if window else 0
        if days > 0:
            self.days_pass(days)

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        if not self._something_was_written():
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
        self.story.append(f"{how}{act.told(self.campus, self.year)} -> {', '.join(codes) or 'done'}")

    def settle(self, orders: list[list[Act]], answers: list[list[str]]) -> None:
        """Keeps the years that these answers leave possible."""
        given = dict(zip(map(id, orders[0]), answers, strict=True))
        possible, expected = [], []
        for order in orders:
            year = deepcopy(self.year)
            here = []
            for act in order:
                here.append(act.expected(year))
                act.play(year)
            expected.append(here)
            if all(_fits(given[id(act)], codes) for act, codes in zip(order, here, strict=True)):
                possible.append(year)
        if not possible:
            self.fail(f"the API answered {answers}, and the model expected {expected}")
        self.years = possible

    def fail(self, words: str) -> None:
        story = "\n".join(f"{number:3}. {line}" for number, line in enumerate(self.story, 1))
        raise AssertionError(f"\n{story}\nNow:\n{words}")


def _fits(codes: list[str], expected: list[str]) -> bool:
    """Done where nothing stands against it; else refused for one of the reasons, and by R3.3 for the first."""
    if not codes or not expected:
        return codes == expected
    first = [code for code in IN_ORDER if code in expected][:1]
    return set(codes) <= set(first or expected)


async def _asked(campus: Campus, year: Year, *acts: Act) -> list[list[str]]:
    """All at once; of each, the codes with which it was refused."""
    forms = [(act, await act.form(campus, year)) for act in acts]
    return list(await asyncio.gather(*(_sent(campus, year, act, form) for act, form in forms)))


async def _sent(campus: Campus, year: Year, act: Act, form: dict[str, Any]) -> list[str]:
    kind = MUTATIONS.fields[act.mutation].args["input"].type
    query = f"mutation($input: {kind}) {{ done: {act.mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    person, file = campus.people[act.person(year)], act.file(campus, year)
    if file is None:
        answer = await campus.ask(person, query, input=form)
    else:
        answer = await campus.upload(person, query, {"variables.input.file": ("成绩.xlsx", file)}, input=form)
    done = (answer.data or {}).get("done") or {"userErrors": []}
    return sorted({*answer.codes, *(error["code"] for error in done["userErrors"])})


async def _asks_the_same(campus: Campus, year: Year, first: Act, then: Act) -> bool:
    """Whether the second act is the same request after the first as before it."""
    after = deepcopy(year)
    if not (first.makes_sense(year) and then.makes_sense(year)):
        return False
    first.play(after)
    if not then.makes_sense(after) or then.person(after) != then.person(year):
        return False
    return await then.form(campus, after) == await then.form(campus, year) and (
        then.file(campus, after) == then.file(campus, year)
    )


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
