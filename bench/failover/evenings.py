"""Runs one evening with one trouble, and reports its outcome."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import text

from bench.failover.configs import TTL
from bench.failover.rig import Rig
from bench.failover.troubles import OUTLASTS, TROUBLES
from bench.failover.watching import Readiness, Watched
from db.migrate import upgrade
from db.session import Database
from tests.conftest import Cluster
from tests.evening.checks import Verdict
from tests.evening.college import ADMIN, Size, make_college
from tests.evening.evening import Course, Evening
from tests.evening.server import Served
from tests.evening.wire import Lost, Wire

BEFORE_SECONDS = 8
"""The evening runs so long before the trouble comes."""
COMPUTE = """mutation($batch: ID!) { did: computeAcademicScores(input: {batchId: $batch}) {
  userErrors { code message } } }"""
OPERATIONS = "select status, count(*) from operation group by 1 order by 1"


@dataclass
class Outcome:
    """The outcome of one evening; `wrong` is empty if everything held."""

    trouble: str
    through: str
    evening: Evening
    wire: Watched
    ready: Readiness
    began: float
    ended: float
    verdict: Verdict | None = None
    operations: dict[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> list[str]:
        breaches = self.verdict.breaches if self.verdict else ["not judged"]
        failed = [f"{number} operations {status}" for status, number in self.operations.items() if status == "FAILED"]
        return [*breaches, *self.wire.faults[:20], *failed]

    def silence(self) -> tuple[float, float]:
        """The longest time without an acknowledged write: during the trouble, and at its end (a node that thaws)."""
        desks = self.evening.desks
        acknowledged = sorted(one.ended for desk in desks for one in desk.beliefs.writes if one.acknowledged)
        acknowledged = acknowledged[: len(acknowledged) * 97 // 100]  # the last raters are few
        moments = [self.began, *(at for at in acknowledged if at > self.began)]
        gaps = [(later - earlier, earlier - self.began) for earlier, later in pairwise(moments)]
        first = [gap for gap, at in gaps if at < TTL + OUTLASTS / 2]
        return max(first, default=0), max((gap for gap, at in gaps if at >= TTL + OUTLASTS / 2), default=0)

    def line(self) -> str:
        first, later = self.silence()
        refusals = ", ".join(f"{count} x {kind}" for kind, count in self.wire.refusals.items()) or "-"
        states = " ".join(f"{status}@{at - self.began:+.1f}" for at, status in self.ready.changes)
        operations = ", ".join(f"{number} {status}" for status, number in self.operations.items())
        breaches = len(self.verdict.breaches) if self.verdict else "?"
        cells = (
            *(self.trouble, self.through, breaches, refusals, len(self.wire.faults), f"{first:.1f} s"),
            *(f"{later:.1f} s", f"{states} (slowest {self.ready.slowest:.1f} s)", operations, self.wire.asked),
        )
        return f"| {' | '.join(map(str, cells))} |"


async def evening(rig: Rig, address: str, through: str, trouble: str, args: argparse.Namespace) -> Outcome:
    """Runs the evening with a college of its own, which it creates and drops."""
    await rig.recovered()
    async with _database(rig) as (name, database):
        college = await make_college(database, Size(args.classes, args.students))
        settings = {"ZONGCE_LOG_LEVEL": "warning", "ZONGCE_OPERATION_WAIT_SECONDS": "20"}
        async with Served(f"{address}/{name}", workers=args.workers, settings=settings, log=args.log) as served:
            wire = Watched(served.port, args.connections)
            course = Course(args.seed, args.connections, kills=0, losses=0.03, pause=args.pause)
            session = Evening(college, served, course, wire)
            ready = Readiness(served.port)
            others = [asyncio.create_task(ready.watch()), asyncio.create_task(_office(wire, str(college.batch_id)))]
            outcome = await _run(session, rig, trouble, through, wire, ready)
            for other in others:
                other.cancel()
            await rig.recovered()
            outcome.verdict = Verdict(session, database)
            await asyncio.wait_for(outcome.verdict.reach(), 120)
            async with database.read() as db:
                outcome.operations = {row.status: row._mapping["count"] for row in await db.execute(text(OPERATIONS))}
    return outcome


async def _run(session: Evening, rig: Rig, trouble: str, through: str, wire: Watched, ready: Readiness) -> Outcome:
    loop = asyncio.get_running_loop()
    everybody = asyncio.create_task(session.run())
    await asyncio.sleep(BEFORE_SECONDS)
    began = loop.time()
    await TROUBLES[trouble](rig)
    await everybody
    return Outcome(trouble, through, session, wire, ready, began, loop.time())


async def _office(wire: Wire, batch: str) -> None:
    """Computes academic scores again and again as the college's admin: long work must not fail either."""
    while True:
        with suppress(Lost):
            await wire.ask(f"zs_{ADMIN}", COMPUTE, {"batch": batch})
        await asyncio.sleep(2)


@asynccontextmanager
async def _database(rig: Rig) -> AsyncIterator[tuple[str, Database]]:
    cluster: Any = Cluster(rig.by_proxy + "/postgres")
    async with cluster.fresh() as name:
        database = Database(f"{rig.by_proxy}/{name}")
        await upgrade(database)
        yield name, database
        await database.dispose()
