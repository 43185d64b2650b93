"""A serving process says so by a lock in the database, and nothing holds it up when it ends."""

import asyncio

import asyncpg
import pytest

from cli.presence import serving_here
from db.limits import Limits
from tests.conftest import Cluster
from tests.db.logins import login
from tests.db.wire import wired
from tests.waiting import HANG_SECONDS, until

HELD = "select count(*)::int from pg_locks where locktype = 'advisory' and granted and mode = 'ShareLock'"


async def test_a_frozen_database_does_not_keep_a_process_from_ending(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else systemd kills it; and the lock would not be taken anew at the next primary for a quarter of an hour."""
    monkeypatch.setattr("cli.presence.BRIEF", Limits(read=0.5, act=0.5, lock=3, idle_in_transaction=None))
    monkeypatch.setattr("cli.presence.LOOK_SECONDS", 0.05)
    async with cluster.fresh() as fresh, wired(cluster.database_url(fresh)) as wire:
        own = await asyncpg.connect(cluster.database_url(fresh))
        who, name = login(cluster, fresh)
        serving = serving_here(f"postgresql://{who}@127.0.0.1:{wire.port}{name}")
        await asyncio.to_thread(serving.__enter__)
        before = wire.connections
        wire.freeze()
        await until(lambda: wire.connections > before)
        wire.thaw()
        await until(lambda: _held(own))
        wire.freeze()
        async with asyncio.timeout(HANG_SECONDS):
            await asyncio.to_thread(serving.__exit__, None, None, None)
        await own.close()


async def _held(own: asyncpg.Connection) -> bool:
    return bool((await own.fetchrow(HELD))[0])
