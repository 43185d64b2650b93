"""An act stages its rows in tables of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy import Column, Integer, insert, select, text

from db.session import Database
from db.temporary import create, temporary
from tests.conftest import Cluster

staged = temporary("staged_number", Column("number", Integer))
KNOWN = "select name, prepare_time from pg_prepared_statements where statement = 'select 40 + 2'"


@pytest_asyncio.fixture
async def database(cluster: Cluster) -> AsyncIterator[Database]:
    opened = Database(cluster.url, pool_size=2)
    yield opened
    await opened.dispose()


async def test_a_table_of_an_act_is_empty_again_and_ends_with_the_transaction(database: Database) -> None:
    async with database.write() as db:
        for _ in range(2):
            await create(db, staged, replace=True)
            assert (await db.execute(select(staged))).all() == []
            await db.execute(insert(staged).values(number=1))
    async with database.read() as db:
        assert (await db.execute(text("select to_regclass('staged_number')"))).scalar() is None


async def test_a_table_of_an_act_makes_no_connection_forget_its_statements(database: Database) -> None:
    async with database.read() as db, database.write() as other:
        await db.execute(text("select 40 + 2"))
        before = (await db.execute(text(KNOWN))).one()
        await create(other, staged)
        await db.execute(text("select 40 + 2"))
        assert (await db.execute(text(KNOWN))).all() == [before]
