"""A small demo on an empty database, told and served, as several tests look at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette

from cli.demo.client import Client
from cli.demo.state import DemoState
from cli.demo.story import Story
from cli.university import Size
from core.settings import Settings
from db.migrate import upgrade
from db.session import Database
from graph.app import create_app
from tests.campus import TODAY
from tests.conftest import Cluster
from tests.serving import serving
from tests.waiting import connected

SMALL = Size(colleges=2, majors=1, grades=3, classes=2, students=8, courses=6)


@asynccontextmanager
async def set_up(cluster: Cluster, folder: Path, **given: Any) -> AsyncIterator[tuple[Story, Starlette]]:
    """An empty database, its app, and a small story to be told on it."""
    async with cluster.fresh() as name:
        url = cluster.database_url(name)
        settings, database = Settings(database_url=url, log_level="error", **given), Database(url, 5)
        await upgrade(database)
        yield (
            Story(database, settings, DemoState.read(folder, TODAY), folder, TODAY, SMALL),
            create_app(settings, database),
        )
        await database.dispose()


@asynccontextmanager
async def staged(cluster: Cluster, folder: Path) -> AsyncIterator[tuple[Story, httpx2.AsyncClient]]:
    """The same, served."""
    async with (
        set_up(cluster, folder) as (story, app),
        serving(app) as base,
        connected(base) as http,
    ):
        yield story, http


async def signed_in(story: Story, http: httpx2.AsyncClient, username: str) -> Client:
    return await Client(http).signed_in(username, story.state.password(username))
