"""One PostgreSQL for the whole run, a built campus as a template database, and a served app for each test."""

import asyncio
import gc
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import asyncpg
import hypothesis
import pytest
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache
from starlette.applications import Starlette

from cli.importing import keep_what_is_loaded
from core.identity import passwords
from core.operations.timetable import Timetable
from core.settings import Settings
from core.settings.waiting import WaitingSettings
from core.workbooks.process import WorkbookProcess
from db.embedded import EmbeddedPostgres
from db.limits import CONNECT_SECONDS, SLOT_SECONDS
from db.migrate import upgrade
from db.pulse import STUCK_SECONDS
from db.session import Database
from graph.app import create_app
from tests.building import build
from tests.campus import Campus, Person
from tests.serving import serving
from tests.waiting import HANG_SECONDS, connected, until

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
"""No example fails because the machine is busy."""

pytest_plugins = ["tests.cli.demo_stage"]
"""The demo is told once for the tests of the command and of the pages."""

Template = tuple[str, dict[str, Person], dict[str, int]]
"""The database of the built campus, its people, and its ids by name."""


LONGEST = (
    "tests/web/test_year.py",
    "tests/web/test_walk.py",
    "tests/web/test_scripts.py",
    "tests/cli/test_demo.py",
    "tests/graph/test_university.py",
    "tests/graph/operations/test_following.py",
    "tests/cli/test_serving.py",
    "tests/story/",
    "tests/soak/",
    "tests/mutations/",
    "tests/cli/test_supervising.py",
    "tests/server/test_schemathesis.py",
)
"""These take longest; the longest comes first. The story stays with one process, which plays each chapter once."""


def pytest_configure() -> None:
    """A shell that starts us in the background has Ctrl-C ignored, by us and by the servers that tests end that way.

    The dozens of processes that tests start keep compiled modules, as the tests themselves do.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process begins with some of what takes longest, so that none is left alone with it at the end.

    xdist hands out the tests in as many parts of one length as there are processes.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if processes < 2:
        return
    files = [[item for item in items if item.nodeid.startswith(name)] for name in LONGEST]
    files = [found for found in files if found]
    heads = [[item for file in files[number::processes] for item in file] for number in range(processes)]
    rest = [item for item in items if not item.nodeid.startswith(LONGEST)]
    left = len(items)
    items.clear()
    for number, head in enumerate(heads):
        size = left // (processes - number)
        more = max(0, size - len(head))
        items += head + rest[:more]
        del rest[:more]
        left -= max(size, len(head))
    items += rest


def pytest_collection_finish() -> None:
    """The modules and tests stay to the end, so the garbage collector need not look through them again and again."""
    keep_what_is_loaded()
    gc.enable()


ROOMY = 4 * 2**30
MEMORY = Path("/dev/shm")
UNBUILT = Path(os.devnull)
"""This stands for the pages, which hundreds of apps would list anew; tests of pages name their own."""


def _in_memory() -> Path | None:
    """Returns a folder in memory, or None if there is no room: a copy of a database takes a ninth of the time there."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY else None


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """`DATABASE_URL` where given (its user must be allowed to create databases and roles), else the embedded server."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with TemporaryDirectory(prefix="zongce-test-", dir=_in_memory()) as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(Path(folder), fast=True) as server:
            yield server.url


@dataclass
class Cluster:
    """Makes databases for tests, and takes them away, over one connection: to open one takes longer than either."""

    url: str
    _connection: Any = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def database_url(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def run(self, statement: str) -> None:
        async with self._lock:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self.url)
            await self._connection.execute(statement)

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    @asynccontextmanager
    async def fresh(self, template: str | None = None) -> AsyncIterator[str]:
        """A database of its own: empty, or a copy of another."""
        name = f"zongce_test_{uuid4().hex[:12]}"
        await self.run(f"create database {name}" + (f" template {template} strategy file_copy" if template else ""))
        try:
            yield name
        finally:
            await self._drop(name)

    async def _drop(self, name: str) -> None:
        """The server's own vacuum may be at work in it, which nobody but a superuser may end: it ends by itself."""

        async def dropped() -> bool:
            with suppress(asyncpg.PostgresError):
                await self.run(f"drop database {name} with (force)")
                return True
            return False

        await until(dropped)


QUICK_PASSWORD = """select set_config(name, '1', false) from pg_settings where name = 'scram_iterations'"""
"""The password is drawn by us. To derive its key anew takes half of a connection's time, and there are thousands."""


@pytest.fixture(scope="session")
async def cluster(server_url: str) -> AsyncIterator[Cluster]:
    cluster = Cluster(server_url)
    if "DATABASE_URL" not in os.environ:
        await cluster.run(QUICK_PASSWORD)
        await cluster.run(f"alter role current_user password '{make_url(server_url).password}'")
    yield cluster
    await cluster.close()


@pytest.fixture(scope="session")
async def migrated(cluster: Cluster) -> AsyncIterator[str]:
    """A database with empty tables, migrated once."""
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name), 1)
        await upgrade(database)
        await database.dispose()
        yield name


@pytest.fixture(scope="session")
async def template(cluster: Cluster, migrated: str) -> AsyncIterator[Template]:
    """The campus, built once."""
    async with cluster.fresh(migrated) as name:
        database = Database(cluster.database_url(name))
        people, ids = await build(database)
        await database.dispose()
        yield name, people, ids


class Kept(WorkbookProcess):
    """Outlives the apps that use it."""

    async def close(self) -> None:
        """Not yet."""


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """SQL that the apps of this process have compiled: each of their hundreds of engines would compile it anew.

    SQLAlchemy keeps it for each engine by its dialect, and all of ours are the same one.
    """
    shared: LRUCache[Any, Any] = LRUCache(5000)

    def engine(*arguments: Any, **given: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **given)
        made.sync_engine._compiled_cache = shared
        return made

    with (
        patch("db.session.create_async_engine", engine),
        patch.object(PGDialect_asyncpg, "__hash__", lambda _: 0),
        patch.object(PGDialect_asyncpg, "__eq__", lambda one, other: type(one) is type(other)),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
async def workbooks() -> AsyncIterator[None]:
    """The workbook workers of all apps in this process: to start them takes longer than most tests."""
    kept = Kept()
    with patch("graph.app.WorkbookProcess", lambda: kept):
        yield
    await WorkbookProcess.close(kept)


class Untimed(Timetable):
    """Does nothing by itself, so that tables change by what a test does alone."""

    async def run(self) -> None:
        """Not here."""


@pytest.fixture(scope="session", autouse=True)
def untimed() -> Iterator[None]:
    """Spares each app a connection and six statements."""
    with patch("graph.app.Timetable", Untimed):
        yield


LIMITS = ("db.slots.SLOT_SECONDS", "db.connecting.CONNECT_SECONDS", "db.pulse.STUCK_SECONDS")
PRODUCTS = (SLOT_SECONDS, CONNECT_SECONDS, STUCK_SECONDS)
UNHURRIED: dict[str, Any] = {"lock_seconds": 60, "statement_seconds": 300, "request_seconds": 600}


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """Sets our limits on waiting far away for most tests, so that no request is refused because the machine is busy."""
    with ExitStack() as far:
        far.enter_context(patch.object(passwords.lanes, "longest_wait", inf))
        for name in LIMITS:
            far.enter_context(patch(name, HANG_SECONDS))
        yield


@pytest.fixture
def hurried(unhurried: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The product's own limits on waiting, for tests that reach them; the rest of them as settings for `campus_on`."""
    for name, seconds in zip(LIMITS, PRODUCTS, strict=True):
        monkeypatch.setattr(name, seconds)
    return {name: WaitingSettings.model_fields[name].default for name in UNHURRIED}


def patient(app: Starlette) -> Starlette:
    """The app refuses nobody whom a busy machine keeps waiting; tests of a crowd are made with apps of their own.

    It does not seal the audit log by itself, so that tables change by what a test does alone.
    """
    app.state.audit_keeper.every = HANG_SECONDS
    limits = app.state.admission.limits
    app.state.admission.limits = replace(limits, patience=HANG_SECONDS, lasting=HANG_SECONDS)
    app.state.entrance.longest_wait = HANG_SECONDS
    return app


USUAL: dict[str, Any] = {
    "pool_size": 5, "log_level": "error", "web_folder": UNBUILT, "requests_in_flight": 1000, **UNHURRIED,
}  # fmt: skip


@cache
def _usual_settings() -> Settings:
    """Read once: to look for each setting in the environment takes a tenth of a short test."""
    return Settings(**USUAL)


@asynccontextmanager
async def campus_on(url: str, people: dict[str, Person], ids: dict[str, int], **given: Any) -> AsyncIterator[Campus]:
    """The campus in this database, served over real HTTP. A busy machine makes no long work of what is short."""
    settings = Settings(**{"database_url": url, **USUAL, **given}) if given else _usual_settings()
    if "operation_wait_seconds" not in given:
        settings = settings.model_copy(update={"database_url": url, "operation_wait_seconds": HANG_SECONDS})
    limits = replace(settings.limits, idle_in_transaction=None)  # a test holds what it likes for as long as it lasts
    database = Database(url, settings.pool_size, limits)
    async with (
        serving(patient(create_app(settings, database))) as base_url,
        connected(base_url) as client,
    ):
        yield Campus(database, client, dict(people), dict(ids))
    await database.dispose()


@pytest.fixture
async def campus(cluster: Cluster, template: tuple[str, dict[str, Person], dict[str, int]]) -> AsyncIterator[Campus]:
    """A copy of the campus for one test to change as it likes."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as served:
        yield served
