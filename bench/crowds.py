"""Measures what a crowd meets: everybody signs in at once, more pages than can be answered, a college that rates."""

from collections import Counter

from bench.figures import Outcome
from bench.ground import Ground
from bench.overload import loaded, p99, pages_of, warmed
from bench.rating_evening import evening as rating_evening
from bench.sign_in_evening import rush
from tests.evening.college import Size
from tests.evening.evening import Course
from tests.evening.server import Served

RUSHES = 2
"""Rounds of sign-ins, each of which takes half a minute."""
SECONDS = 4.0
COLLEGE, COURSE = Size(classes=25, students=40), Course(connections=1000, kills=3, losses=0.05)


async def sign_ins(ground: Ground) -> list[Outcome]:
    """Serves with the usual limits: the ground's own server refuses nobody for a crowd."""
    async with Served(ground.url, settings={}) as served:
        rushes = [await rush(ground, served.port) for _ in range(min(ground.rounds, RUSHES))]
    outcomes = Counter(outcome for one in rushes for outcome, _ in one.right)
    assert all(one.everybody for one in rushes), dict(outcomes)
    quiet = p99([seconds for one in rushes for seconds in one.quiet.latencies])
    refused = sum(len(one.pages.refusals) for one in rushes)
    return [
        Outcome([one.seconds for one in rushes], "nobody was refused"),
        Outcome([p99(one.pages.latencies) for one in rushes], f"{quiet:.0f} ms before; {refused} refused"),
    ]


async def evening(ground: Ground) -> list[Outcome]:
    async with Served(ground.url, settings={}) as served:
        pages = await pages_of(ground)
        await warmed(served, pages)
        loads = [await loaded(served, pages, SECONDS) for _ in range(ground.rounds)]
    assert all(one.sound for one in loads), [one.full.others + one.even.others + one.quiet.others for one in loads]
    refusals = sum(len(one.full.refusals) for one in loads) / sum(len(one.full.latencies) for one in loads)
    return [
        Outcome([one.even.rate / one.best.rate for one in loads], f"{loads[-1].best.rate:,.0f} a second at best"),
        Outcome([one.full.rate / one.best.rate for one in loads], f"{refusals:.2f} refused for each that is served"),
        Outcome([one.latency for one in loads], f"{p99(loads[-1].full.latencies):.0f} ms in the last round"),
        await _rating(ground),
    ]


async def _rating(ground: Ground) -> Outcome:
    came = await rating_evening(ground.url, COLLEGE, COURSE)
    ballots, checks = len(came.verdict.ballots), came.verdict.checks.total()
    note = f"{ballots:,} ballots over 1,000 connections in {came.seconds:.0f} s; {checks:,} checks"
    return Outcome([len(came.verdict.breaches)], note)
