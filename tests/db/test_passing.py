"""Passing faults are one family, whether the driver itself raises them or SQLAlchemy around it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from db.passing import Fault, fault_of
from db.session import Database
from tests.conftest import Cluster

LOST, CROSSED, LATER = Fault.LOST, Fault.CROSSED, Fault.LATER
RAISE = "do $$ begin raise exception 'so it is' using errcode = '{}'; end $$"
FAMILY = [
    ("08006", LOST),
    ("57P01", LOST),
    ("57P03", LOST),
    ("53300", LOST),
    ("25006", LOST),
    ("25P03", LOST),
    ("40001", CROSSED),
    ("40P01", CROSSED),
    ("53100", LATER),
    ("55P03", LATER),
    ("57014", LATER),
    ("23505", None),
    ("42P01", None),
    ("22012", None),
    ("XX000", None),
    ("P0001", None),
]


@pytest.fixture
async def database(cluster: Cluster) -> AsyncIterator[Database]:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), 1)
        yield database
        await database.dispose()


@pytest.mark.parametrize(("code", "fault"), FAMILY)
async def test_each_code_means_the_same_whoever_tells_it(database: Database, code: str, fault: Fault | None) -> None:
    with pytest.raises(Exception, match="so it is") as by_driver:
        async with database.driver() as driver:
            await driver.fetch(RAISE.format(code))
    with pytest.raises(Exception, match="so it is") as by_engine:
        async with database.write() as db:
            await db.execute(text(RAISE.format(code)))
    assert (fault_of(by_driver.value), fault_of(by_engine.value)) == (fault, fault)


async def test_a_fault_of_ours_is_none_of_it(database: Database) -> None:
    """A client that tried such a fault again would try for ever."""
    with pytest.raises(Exception, match="out of int32 range") as value:
        async with database.driver() as driver:
            await driver.fetch("select $1::int4", 2**40)
    assert fault_of(value.value) is None
    for error in (FileNotFoundError("a"), TimeoutError("somebody else's"), ConnectionError("somebody else's")):
        assert fault_of(error) is None


async def written_where_nothing_may_be(database: Database) -> None:
    async with database.write() as db:
        await db.execute(text("set transaction read only"))
        await db.execute(text("create table t ()"))


async def test_a_server_that_turns_out_to_take_no_writes_is_left_by_all_connections(database: Database) -> None:
    """The old primary still answers clients that only read after a switchover."""

    async def backend() -> int:
        async with database.driver() as driver:
            return int((await driver.fetchrow("select pg_backend_pid() as pid")).pid)

    before = await backend()
    with pytest.raises(Exception, match="read-only"):
        await written_where_nothing_may_be(database)
    assert await backend() != before
