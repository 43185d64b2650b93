"""Commands are run on a database of their own, whose tables are there and empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.night import Night
from tests.conftest import Cluster


@pytest.fixture
async def empty(cluster: Cluster, migrated: str) -> AsyncIterator[str]:
    """The address of that database."""
    async with cluster.fresh(migrated) as name:
        yield cluster.database_url(name)


@pytest.fixture
def night(empty: str, tmp_path: Path) -> Night:
    return Night(tmp_path, empty)
