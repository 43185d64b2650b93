"""An export of one whole year with every column, beside live queries: how much slower do those become? (R7.8)

    python -m bench.library_export [--years 2] [--seconds 10] [--rounds 3]

One `zongce serve` process; one client asks for a page of a class over and over, first alone, then while exports of
27,616 rows by 24 columns follow one another. The database is made and dropped here.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

import orjson

from bench.library_data import FIRST_YEAR, make_library
from bench.servers import database_server
from db.migrate import upgrade
from db.session import Database
from tests.conftest import Cluster
from tests.evening.server import Served
from tests.evening.wire import Connection, request

PAGE = """query($class: ID!) { comprehensiveResults(filter: {classId: $class}, first: 40) { nodes {
  student { number name } overall { score level classRank { label } } } } }"""
EXPORT = """mutation($input: RequestExportInput!) { requestExport(input: $input) {
  operation { id status downloadUrl } userErrors { code } } }"""
STATUS = "query($id: ID!) { operation(id: $id) { status downloadUrl } }"


@dataclass
class Client:
    port: int
    token: str
    latencies: list[float] = field(default_factory=list)

    async def ask(self, connection: Connection, query: str, **variables: Any) -> Any:
        body = orjson.dumps({"query": query, "variables": variables})
        began = time.perf_counter()
        _, answer = await connection.ask(request("/graphql", body, self.token))
        self.latencies.append(time.perf_counter() - began)
        told = orjson.loads(answer)
        assert "errors" not in told, told
        return told["data"]


async def pages(port: int, class_id: int, until: asyncio.Event) -> list[float]:
    client, connection = Client(port, "zs_S1"), await Connection.open(port)
    while not until.is_set():
        await client.ask(connection, PAGE, **{"class": str(class_id)})
    connection.drop()
    return client.latencies


async def export(port: int, year: str) -> float:
    """Seconds until the file is ready."""
    client, connection = Client(port, "zs_S1"), await Connection.open(port)
    began = time.perf_counter()
    wanted = {"comprehensiveResults": {"filter": {"academicYear": year}}}
    operation = (await client.ask(connection, EXPORT, input=wanted))["requestExport"]["operation"]
    while operation["status"] in ("QUEUED", "RUNNING"):
        await asyncio.sleep(0.05)
        operation = (await client.ask(connection, STATUS, id=operation["id"]))["operation"] | {"id": operation["id"]}
    connection.drop()
    assert operation["downloadUrl"], operation
    return time.perf_counter() - began


async def alone(port: int, class_id: int, seconds: float) -> list[float]:
    until = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, until.set)
    return await pages(port, class_id, until)


async def beside(port: int, class_id: int, year: str, seconds: float) -> tuple[list[float], list[float]]:
    """Latencies, and how long each export took."""
    until, taken = asyncio.Event(), []
    asking = asyncio.create_task(pages(port, class_id, until))
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        taken.append(await export(port, year))
    until.set()
    return await asking, taken


def told(latencies: list[float]) -> str:
    cut = quantiles((1000 * one for one in latencies), n=100)
    return f"{len(latencies):6,} pages   p50 {cut[49]:6.2f} ms   p99 {cut[98]:6.2f} ms"


async def main(server_url: str, given: argparse.Namespace) -> None:
    cluster = Cluster(server_url)
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        await make_library(database, given.years)
        year = f"{FIRST_YEAR}-{FIRST_YEAR + 1}"
        async with database.read() as db:
            class_id = (await db.exec_driver_sql("select min(class_id) from batch_class")).scalar_one()
        async with Served(cluster.database_url(name)) as served:
            await alone(served.port, class_id, 1)
            await export(served.port, year)
            for _ in range(given.rounds):
                quiet = await alone(served.port, class_id, given.seconds)
                busy, exports = await beside(served.port, class_id, year, given.seconds)
                print(f"alone            {told(quiet)}")
                print(f"beside exports   {told(busy)}   {len(exports)} exports, {median(exports):.2f} s each")
                half, most = (quantiles(busy, n=100)[place] / quantiles(quiet, n=100)[place] for place in (49, 98))
                print(f"times slower     p50 {half:.2f}   p99 {most:.2f}")
        await database.dispose()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="An export of a whole year beside live queries")
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    with database_server() as url:
        asyncio.run(main(url, options()))
