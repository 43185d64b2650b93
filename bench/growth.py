"""Measures at ten times the university: work on a class must not take longer, work on everything ten times as long."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bench.computing import everybody_rated, everybody_scored
from bench.figures import Outcome, compared_rates, compared_times, ratios
from bench.ground import Ground, standing
from bench.lists import class_query
from bench.reads import SECONDS, WARM, Contender

HEAVY_ROUNDS = 2
"""Rounds of a computation of ten universities, which takes half a minute."""
Work = Callable[[Ground], Awaitable[float]]


async def tenfold(ground: Ground) -> list[Outcome]:
    """Serves two universities side by side in turns, one with ten times as many colleges of the same size."""
    async with standing(ground.url, ground.size.tenfold, ground.rounds, keep=ground.keep) as large:
        print(f"beside it {large.size.description}", flush=True)
        return [
            await _class_queries(ground, large),
            await _computation(everybody_scored, ground, large),
            await _computation(everybody_rated, ground, large),
        ]


async def _class_queries(ground: Ground, large: Ground) -> Outcome:
    usual, grown = [await _asking(one) for one in (ground, large)]
    for _ in range(ground.rounds):
        for one in (usual, grown):
            one.rates.append(await one.run(ground.connections, SECONDS))
    slower = ratios(usual.rates, grown.rates)
    return replace(compared_rates(grown.rates, usual.rates), ratios=slower)


async def _asking(ground: Ground) -> Contender:
    contender = (await class_query(ground)).ours(ground.served.port)
    await contender.answers()
    await contender.run(ground.connections, WARM)
    return contender


async def _computation(work: Work, ground: Ground, large: Ground) -> Outcome:
    usual, grown = [], []
    for _ in range(min(ground.rounds, HEAVY_ROUNDS)):
        usual.append(await work(ground))
        grown.append(await work(large))
    return compared_times(grown, usual)
