"""Measures an export of one whole year beside openpyxl alone, and how much it slows live queries (R7.8).

    python -m bench.library_export [--years 2] [--seconds 10] [--rounds 3]

There is one `zongce serve` process; one client requests a page of a class over and over, first alone, then while
exports of 27,616 rows by 20 columns follow one another. The database is created and dropped here.
"""

import argparse
import asyncio
import io
import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

import openpyxl
import orjson
import python_calamine

from bench.figures import Outcome, compared_times
from bench.ground import STUDENT_AFFAIRS, Ground
from bench.library_data import FIRST_YEAR, make_library
from bench.servers import database_server
from bench.university import LAST_YEAR
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
COLUMNS = (
    *("STUDENT_NUMBER", "STUDENT_NAME", "ACADEMIC_YEAR", "COLLEGE", "MAJOR", "SCHOOL_CLASS"),
    *("QUALITY_SCORE", "QUALITY_LEVEL", "QUALITY_CLASS_RANK", "QUALITY_GRADE_RANK"),
)


WIDTH = 6 + 4 * 3 + 2
"""Two of the four qualities are ranked in the grade."""
BESIDE = 4.0
"""Pages are requested for so many seconds in each round, first alone, then beside exports."""


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
        response = orjson.loads(answer)
        assert "errors" not in response, response
        return response["data"]


@dataclass(frozen=True)
class Place:
    """The server, the class whose page is requested, and the year that is exported."""

    port: int
    class_id: int
    year: str

    async def pages(self, until: asyncio.Event) -> list[float]:
        client, connection = Client(self.port, STUDENT_AFFAIRS), await Connection.open(self.port)
        while not until.is_set():
            await client.ask(connection, PAGE, **{"class": str(self.class_id)})
        connection.drop()
        return client.latencies

    async def export(self) -> tuple[float, str]:
        """Returns the seconds until the file is ready, and its address."""
        client, connection = Client(self.port, STUDENT_AFFAIRS), await Connection.open(self.port)
        began = time.perf_counter()
        variables = {"comprehensiveResults": {"filter": {"academicYear": self.year}, "columns": COLUMNS}}
        operation = (await client.ask(connection, EXPORT, input=variables))["requestExport"]["operation"]
        while operation["status"] in ("QUEUED", "RUNNING"):
            await asyncio.sleep(0.05)
            data = await client.ask(connection, STATUS, id=operation["id"])
            operation = data["operation"] | {"id": operation["id"]}
        connection.drop()
        assert operation["downloadUrl"], operation
        return time.perf_counter() - began, operation["downloadUrl"]

    async def alone(self, seconds: float) -> list[float]:
        until = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, until.set)
        return await self.pages(until)

    async def beside(self, seconds: float) -> tuple[list[float], list[float]]:
        """Returns the latencies, and the duration of each export."""
        until, durations = asyncio.Event(), []
        asking = asyncio.create_task(self.pages(until))
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            durations.append((await self.export())[0])
        until.set()
        return await asking, durations

    async def fetched(self, address: str) -> bytes:
        connection = await Connection.open(self.port)
        path = "/" + address.split("/", 3)[3] if "//" in address else address
        head = f"GET {path} HTTP/1.1\r\nhost: zongce\r\nauthorization: Bearer {STUDENT_AFFAIRS}\r\n\r\n"
        status, body = await connection.ask(head.encode())
        connection.drop()
        assert status == 200, body
        return body


def summary(latencies: list[float]) -> str:
    cut = quantiles((1000 * one for one in latencies), n=100)
    return f"{len(latencies):6,} pages   p50 {cut[49]:6.2f} ms   p99 {cut[98]:6.2f} ms"


def slower(quiet: list[float], busy: list[float], percent: int) -> float:
    return quantiles(busy, n=100)[percent - 1] / quantiles(quiet, n=100)[percent - 1]


def written(rows: list[list[Any]]) -> float:
    """Returns the seconds that openpyxl takes for the same rows."""
    began = time.perf_counter()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(io.BytesIO())
    return time.perf_counter() - began


async def exported(ground: Ground) -> list[Outcome]:
    """Measures last year's whole library against openpyxl, and a page of a class while exports follow one another."""
    classes = await ground.rows("select min(class_id) as id from batch_class")
    place = Place(ground.served.port, classes[0].id, LAST_YEAR)
    _, address = await place.export()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(await place.fetched(address)))
    rows = book.get_sheet_by_index(0).to_python()
    assert (len(rows), len(rows[0])) == (40 * ground.size.classes + 1, WIDTH)
    ours, theirs, slowed = [], [], []
    await place.alone(1)
    for _ in range(ground.rounds):
        theirs.append(written(rows))
        ours.append((await place.export())[0])
        slowed.append(slower(await place.alone(BESIDE), (await place.beside(BESIDE))[0], 99))
    return [compared_times(ours, theirs), Outcome(slowed, "by its time")]


async def main(server_url: str, args: argparse.Namespace) -> None:
    cluster = Cluster(server_url)
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        await make_library(database, args.years)
        async with database.read() as db:
            class_id = (await db.exec_driver_sql("select min(class_id) from batch_class")).scalar_one()
        async with Served(cluster.database_url(name)) as served:
            place = Place(served.port, class_id, f"{FIRST_YEAR}-{FIRST_YEAR + 1}")
            await place.alone(1)
            await place.export()
            for _ in range(args.rounds):
                quiet = await place.alone(args.seconds)
                busy, exports = await place.beside(args.seconds)
                print(f"alone            {summary(quiet)}")
                print(f"beside exports   {summary(busy)}   {len(exports)} exports, {median(exports):.2f} s each")
                print(f"times slower     p50 {slower(quiet, busy, 50):.2f}   p99 {slower(quiet, busy, 99):.2f}")
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
