"""Runs one evening with one trouble, and reports its outcome."""

import argparse
import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import cast

import asyncpg
from sqlalchemy import text

from bench.failover.configs import TTL
from bench.failover.machines import ROOT
from bench.failover.network import DATABASES
from bench.failover.older import older
from bench.failover.rig import PORT, Rig
from bench.failover.troubles import LONGEST_SILENCE, OUTLASTS, TROUBLES, UNSEEN, Drawn
from bench.failover.watching import Readiness, Watched
from db.session import Database
from tests.evening.checks import Verdict
from tests.evening.college import ADMIN, Size, make_college
from tests.evening.evening import Course, Evening
from tests.evening.server import UNHURRIED, Served
from tests.evening.wire import Lost, Wire
from tests.waiting import until

COMPUTE = """mutation($batch: ID!) { did: computeAcademicScores(input: {batchId: $batch}) {
  userErrors { code message } } }"""
OPERATIONS = "select status, count(*) from operation group by 1 order by 1"


@dataclass
class Outcome:
    """The outcome of one evening; `wrong` is empty if everything held."""

    trouble: Drawn
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
        silence, longest = max(self.silence()), LONGEST_SILENCE[self.trouble.name]
        silent = [f"{silence:.1f} s of silence, more than {longest:.0f}"] if silence > longest else []
        seen = self.trouble.name in UNSEEN and (self.wire.refusals or self.wire.broken)
        noticed = [f"noticed: {dict(self.wire.refusals)}, {self.wire.broken} answers lost"] if seen else []
        return [*breaches, *self.wire.faults[:20], *failed, *silent, *noticed]

    def silence(self) -> tuple[float, float]:
        """The longest time without an acknowledged write: during the trouble, and at its end (a node that is back)."""
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
        writes = sum(one.acknowledged for desk in self.evening.desks for one in desk.beliefs.writes)
        breaches = len(self.verdict.breaches) if self.verdict else "?"
        cells = (
            *(self.trouble, writes, breaches, refusals, len(self.wire.faults), f"{first:.1f} s", f"{later:.1f} s"),
            *(f"{states} (slowest {self.ready.slowest:.1f} s)", operations, self.wire.asked),
        )
        return f"| {' | '.join(map(str, cells))} |"


async def evening(rig: Rig, trouble: Drawn, args: argparse.Namespace) -> Outcome:
    """Runs the evening with a college of its own, in a database that is made anew."""
    await rig.recovered()
    await rig.closed()
    program = older(rig.folder) if trouble.name == "upgrade" else ROOT
    database = await _fresh(rig, program, unseen=trouble.name in UNSEEN)
    college = await make_college(database, Size(args.classes, args.students))
    await rig.served()
    wire = Watched(PORT, args.connections, rig.tls)
    course = Course(args.seed, args.connections, kills=0, losses=0.03, pause=args.pause)
    session = Evening(college, cast("Served", None), course, wire)
    ready = Readiness(PORT, rig.tls)
    others = [asyncio.create_task(ready.watch()), asyncio.create_task(_office(wire, str(college.batch_id)))]
    outcome = await _run(session, rig, trouble, wire, ready)
    for other in others:
        other.cancel()
    await rig.recovered()
    await rig.served()
    outcome.verdict = Verdict(session, database)
    await asyncio.wait_for(outcome.verdict.reach(), 120)
    async with database.read() as db:
        outcome.operations = {row.status: row._mapping["count"] for row in await db.execute(text(OPERATIONS))}
    await database.dispose()
    return outcome


async def _run(session: Evening, rig: Rig, trouble: Drawn, wire: Watched, ready: Readiness) -> Outcome:
    loop = asyncio.get_running_loop()
    everybody = asyncio.create_task(session.run())
    await asyncio.sleep(trouble.after)
    began = loop.time()
    await TROUBLES[trouble.name](rig, trouble.which)
    await everybody
    return Outcome(trouble, session, wire, ready, began, loop.time())


async def _office(wire: Wire, batch: str) -> None:
    """Computes academic scores again and again as the college's admin: long work must not fail either."""
    while True:
        with suppress(Lost):
            await wire.ask(f"zs_{ADMIN}", COMPUTE, {"batch": batch})
        await asyncio.sleep(2)


async def _fresh(rig: Rig, program: Path, *, unseen: bool) -> Database:
    """Makes the database of deploy/zongce.env anew, for a program that the app nodes start next.

    Where nobody may notice anything, two cores that carry all machines must not be a reason to refuse anybody.
    """
    await until(lambda: _ran(rig.address("postgres"), "drop database if exists zongce with (force)"))
    await until(lambda: _ran(rig.address("postgres"), "create database zongce"))
    for node in DATABASES:  # a standby that lags would say that there is none
        await until(partial(_ran, rig.address("zongce", node), "select 1"))
    await rig.migrate(program)
    for app in rig.apps:
        app.program, app.more = program, UNHURRIED if unseen else {}
    return Database(rig.address("zongce"))


async def _ran(address: str, statement: str) -> bool:
    """Tells whether it went well: the server's own vacuum may be at work in a database, and ends by itself."""
    with suppress(asyncpg.PostgresError, OSError):
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(statement, timeout=30)
        finally:
            await connection.close()
        return True
    return False
