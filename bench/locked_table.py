"""Checks that requests that do not need a locked table are served as before while somebody keeps it locked.

    python -m bench.locked_table [--tables audit_entry mark] [--seconds 40] [--askers 6]

So many people of each kind send one request after the other, with a moment between them, before and while the table is
locked. Exits with 1 if a kind of request that does not need the table is refused, or waits a second.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

import asyncpg
import orjson

from bench.servers import database_server
from db.migrate import upgrade
from db.session import Database
from tests.conftest import Cluster
from tests.evening.college import ADMIN, College, Rater, Size, make_college
from tests.evening.desks import SAVE, SHEET
from tests.evening.server import Served
from tests.evening.wire import Connection, request

ME = "query Me { viewer { name roles { role } permissions student { name schoolClass { name } } } }"
STUDENTS = "query Students { students(first: 20) { totalCount nodes { number name schoolClass { name } } } }"
AUDIT = "query Audit { auditLog(first: 20) { nodes { action } } }"
RESULTS = (
    "query Results($batch: ID!) { ratingResults(batchId: $batch, first: 20) { totalCount nodes { ratingScore } } }"
)
NEEDS = {
    "audit_entry": {"save", "audit"},
    "mark": {"sheet", "save"},
    "ballot": {"sheet", "save"},
    "rating_result": {"results"},
    "student": {"me", "students", "sheet", "save", "results"},
}
"""These kinds of request need each table."""
BEFORE_SECONDS, MOST_SECONDS, PAUSE = 8, 1.0, 0.4


@dataclass
class Kind:
    """One kind of request by several people, and its answers."""

    name: str
    requests: Iterator[bytes]
    latencies: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    async def ask(self, port: int, seconds: float, throw: random.Random) -> None:
        """Sends the requests of one person for so many seconds."""
        connection = await Connection.open(port)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await asyncio.sleep(throw.uniform(0, PAUSE))
            began = time.perf_counter()
            status, body = await connection.ask(next(self.requests))
            errors = [error["extensions"] for error in orjson.loads(body).get("errors") or ()]
            if status == 200 and not errors:
                self.latencies.append(time.perf_counter() - began)
                continue
            self.others[f"{status} {'/'.join(one['code'] for one in errors)}"] += 1
            await asyncio.sleep(max(one.get("retryAfter", 0) for one in errors))  # as pages do
        connection.drop()

    def take(self) -> tuple[list[float], Counter[str]]:
        outcome = sorted(self.latencies), self.others
        self.latencies, self.others = [], Counter()
        return outcome


def kinds(college: College) -> list[Kind]:
    batch = str(college.batch_id)
    raters = [rater for rater in college.raters if rater.username.startswith("2019")]
    counsellors = [f"zs_{rater.username}" for rater in college.raters if rater.username.startswith("C")]
    return [
        _kind("sheet", *(request("/graphql", _body(SHEET, {"batchId": batch}), one.token) for one in raters)),
        _kind("save", *(request("/graphql", _body(SAVE, _mark(college, one)), one.token) for one in raters)),
        _kind("me", *(request("/graphql", _body(ME, {}), one.token) for one in raters)),
        _kind("students", *(request("/graphql", _body(STUDENTS, {}), token) for token in counsellors)),
        _kind("audit", request("/graphql", _body(AUDIT, {}), f"zs_{ADMIN}")),
        _kind("results", request("/graphql", _body(RESULTS, {"batch": batch}), f"zs_{ADMIN}")),
    ]


def _kind(name: str, *requests: bytes) -> Kind:
    return Kind(name, cycle(requests))


def _body(query: str, variables: dict[str, object]) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def _mark(college: College, rater: Rater) -> dict[str, object]:
    student, item = college.cells_of(rater)[0]
    low = next(one.low for one in college.items if one.id == item)
    mark = {"studentId": str(student), "itemId": str(item), "points": str(low)}
    return {"input": {"batchId": str(college.batch_id), "marks": [mark]}}


async def everybody(kinds_of_request: list[Kind], port: int, seconds: float, askers: int) -> None:
    throw = random.Random(1)
    await asyncio.gather(*(kind.ask(port, seconds, throw) for kind in kinds_of_request for _ in range(askers)))


async def measure(url: str, args: argparse.Namespace) -> bool:
    """Returns whether all requests that do not need the tables were undisturbed."""
    sound = True
    async with Cluster(url).fresh() as name:
        database = Database(Cluster(url).database_url(name))
        await upgrade(database)
        kinds_of_request = kinds(await make_college(database, Size(12, 30)))
        async with Served(Cluster(url).database_url(name)) as served:  # it refuses nobody for a crowd, of whatever else
            await everybody(kinds_of_request, served.port, 2, args.askers)
            for table in args.tables:
                sound &= await _locked(kinds_of_request, served.port, Cluster(url).database_url(name), table, args)
        await database.dispose()
    return sound


async def _locked(kinds_of_request: list[Kind], port: int, url: str, table: str, args: argparse.Namespace) -> bool:
    for kind in kinds_of_request:
        kind.take()
    await everybody(kinds_of_request, port, BEFORE_SECONDS, args.askers)
    before = {kind.name: kind.take() for kind in kinds_of_request}
    locking = await asyncpg.connect(url)
    async with locking.transaction():
        await locking.execute(f"lock table {table} in access exclusive mode")
        await everybody(kinds_of_request, port, args.seconds, args.askers)
    await locking.close()
    during = {kind.name: kind.take() for kind in kinds_of_request}
    undisturbed = [_line(table, name, before[name], during[name]) for name in during]
    return all(undisturbed)


def _line(
    table: str, name: str, before: tuple[list[float], Counter[str]], during: tuple[list[float], Counter[str]]
) -> bool:
    """Prints the answers to one kind of request, and returns whether they are as required."""
    needs = name in NEEDS[table]
    errors = ", ".join(f"{count} x {what}" for what, count in during[1].items()) or "-"
    figures = f"{_latencies(before[0])} -> {_latencies(during[0])}  {errors}"
    print(f"{table:<14}{name:<10}{'needs it' if needs else '':<10}{figures}")
    return needs or (not during[1] and max(during[0], default=0) < MOST_SECONDS)


def _latencies(found: list[float]) -> str:
    if not found:
        return f"{0:>5} answers{'':<36}"
    cut = (median(found), found[len(found) * 99 // 100], found[-1])
    return f"{len(found):>5} answers p50 {cut[0] * 1000:5.0f} p99 {cut[1] * 1000:5.0f} most {cut[2] * 1000:5.0f} ms"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Requests while one table is locked")
    parser.add_argument("--tables", nargs="+", default=["audit_entry", "mark"], choices=list(NEEDS))
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--askers", type=int, default=4, help="clients for each kind of request")
    return parser.parse_args()


if __name__ == "__main__":
    with database_server() as server_url:
        nobody_disturbed = asyncio.run(measure(server_url, options()))
    sys.exit(not nobody_disturbed)
