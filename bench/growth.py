"""Measures at ten times the university: work on a class must not take longer, work on everything ten times as long."""

from collections.abc import Awaitable, Callable

from bench.computing import everybody_rated, everybody_scored
from bench.figures import Figure, Target, rates, ratios, times
from bench.ground import Ground, standing
from bench.lists import class_query
from bench.reads import SECONDS, WARM, Contender

ITSELF = "itself at a tenth"
Work = Callable[[Ground], Awaitable[float]]


async def tenfold(ground: Ground) -> list[Figure]:
    """Serves two universities side by side in turns, one with ten times as many colleges of the same size."""
    async with standing(ground.url, ground.size.tenfold, ground.rounds, keep=ground.keep) as large:
        print(f"beside it {large.size.description}", flush=True)
        return [
            await _class_queries(ground, large),
            await _computation("academic scores and ranks of ten times as many", everybody_scored, ground, large),
            await _computation("rating results of ten times as many", everybody_rated, ground, large),
        ]


async def _class_queries(ground: Ground, large: Ground) -> Figure:
    usual, grown = [await _asking(one) for one in (ground, large)]
    for _ in range(ground.rounds):
        for one in (usual, grown):
            one.rates.append(await one.run(ground.connections, SECONDS))
    slower = ratios(usual.rates, grown.rates)
    note = rates(grown.rates, usual.rates)
    return Figure("class list among ten times as many", ITSELF, Target(1.15), slower, note)


async def _asking(ground: Ground) -> Contender:
    contender = (await class_query(ground)).ours(ground.served.port)
    await contender.answers()
    await contender.run(ground.connections, WARM)
    return contender


async def _computation(what: str, work: Work, ground: Ground, large: Ground) -> Figure:
    usual, grown = [], []
    for _ in range(ground.rounds):
        usual.append(await work(ground))
        grown.append(await work(large))
    return Figure(what, ITSELF, Target(12), ratios(grown, usual), times(grown, usual))
