"""Weakened rules are tried in forks of one process that has imported the product and collected the tests."""

import builtins
import gc
import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

from tests.mutations.answers import answers, is_judgement
from tests.mutations.campus import forked, in_other_processes, ready
from tests.mutations.source import noting, sources
from tests.mutations.weakening import Function, Weakening, live_functions, put

HUNG_SECONDS = 300
"""Tests that hang with a weakened rule notice it as well."""
SAME = "the same answers to everything that can be asked"


class Cost(NamedTuple):
    """The cost of a test, and which functions that can be weakened it runs."""

    seconds: float
    functions: frozenset[Function]


class Trying:
    """Is a plugin of pytest: it runs each test with the sound rules, then the fitting ones with each weakened rule.

    Attributes:
        processes: how many weakened rules are tried at once.
        most_seconds: no weakened rule is tried longer, as the same tests took with the sound rules.
        told: whether to tell which test noticed each weakened rule.
        killed: how many rules some test has noticed.
        alive: the rules that no test has noticed.
        equivalent: the changes that have proven to weaken nothing.
        noticed_by: the tests that noticed a function's weakened rules, or those of one kind; they are tried first.
    """

    def __init__(self, weakenings: Sequence[Weakening], processes: int, most_seconds: float, *, told: bool) -> None:
        self.weakenings, self.processes, self.most_seconds, self.told = weakenings, processes, most_seconds, told
        self.killed, self.alive, self.equivalent = 0, list[str](), list[str]()
        self.noticed_by: dict[Function | str, set[str]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("the tests could not be collected")
        live_functions()
        sound_answers()
        gc.freeze()  # forks share what is here
        items: list[Any] = session.items
        with ready(any({"template", "full"} & {*item.fixturenames} for item in items)):
            self.try_all(items)
        return True

    def try_all(self, items: list[Any]) -> None:
        costs = measured(items, self.processes)
        by_cost = sorted(items, key=lambda item: costs[item.nodeid].seconds)
        running: dict[int, tuple[Weakening, int]] = {}
        for one in self.weakenings:
            before = self.noticed_by.get(one.function or one.tests, set())
            fit = sorted(fitting(one, by_cost, costs, self.most_seconds), key=lambda item: item.nodeid not in before)
            child, told = forked(partial(tried, one, fit))
            running[child] = one, told
            while len(running) >= self.processes:
                self.await_one(running)
        while running:
            self.await_one(running)

    def await_one(self, running: dict[int, tuple[Weakening, int]]) -> None:
        child, status = os.wait()
        if child not in running:
            return
        one, told = running.pop(child)
        with os.fdopen(told, "rb") as pipe:
            given = pipe.read()
        code = os.waitstatus_to_exitcode(status)
        failed = pickle.loads(given) if code == 0 else "the tests hung"
        if code not in (0, -signal.SIGALRM):
            raise RuntimeError(f"this could not be tried: {one.name}")
        if failed == SAME:
            self.equivalent.append(one.name)
        elif failed:
            self.killed += 1
            self.noticed_by.setdefault(one.function or one.tests, set()).add(failed)
        else:
            self.alive.append(one.name)
        if self.told and failed:
            sys.stdout.write(f"{one.name}\n    {failed}\n")
        elif not failed:
            sys.stdout.write(f"alive: {one.name}\n")
        sys.stdout.flush()


def measured(items: list[Any], processes: int) -> dict[str, Cost]:
    """Runs each test with the sound rules.

    Raises:
        RuntimeError: a test fails without any weakened rule.
    """
    shares = [items[number::processes] for number in range(processes)]
    found = in_other_processes([partial(costs_of, share) for share in shares])
    return {nodeid: cost for one in found for nodeid, cost in one.items()}


class Shared:
    """Is a plugin of pytest: it notes what a fixture of several tests runs, which only the first of them sets up."""

    def __init__(self, run: set[Function]) -> None:
        self.run = run
        self.functions: dict[Any, frozenset[Function]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[Any]:
        before = frozenset(self.run)
        self.run.clear()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                self.functions[fixturedef] = frozenset(self.run)
            self.run.update(before)

    def of(self, item: Any) -> frozenset[Function]:
        known = item._fixtureinfo.name2fixturedefs.values()
        return frozenset().union(*(self.functions.get(found[-1], ()) for found in known))


def costs_of(items: list[Any]) -> dict[str, Cost]:
    costs: dict[str, Cost] = {}
    run: set[Function] = set()
    shared = Shared(run)
    items[0].config.pluginmanager.register(shared)
    vars(builtins)["noted"] = run.add
    for path in {function[0] for function in live_functions()} & sources().keys():
        put(path, noting(path, "noted"))
    for item, following in pairwise([*items, None]):
        run.clear()
        began = time.process_time()
        faults = [
            report.longreprtext for report in runtestprotocol(item, log=False, nextitem=following) if report.failed
        ]
        assert not faults, (item.nodeid, faults)
        costs[item.nodeid] = Cost(time.process_time() - began, frozenset(run) | shared.of(item))
    return costs


def fitting(
    one: Weakening, by_cost: list[pytest.Item], costs: dict[str, Cost], most_seconds: float
) -> Iterator[pytest.Item]:
    """Yields the tests that may notice a weakened rule, the cheapest first."""
    spent = 0.0
    for item in by_cost:
        cost = costs[item.nodeid]
        if one.function in cost.functions if one.function else item.nodeid.startswith(one.tests):
            spent += cost.seconds
            if spent > most_seconds:
                return
            yield item


def tried(one: Weakening, items: list[pytest.Item]) -> str:
    """Weakens the rule and returns the test that fails, SAME if no answer changes, or "" if the rule lives."""
    signal.alarm(HUNG_SECONDS)
    silence()
    one.apply()
    if is_judgement(one.function) and answers_as_before():
        return SAME
    return first_failed(items) or ""


def answers_as_before() -> bool:
    try:
        return answers() == sound_answers()
    except Exception:  # what answers no more answers otherwise
        return False


@cache
def sound_answers() -> list[Any]:
    return answers()


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def first_failed(items: list[Any]) -> str | None:
    """Runs tests until one fails; what they have set up is taken down in either case."""
    for item, following in pairwise([*items, None]):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            with suppress(Exception):  # what is weakened may also show when a fixture looks back
                item.session._setupstate.teardown_exact(None)
            return item.nodeid
    return None
