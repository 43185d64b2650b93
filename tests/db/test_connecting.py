"""Both pools reach real servers by each form of the address, and give up in time those that don't answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from db.address import Address
from db.connecting import Server
from db.limits import PEOPLE
from db.passing import Unreachable
from db.session import Database
from tests.conftest import Cluster
from tests.db.logins import login
from tests.db.wire import wired
from tests.waiting import HANG_SECONDS

SHOWN = "select current_setting('application_name') as application, current_setting('lock_timeout') as lock"
NOBODY = "127.0.0.1:9"


@asynccontextmanager
async def both(url: str) -> AsyncIterator[tuple[Any, Any]]:
    """Yields what the engine's connection says of itself, and what the driver's says."""
    database = Database(url, 1)
    try:
        async with database.read() as db, database.driver() as driver:
            yield (await db.execute(text(SHOWN))).one(), await driver.fetchrow(SHOWN)
    finally:
        await database.dispose()


@pytest.mark.parametrize(
    "form",
    [
        "{who}@127.0.0.1:{port}{name}?application_name=a",
        f"{{who}}@{NOBODY},127.0.0.1:{{port}}{{name}}?application_name=a",
        "{who}@{name}?host=127.0.0.1,127.0.0.1&port=9,{port}&application_name=a",
        "{who}@{name}?host=127.0.0.1&host=127.0.0.1&port=9&port={port}&application_name=a",
        "{who}@127.0.0.1:{port}{name}?sslmode=prefer&connect_timeout=3&options=-c%20application_name%3Da",
        "{who}@127.0.0.1:{port}{name}?ssl=false&target_session_attrs=primary&application_name=a&gssencmode=prefer",
    ],
)
async def test_both_pools_connect_by_each_form(cluster: Cluster, form: str) -> None:
    async with cluster.fresh() as fresh, wired(cluster.database_url(fresh)) as wire:
        who, name = login(cluster, fresh)
        async with both("postgresql://" + form.format(who=who, name=name, port=wire.port)) as rows:
            assert [tuple(row) for row in rows] == [("a", "3s"), ("a", "3s")]


async def test_what_the_operator_sets_stands(cluster: Cluster) -> None:
    async with cluster.fresh() as fresh:
        url = cluster.database_url(fresh) + "&options=-c%20lock_timeout%3D7s"
        async with both(url) as rows:
            assert [row.lock for row in rows] == ["7s", "7s"]


async def test_a_host_that_never_answers_does_not_keep_the_next_from_being_asked(cluster: Cluster) -> None:
    """And the next time the one that answered is asked first."""
    async with cluster.fresh() as fresh, wired(cluster.database_url(fresh)) as dead, wired(cluster.url) as wire:
        dead.freeze()
        who, name = login(cluster, fresh)
        database = Database(f"postgresql://{who}@127.0.0.1:{dead.port},127.0.0.1:{wire.port}{name}?connect_timeout=1")
        async with database.driver() as db:
            assert await db.fetchrow("select 1")
        async with database.read():
            pass
        assert dead.connections == 1
        await database.dispose()


async def test_nobody_waits_for_a_server_that_does_not_answer(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.connecting.CONNECT_SECONDS", 0.2)
    async with wired(cluster.url) as wire:
        wire.freeze()
        database = Database(f"postgresql://a:b@127.0.0.1:{wire.port}/z")
        for door in (database.read, database.write, database.driver, database.write_at_once):
            with pytest.raises(Unreachable):
                async with asyncio.timeout(HANG_SECONDS), door():
                    pass
        await database.dispose()


async def test_who_ends_waits_for_no_server_that_does_not_answer(cluster: Cluster) -> None:
    """A leave-taking from each connection would take as long as a statement may."""
    async with cluster.fresh() as fresh, wired(cluster.database_url(fresh)) as wire:
        who, name = login(cluster, fresh)
        database = Database(f"postgresql://{who}@127.0.0.1:{wire.port}{name}", 2)
        async with database.read(), database.read(), database.driver(), database.driver():
            pass
        wire.freeze()
        await database.dispose()  # raises TimeoutError where a statement's limit ends it


async def test_an_old_connection_is_replaced(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    async with cluster.fresh() as fresh:
        database = Database(cluster.database_url(fresh), 1)

        async def backends() -> tuple[int, int]:
            async with database.read() as db, database.driver() as driver:
                asked = "select pg_backend_pid() as pid"
                return (await db.execute(text(asked))).scalar_one(), (await driver.fetchrow(asked)).pid

        first = await backends()
        assert await backends() == first
        monkeypatch.setattr("db.connecting.time.monotonic", lambda now=time.monotonic: now() + 3600)
        assert not set(await backends()) & set(first)
        await database.dispose()


async def test_a_server_that_has_let_somebody_in_meanwhile_is_not_given_up(cluster: Cluster) -> None:
    """Behind a proxy another machine answers already, while who asked the old one still waits: that must not cut off
    everybody who has found the new one."""
    server = Server(Address.parse(cluster.url))
    old = await server.connect(PEOPLE, None)
    asked_at = time.monotonic()
    new = await server.connect(PEOPLE, None)
    server.give_up(since=asked_at)
    assert (old.is_closed(), new.is_closed(), server.is_good(new)) == (True, False, True)
    await (await server.connect(PEOPLE, None)).close()
    server.give_up(since=time.monotonic())
    assert new.is_closed()
    with pytest.raises(Unreachable):
        await server.connect(PEOPLE, None)
