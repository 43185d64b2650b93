"""A small demo on an empty database, told and served, as several tests look at it."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import httpx2
import pytest
from starlette.applications import Starlette

from cli.demo import asking
from cli.demo.client import Client
from cli.demo.people import People
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


GOES_ON: dict[str, Any] = {"trusted_documents_only": True, "operation_wait_seconds": 0}
"""The port accepts only trusted documents, and no answer waits for the work that it begins, as on a busy machine."""


class Told(NamedTuple):
    """A story that was told to its end: its database, its folder, and what it said."""

    database: str
    folder: Path
    shown: str


@asynccontextmanager
async def on(url: str, folder: Path, **given: Any) -> AsyncIterator[tuple[Story, Starlette]]:
    """The app on this database, and a small story to be told on it."""
    settings, database = Settings(database_url=url, log_level="error", **given), Database(url, 5)
    await upgrade(database)
    yield (
        Story(database, settings, DemoState.read(folder, TODAY), folder, TODAY, SMALL),
        create_app(settings, database),
    )
    await database.dispose()


@asynccontextmanager
async def staged(
    cluster: Cluster, folder: Path, told: Told | None = None
) -> AsyncIterator[tuple[Story, httpx2.AsyncClient]]:
    """The story, served: still to be told, or a copy of one that was told."""
    if told:
        copytree(told.folder, folder, dirs_exist_ok=True)
    async with (
        cluster.fresh(told.database if told else None) as name,
        on(cluster.database_url(name), folder) as (story, app),
        serving(app) as base,
        connected(base) as http,
    ):
        yield story, http


@pytest.fixture(scope="session")
async def told_demo(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """The story, told once past the port, by the app and its queue: it follows all work that it begins (R9.1).

    It is cut short, as if we had died between what was done and our note of it, and told on.
    """
    folder, shown = tmp_path_factory.mktemp("told"), io.StringIO()
    async with cluster.fresh() as name:
        async with (
            on(cluster.database_url(name), folder, **GOES_ON) as (story, app),
            serving(app),
            asking(app, story.settings) as http,
        ):
            with redirect_stdout(shown):
                people = People(Client(http), story.university, story.state)
                for chapter in (
                    story._people_come_in,
                    story._years_go_by,
                    story._batch_opens,
                    story._scores_are_computed,
                ):
                    await chapter(people)
                story.state.told.clear()
                story.state.activated.remove(story.cast.student)
                await Story(story.database, story.settings, story.state, folder, story.today, SMALL).run(http)
        yield Told(name, folder, shown.getvalue())


async def signed_in(story: Story, http: httpx2.AsyncClient, username: str) -> Client:
    return await Client(http).signed_in(username, story.state.password(username))
