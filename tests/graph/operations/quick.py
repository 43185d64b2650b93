"""A campus whose mutations soon become operations, and other processes beside it, one of which may be killed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import pytest

from core.operations import runner
from core.settings import Settings
from db.session import Database
from graph.app import create_app
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on, patient
from tests.evening.server import Served
from tests.graph.operations import ready
from tests.serving import serving
from tests.waiting import connected

QUICK = {"operation_wait_seconds": 0.2, "operation_stale_seconds": 600}
"""A busy machine must not take the living for dead; tests of the dead say so themselves."""


SETTINGS = {f"ZONGCE_{name.upper()}": str(value) for name, value in QUICK.items()} | {
    "ZONGCE_OPERATION_STALE_SECONDS": "1"
}


@pytest.fixture
async def quick(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus whose mutations wait for a fifth of a second."""
    name, people, ids = template
    with patch.object(runner, "BEAT_SECONDS", 0.1):
        async with (
            cluster.fresh(name) as copy,
            campus_on(cluster.database_url(copy), people, ids, **QUICK) as served,
        ):
            await ready(served)
            yield served


@asynccontextmanager
async def another_process(campus: Campus, **given: Any) -> AsyncIterator[Campus]:
    """The same database behind a second app with a pool and a queue runner of its own."""
    url = campus.database.url
    database = Database(url, pool_size=5)
    settings = Settings(**{"database_url": url, "log_level": "error", **QUICK, **given})
    async with (
        serving(patient(create_app(settings, database))) as base_url,
        connected(base_url) as client,
    ):
        yield Campus(database, client, campus.people, campus.ids)
    await database.dispose()


@asynccontextmanager
async def served(quick: Campus, **settings: str) -> AsyncIterator[tuple[Served, Campus]]:
    """`zongce serve`, to be killed, beside the app of the test, which takes nothing from the queue."""
    url = quick.database.url
    async with (
        Served(url, settings=SETTINGS | settings) as server,
        connected(f"http://127.0.0.1:{server.port}") as client,
    ):
        yield server, Campus(quick.database, client, quick.people, quick.ids)


@pytest.fixture
async def idle(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus whose own app does no work."""
    name, people, ids = template
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids, operation_slots=0) as campus,
    ):
        await ready(campus)
        yield campus
