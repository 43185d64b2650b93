"""Measures saving and submitting the ballot of a whole class, beside an endpoint that does nothing but store it.

    python -m bench.ballots [--rounds 5] [--raters 200] [--connections 8]
    python -m bench.ballots --inside          where ours spends its time, and which statements it runs

Ours is `zongce serve`, signed in, with every rule and the audit log; the other is bench.bare_ballots. Each is one
process on the same PostgreSQL with tables of the same shape, and they take turns in every round. A ballot is 40
students by 3 items; every save and submission is another rater's. The database is created and dropped here: on the
server of DATABASE_URL if set, else on an embedded one.
"""

import argparse
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

import orjson
import uvloop

from bench.figures import Outcome, compared_rates
from bench.ground import Ground
from bench.inside import inside
from bench.load import Measured, load, summary
from bench.servers import database_server, process
from db.migrate import upgrade
from db.session import Database
from db.tables import RaterKind
from tests.conftest import Cluster
from tests.evening.college import College, Rater, Size, make_college, settle
from tests.evening.server import Served
from tests.evening.wire import request

STUDENTS = 40
SAVE = "mutation($input: SaveBallotInput!) { saveBallot(input: $input) { %s } }"
SUBMIT = "mutation($input: SubmitBallotInput!) { submitBallot(input: $input) { %s } }"
ERRORS = "userErrors { code message path }"
PAGE = f"ballot {{ status done total savedAt submittedAt }} {ERRORS}"

RequestBuilder = Callable[[College, Rater], tuple[bytes, bytes]]
"""The requests that save and submit a rater's ballot."""


def marks(college: College, rater: Rater) -> list[dict[str, str]]:
    low = {item.id: item.low for item in college.items}
    return [
        {
            "studentId": str(student),
            "itemId": str(item),
            "points": f"{low[item] + Decimal((student + rater.id) % 1000) / 100:.2f}",
        }
        for student, item in college.cells_of(rater)
    ]


def ours(selection: str) -> RequestBuilder:
    def build(college: College, rater: Rater) -> tuple[bytes, bytes]:
        batch = {"batchId": str(college.batch_id)}
        save = {"query": SAVE % selection, "variables": {"input": {**batch, "marks": marks(college, rater)}}}
        submit = {"query": SUBMIT % selection, "variables": {"input": batch}}
        return tuple(request("/graphql", orjson.dumps(body), rater.token) for body in (save, submit))  # type: ignore

    return build


def bare(college: College, rater: Rater) -> tuple[bytes, bytes]:
    place = {"batchId": college.batch_id, "classId": rater.class_id, "collegeId": college.college_id}
    rated = {**place, "kind": rater.kind, "raterId": rater.id}
    save = request("/save", orjson.dumps({**rated, "marks": marks(college, rater)}))
    return save, request("/submit", orjson.dumps(rated))


def accepted(body: bytes) -> bool:
    answer = orjson.loads(body)
    return "errors" not in answer and next(iter(answer["data"].values()))["userErrors"] == []


def stored(body: bytes) -> bool:
    return bool(orjson.loads(body)["marks"] == STUDENTS * 3)


@dataclass
class Contender:
    name: str
    port: int
    build_requests: RequestBuilder
    good: Callable[[bytes], bool]
    saves: list[Measured] = field(default_factory=list)
    submits: list[Measured] = field(default_factory=list)

    async def take_turn(self, college: College, raters: Sequence[Rater], connections: int) -> None:
        saves, submits = zip(*(self.build_requests(college, rater) for rater in raters), strict=True)
        self.saves.append(await load(self.port, saves, connections, self.good))
        self.submits.append(await load(self.port, submits, connections, self.good))

    def seconds(self) -> list[tuple[float, float]]:
        """Returns the seconds of each round: its saves and its submissions."""
        return [(save.seconds, submit.seconds) for save, submit in zip(self.saves, self.submits, strict=True)]


EARLIER = """
insert into {0}ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
select batch_id, class_id, college_id, 'PEER', -n, now(), now() from batch_class, generate_series(1, 200) n;
insert into {0}mark (ballot_id, student_id, item_id, points)
select id, -n, -n, 1 from {0}ballot, generate_series(1, 10) n
"""


async def age(database: Database, prefix: str = "") -> None:
    """Adds ballots of earlier raters, as on a server that has been running.

    Over small tables, connections keep plans that are soon wrong: PostgreSQL reads the whole table for each foreign
    key.
    """
    async with database.write() as db:
        raw: Any = (await db.get_raw_connection()).driver_connection
        await raw.execute(EARLIER.format(prefix))
    await settle(database)


def bare_server(url: str) -> AbstractAsyncContextManager[int]:
    return process(lambda port: (sys.executable, "-m", "bench.bare_ballots", url, str(port)))


async def compared(database: Database, url: str, college: College, args: argparse.Namespace) -> list[Contender]:
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(Served(url))
        plain = await stack.enter_async_context(bare_server(url))
        await age(database, "plain_")
        contenders = [
            Contender("bare endpoint", plain, bare, stored),
            Contender("ours", served.port, ours(ERRORS), accepted),
            Contender("ours, answering the ballot's state", served.port, ours(PAGE), accepted),
        ]
        peers = peers_of(college)
        for contender in contenders:
            await contender.take_turn(college, take(peers, 20), args.connections)  # warm: compiled, connected, planned
            contender.saves.clear()
            contender.submits.clear()
        for _ in range(args.rounds):
            for contender in contenders:
                await contender.take_turn(college, take(peers, args.raters), args.connections)
    return contenders


def peers_of(college: College) -> Iterator[Rater]:
    return (rater for rater in college.raters if rater.kind is RaterKind.PEER)


def take(raters: Iterator[Rater], count: int) -> list[Rater]:
    return [rater for rater, _ in zip(raters, range(count), strict=False)]


def _report(contenders: list[Contender], args: argparse.Namespace) -> None:
    print(f"{args.rounds} rounds of {args.raters} ballots of {STUDENTS * 3} marks, {args.connections} connections")
    for contender in contenders:
        print(contender.name)
        print("  save    ", summary(contender.saves))
        print("  submit  ", summary(contender.submits))
    for contender in contenders[1:]:
        print(f"{contender.name}, by the bare endpoint's time in the same round: {_times(contenders[0], contender)}")


def _times(least: Contender, other: Contender) -> str:
    """Returns the median of the rounds, and their spread."""
    rounds = list(zip(least.seconds(), other.seconds(), strict=True))
    both = sorted(sum(theirs) / sum(bare) for bare, theirs in rounds)
    save, submit = (median(theirs[part] / bare[part] for bare, theirs in rounds) for part in (0, 1))
    return f"{median(both):.2f} ({both[0]:.2f} - {both[-1]:.2f}); save {save:.2f}, submit {submit:.2f}"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Saving and submitting ballots, beside a bare endpoint")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--raters", type=int, default=200, help="raters who save and submit in each round")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--inside", action="store_true", help="show where ours spends its time")
    return parser.parse_args()


@asynccontextmanager
async def rating_college(server_url: str, args: argparse.Namespace) -> AsyncIterator[tuple[Database, str, College]]:
    """Creates a college in a database of its own, with raters enough for all contenders and rounds."""
    cluster, contenders = Cluster(server_url), 3
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        needed = contenders * (args.rounds * args.raters + 20)
        college = await make_college(database, Size(classes=-(-needed // STUDENTS), students=STUDENTS))
        await age(database)
        yield database, cluster.database_url(name), college
        await database.dispose()


async def ballots(ground: Ground) -> list[Outcome]:
    """Measures ballots for one line of the whole report."""
    args = argparse.Namespace(rounds=ground.rounds, raters=200, connections=8)
    async with rating_college(ground.url, args) as (database, url, college):
        bare, ours, _ = await compared(database, url, college, args)
    rated = [[2 * args.raters / sum(both) for both in one.seconds()] for one in (ours, bare)]
    return [compared_rates(*rated)]


async def main(server_url: str, args: argparse.Namespace) -> None:
    async with rating_college(server_url, args) as (database, url, college):
        if args.inside:
            requests = [ours(ERRORS)(college, rater) for rater in take(peers_of(college), args.raters)]
            await inside(database, requests, accepted)
        else:
            _report(await compared(database, url, college, args), args)


if __name__ == "__main__":
    with database_server() as url:
        uvloop.run(main(url, options()))
