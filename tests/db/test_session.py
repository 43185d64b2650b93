"""The pool outlives the server's connections: after a restart of the database the next request works."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from db.session import Database
from tests.conftest import Cluster
from tests.waiting import until


async def are_closed(*connections: Any) -> bool:
    """Whether the driver has heard of it."""
    return all(one.is_closed() for one in connections)


async def test_a_connection_that_the_server_closed_is_replaced(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=2)
        async with database.read() as db, database.write() as other:
            for connection in (db, other):
                await connection.execute(text("select 1"))
            drivers = [(await one.get_raw_connection()).driver_connection for one in (db, other)]
        await cluster.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
        await until(lambda: are_closed(*drivers))
        async with database.write() as db, database.read() as other:
            for connection in (db, other):
                assert (await connection.execute(text("select 1"))).scalar_one() == 1
        await database.dispose()


async def backend(database: Database) -> int:
    """The server's process behind the driver's connection."""
    async with database.driver() as db:
        return int((await db.fetchrow("select pg_backend_pid() as pid")).pid)


async def test_the_driver_hands_on_its_connection_and_replaces_one_that_was_closed(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=2)
        first = await backend(database)
        async with database.driver() as db:
            assert (await db.fetchrow("select pg_backend_pid() as pid")).pid == first
        await cluster.run(f"select pg_terminate_backend({first})")
        await until(lambda: are_closed(db))
        assert await backend(database) != first
        await database.dispose()


async def _sleeps(database: Database) -> bool:
    asked = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'")
    async with database.read() as db:
        return bool((await db.execute(asked)).scalar_one())


async def test_a_connection_left_in_the_middle_of_an_answer_is_not_handed_on(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=1)
        first = await backend(database)

        async def wait() -> None:
            async with database.driver() as db, db.transaction():
                await db.fetchrow("select pg_sleep(60)")

        waiting = asyncio.create_task(wait())
        await until(lambda: _sleeps(database))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await backend(database) != first
        await database.dispose()


async def test_an_error_undoes_the_transaction_and_spares_the_connection(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=1)
        first = await backend(database)

        async def fail() -> None:
            async with database.driver() as db, db.transaction():
                await db.fetchrow("create table t ()")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        async with database.driver() as db:
            assert (await db.fetchrow("select to_regclass('t') as known")).known is None
        assert await backend(database) == first
        await database.dispose()


async def test_no_more_connections_are_made_than_allowed(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=2)

        async def used() -> int:
            async with database.driver() as db:
                return int((await db.fetchrow("select pg_backend_pid() as pid, pg_sleep(0.05)")).pid)

        assert len(set(await asyncio.gather(*(used() for _ in range(8))))) == 2
        await database.dispose()


async def test_no_statement_is_compiled_and_the_drivers_take_one_core(cluster: Cluster) -> None:
    """Also on a server that is not ours, whose own settings are others."""
    shown = "select current_setting('jit') as jit, current_setting('max_parallel_workers_per_gather') as helpers"
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), pool_size=2)
        async with database.driver() as driver, database.read() as db:
            straight, by_engine = await driver.fetchrow(shown), (await db.execute(text(shown))).one()
        await database.dispose()
    assert (straight.jit, straight.helpers) == ("off", "0")
    assert by_engine.jit == "off"
