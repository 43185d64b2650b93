"""A small demo, told and served, for each file that drives the pages."""

from collections.abc import AsyncIterator

import pytest

from cli.demo.story import Story
from tests.cli.demo_stage import Told, staged
from tests.conftest import Cluster


@pytest.fixture(scope="module")
async def demo(
    cluster: Cluster, told_demo: Told, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Story]]:
    """A copy of the told story: everybody finds something on the screens."""
    async with staged(cluster, tmp_path_factory.mktemp("walked"), told_demo) as (story, http):
        yield str(http.base_url).rstrip("/"), story
