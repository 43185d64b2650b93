"""The pool outlives the server's connections: after a restart of the database the next request works."""

import asyncio

from sqlalchemy import text

from db.session import Database
from tests.conftest import Cluster


async def test_a_connection_that_the_server_closed_is_replaced(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=2)
        async with database.read() as db, database.write() as other:
            for connection in (db, other):
                await connection.execute(text("select 1"))
        await cluster.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
        await asyncio.sleep(0.2)  # the driver hears of it
        async with database.write() as db, database.read() as other:
            for connection in (db, other):
                assert (await connection.execute(text("select 1"))).scalar_one() == 1
        await database.dispose()
