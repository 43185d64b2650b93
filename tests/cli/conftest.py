"""Commands are run on a database of their own, whose tables are there and empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.migrate import upgrade
from db.session import Database
from tests.cli.night import Night
from tests.conftest import Cluster


@pytest.fixture(scope="session")
async def tables(cluster: Cluster) -> AsyncIterator[str]:
    """A database with empty tables, migrated once."""
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), 1)
        await upgrade(database)
        await database.dispose()
        yield name


@pytest.fixture
async def empty(cluster: Cluster, tables: str) -> AsyncIterator[str]:
    """The address of a copy of it."""
    async with cluster.fresh(tables) as name:
        yield cluster.database_url(name)


@pytest.fixture
def night(empty: str, tmp_path: Path) -> Night:
    return Night(tmp_path, empty)
