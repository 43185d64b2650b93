"""Prepares what all contenders share: a university in a database, `zongce serve` over it, and a client."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bench.university import Size, make_university
from db.driver import SESSION
from db.limits import LONG
from db.migrate import current, newest
from db.session import Database
from tests.campus import YEAR
from tests.conftest import Cluster
from tests.evening.server import Served
from tests.evening.wire import Connection, request

SUPER_ADMIN, STUDENT_AFFAIRS = "zs_S0", "zs_S1"
UNFINISHED = ("QUEUED", "RUNNING")
FOLLOWED = "operation { id status } userErrors { message }"
COMPUTE_ACADEMIC = f"""mutation($input: ComputeAcademicScoresInput!) {{
  done: computeAcademicScores(input: $input) {{ {FOLLOWED} }} }}"""
STATUS = "query($id: ID!) { operation(id: $id) { id status userErrors { message } } }"


@dataclass
class Ground:
    """One university and its server."""

    url: str
    database: Database
    served: Served
    size: Size
    rounds: int
    batch: int
    keep: bool = False
    connections: int = 4
    done: list[str] = field(default_factory=list)
    """The works that were measured on it."""

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(text(query), values)).all())

    @asynccontextmanager
    async def plain(self) -> AsyncIterator[Any]:
        """Opens an ordinary connection to PostgreSQL without JIT compilation, which would only take longer."""
        connection = await asyncpg.connect(self.url, server_settings=SESSION)
        try:
            yield connection
        finally:
            await connection.close()

    async def ask(self, token: str, query: str, **variables: Any) -> Any:
        connection = await Connection.open(self.served.port)
        status, body = await connection.ask(
            request("/graphql", orjson.dumps({"query": query, "variables": variables}), token)
        )
        connection.drop()
        answer = orjson.loads(body)
        assert status == 200, answer
        assert "errors" not in answer, answer
        return answer["data"]

    async def perform(self, mutation: str, **variables: Any) -> float:
        """Returns the seconds until long work is done; the mutation names it `done`."""
        began = time.perf_counter()
        await self.follow((await self.ask(SUPER_ADMIN, mutation, input=variables))["done"])
        return time.perf_counter() - began

    async def follow(self, payload: Any) -> None:
        """Waits until the work of an answer is done."""
        assert not payload["userErrors"], payload
        operation = payload["operation"]
        while operation["status"] in UNFINISHED:  # it took longer than the server lets a request wait
            await asyncio.sleep(0.02)
            operation = (await self.ask(SUPER_ADMIN, STATUS, id=operation["id"]))["operation"]
        assert operation["status"] == "SUCCEEDED", operation


@asynccontextmanager
async def standing(server_url: str, size: Size, rounds: int, *, keep: bool = False) -> AsyncIterator[Ground]:
    """Prepares a university of this size; with `keep`, uses the one of the last run, if there is one."""
    cluster, name = Cluster(server_url), f"zongce_bench_{size.name}"
    database = Database(cluster.database_url(name), limits=LONG)
    if not (keep and await _is_made(database)):
        await cluster.run(f"drop database if exists {name} with (force)")
        await cluster.run(f"create database {name}")
        await make_university(database, size)
    try:
        [(batch,)] = await _batch(database)
        async with Served(cluster.database_url(name)) as served:
            ground = Ground(cluster.database_url(name), database, served, size, rounds, batch, keep)
            if not await _is_made(database):
                await ground.perform(COMPUTE_ACADEMIC, batchId=str(batch))
                await vacuumed(database)
            yield ground
    finally:
        await database.dispose()
        if not keep:
            await cluster.run(f"drop database {name} with (force)")


async def _is_made(database: Database) -> bool:
    """Tells whether the database has the tables of this version and a computation, which is the last step."""
    try:
        if await current(database) != newest():
            return False
        async with database.read() as db:
            return bool((await db.exec_driver_sql("select exists (select from academic_result)")).scalar_one())
    except (DBAPIError, OSError):
        return False


async def _batch(database: Database) -> Any:
    async with database.read() as db:
        return (await db.exec_driver_sql(f"select min(id) from batch where academic_year = '{YEAR}'")).all()


async def vacuumed(database: Database, table: str = "") -> None:
    """Vacuums the tables, as on a server that has been running for a while, so that autovacuum does not interfere."""
    async with database.read() as db:
        await db.exec_driver_sql(f"vacuum analyze {table}")
