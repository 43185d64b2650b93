"""Commands are run on a database of their own, whose tables are there and empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.migrate import upgrade
from db.session import Database
from tests.cli.night import Night
from tests.conftest import Cluster


@pytest.fixture
async def empty(cluster: Cluster) -> AsyncIterator[str]:
    """The address of a database with empty tables."""
    async with cluster.fresh() as name:
        url = cluster.database_url(name)
        database = Database(url, 1)
        await upgrade(database)
        await database.dispose()
        yield url


@pytest.fixture
def night(empty: str, tmp_path: Path) -> Night:
    return Night(tmp_path, empty)
