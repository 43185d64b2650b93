"""A small demo, told and served, for each file that drives the pages."""

import io
from collections.abc import AsyncIterator
from contextlib import redirect_stdout

import pytest

from cli.demo.story import Story
from tests.cli.demo_stage import staged
from tests.conftest import Cluster


@pytest.fixture(scope="module")
async def demo(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, Story]]:
    """The story, told once: everybody finds something on the screens."""
    async with staged(cluster, tmp_path_factory.mktemp("walked")) as (story, http):
        with redirect_stdout(io.StringIO()):
            await story.run(http)
        yield str(http.base_url).rstrip("/"), story
