"""Measures pages of the library over many years: bounded time for every filter, order and jump (R7.8).

    python -m bench.library [--years 20] [--times 20]

`zongce serve` answers the queries one after the other over HTTP, signed in, `totalCount` included. The database is
created and dropped here: on the server of DATABASE_URL if set, else on an embedded one.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson

from bench.library_data import FIRST_YEAR, make_library
from bench.servers import database_server
from db.migrate import upgrade
from db.session import Database
from tests.conftest import Cluster
from tests.evening.server import Served
from tests.evening.wire import Connection, request

LIBRARY = """query Library($filter: ComprehensiveResultFilter, $order: ComprehensiveResultOrder, $offset: Int,
  $after: String) {
  comprehensiveResults(filter: $filter, orderBy: $order, first: 50, offset: $offset, after: $after) {
    totalCount pageInfo { endCursor } nodes {
    student { number name schoolClass { name major { name } grade } }
    overall { score level classRank { label } gradeRank { label } } hasFailedCourse } } }"""
SEARCHES: dict[str, tuple[dict[str, Any], str | None]] = {
    "all, by number": ({}, None),
    "all, by overall score": ({}, "OVERALL_SCORE"),
    "one year, by overall score": ({"academicYear": "YEAR"}, "OVERALL_SCORE"),
    "all, by one quality": ({}, "QUALITY_SCORE"),
    "one year, by one quality": ({"academicYear": "YEAR"}, "QUALITY_SCORE"),
    "one year, by grade rank": ({"academicYear": "YEAR"}, "OVERALL_GRADE_RANK"),
    "one year, failed a course": ({"academicYear": "YEAR", "failedCourse": True}, "OVERALL_SCORE"),
    "all, failed a course": ({"failedCourse": True}, "OVERALL_SCORE"),
    "all, name": ({"name": "ab"}, "NAME"),
    "all, number": ({"number": "2010"}, "NUMBER"),
    "one year, took no part": ({"academicYear": "YEAR", "participating": False}, "NUMBER"),
}


@dataclass
class Asker:
    port: int
    token: str

    async def ask(self, **variables: Any) -> tuple[float, Any]:
        """Returns the seconds and the page."""
        connection = await Connection.open(self.port)
        body = orjson.dumps({"query": LIBRARY, "variables": variables})
        began = time.perf_counter()
        _, answer = await connection.ask(request("/graphql", body, self.token))
        seconds = time.perf_counter() - began
        connection.drop()
        response = orjson.loads(answer)
        assert "errors" not in response, response
        return seconds, response["data"]["comprehensiveResults"]


async def measure(asker: Asker, filters: dict[str, Any], order: str | None, times: int) -> None:
    by: dict[str, Any] | None = {"field": order, "direction": "DESC"} if order else None
    if order == "QUALITY_SCORE":
        by = {**(by or {}), "quality": "scholastic"}
    _, page = await asker.ask(filter=filters, order=by)
    total = page["totalCount"]
    places = {"first": 0, "middle": total // 2, "last": max(total - 50, 0)}
    timings = []
    for place in places.values():
        seconds = sorted([(await asker.ask(filter=filters, order=by, offset=place))[0] for _ in range(times)])
        timings.append(f"{1000 * median(seconds):8.1f} (most {1000 * seconds[-1]:7.1f})")
    print(f"{total:9,}  " + "  ".join(timings))


async def main(server_url: str, args: argparse.Namespace) -> None:
    cluster = Cluster(server_url)
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        count = await make_library(database, args.years)
        year = FIRST_YEAR + args.years // 2
        print(f"{count:,} results in {args.years} years; milliseconds of a page of 50 with its total, of {args.times}")
        print(f"{'search':32}{'found':>9}  {'first page':>24}  {'middle':>24}  {'last page':>24}")
        async with Served(cluster.database_url(name)) as served:
            asker = Asker(served.port, "zs_S1")
            for what, (filters, order) in SEARCHES.items():
                named = {key: f"{year}-{year + 1}" if value == "YEAR" else value for key, value in filters.items()}
                print(f"{what:32}", end="", flush=True)
                await measure(asker, named, order, args.times)
        await database.dispose()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Pages of the library over many years")
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--times", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    with database_server() as url:
        asyncio.run(main(url, options()))
