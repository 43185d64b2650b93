"""A commit that waits for the synchronous standby is given up, but never cancelled: the server must not do without."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.embedded import EmbeddedPostgres
from db.limits import Limits
from db.passing import Fault, fault_of
from db.session import Database
from tests.waiting import until

LIMITS = Limits(read=60, act=60, lock=1, idle_in_transaction=None)
SAVE = "insert into saved values (1) on conflict do nothing"
AT_THE_STANDBY = "select count(*)::int from pg_stat_activity where wait_event = 'SyncRep'"


@dataclass
class Alone:
    """A server whose only synchronous standby has gone."""

    url: str
    cluster: Path

    def lead(self, standby: str) -> None:
        """Commits wait for this standby from now on; for none, without a name."""
        with (self.cluster / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"synchronous_standby_names = '{standby}'\n")
        os.kill(int((self.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGHUP)


@pytest.fixture
async def alone() -> AsyncIterator[Alone]:
    with tempfile.TemporaryDirectory(prefix="zongce-test-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240  # once
        with EmbeddedPostgres(Path(folder)) as server:
            own = await asyncpg.connect(server.url)
            await own.execute("create table saved (number int primary key)")
            await own.close()
            alone = Alone(server.url, Path(folder) / "postgres" / "cluster")
            alone.lead("gone")
            yield alone
            alone.lead("")


@pytest.fixture
async def database(alone: Alone) -> AsyncIterator[Database]:
    database = Database(alone.url, 2, LIMITS)
    yield database
    await database.dispose()


async def by_engine(database: Database) -> None:
    async with database.write() as db:
        await db.exec_driver_sql(SAVE)


async def by_driver(database: Database) -> None:
    async with database.write_at_once() as db:
        await db.fetch(SAVE)


@pytest.mark.parametrize("save", [by_engine, by_driver])
async def test_what_no_standby_has_is_not_seen_when_its_commit_is_given_up(
    alone: Alone, database: Database, save: Callable[[Database], Coroutine[Any, Any, None]]
) -> None:
    """Seen, it would be answered as saved when it is sent again, and a failover would lose it."""
    own = await asyncpg.connect(alone.url)

    async def waits() -> bool:
        return bool((await own.fetchrow(AT_THE_STANDBY))[0])

    async def led() -> bool:
        return bool((await own.fetchrow("show synchronous_standby_names"))[0])

    await until(led)
    saving = asyncio.create_task(save(database))
    await until(waits)
    saving.cancel()
    await asyncio.wait([saving])
    with pytest.raises(Exception, match="lock timeout") as refused:
        await save(database)
    assert fault_of(refused.value) is Fault.LATER
    assert (await own.fetchrow("select count(*)::int from saved"))[0] == 0
    alone.lead("")
    await until(lambda: own.fetchrow("select number from saved"))
    await own.close()
