"""Lets a whole college rate at once while answers get lost and the server is killed, and judges it all (R5.3, R5.4).

    python -m bench.rating_evening [--classes 25] [--students 40] [--connections 200] [--kills 3] [--workers 1] ...

It uses a database of its own, created and dropped here: on the server of DATABASE_URL if set, else on an embedded one.
Exits with 1 if anything acknowledged was lost or changed, or a score does not follow from its marks.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, fields

from bench.servers import database_server
from db.migrate import upgrade
from db.session import Database
from tests.conftest import Cluster
from tests.evening.checks import Verdict
from tests.evening.college import Size, make_college
from tests.evening.evening import Course, Evening
from tests.evening.server import Served


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A rating evening at full size")
    parser.add_argument("--classes", type=int, default=25)
    parser.add_argument("--students", type=int, default=40, help="students who take part in each class")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--losses", type=float, default=0.05, help="part of the requests at which a client hangs up")
    parser.add_argument("--pause", type=float, default=0, help="longest pause of a rater before a request, in seconds")
    parser.add_argument("--workers", type=int, default=1, help="serving processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-self-rating", dest="self_rating", action="store_false")
    return parser.parse_args()


@dataclass(frozen=True)
class Outcome:
    """Holds one evening; its verdict knows each breach."""

    session: Evening
    verdict: Verdict
    seconds: float


async def evening(url: str, size: Size, course: Course, workers: int = 1) -> Outcome:
    """Runs the evening in a database of its own, and judges it."""
    async with Cluster(url).fresh() as name:
        database = Database(Cluster(url).database_url(name))
        await upgrade(database)
        college = await make_college(database, size)
        async with Served(Cluster(url).database_url(name), workers=workers) as served:
            session = Evening(college, served, course)
            started = time.perf_counter()
            await session.run()
            seconds = time.perf_counter() - started
            verdict = Verdict(session, database)
            await verdict.reach()
        await database.dispose()
    return Outcome(session, verdict, seconds)


def _report(came: Outcome) -> None:
    session, verdict, seconds = came.session, came.verdict, came.seconds
    ballots = verdict.ballots.values()
    submitted = sum(one.submitted for one in ballots)
    marks = sum(len(one.marks) for one in ballots)
    counts = session.told()
    print(f"raters' sheets   {len(session.desks):>9,}   of {len(session.college.rated)} classes")
    print(
        f"requests         {counts['requests']:>9,}   in {seconds:.1f} s over {session.course.connections} connections"
    )
    print(f"without answer   {counts['lost']:>9,}   sent again; {counts['late']} came late")
    print(f"kills            {counts['kills']:>9,}   (SIGKILL, and started again)")
    print(f"ballots          {len(ballots):>9,}   {submitted:,} submitted, {counts['acknowledged']:,} acknowledged")
    print(f"marks            {marks:>9,}")
    print(
        f"checks           {verdict.checks.total():>9,}   " + ", ".join(f"{n} {k}" for k, n in verdict.checks.items())
    )
    print(f"breaches         {len(verdict.breaches):>9,}")
    for breach in verdict.breaches[:20]:
        print("  ", breach)


def main(url: str, args: argparse.Namespace) -> bool:
    course = Course(**{one.name: getattr(args, one.name) for one in fields(Course)})
    size = Size(**{one.name: getattr(args, one.name) for one in fields(Size)})
    came = asyncio.run(evening(url, size, course, args.workers))
    _report(came)
    return not came.verdict.breaches


if __name__ == "__main__":
    with database_server() as server_url:
        sound = main(server_url, options())
    sys.exit(not sound)
