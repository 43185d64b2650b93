"""The campus of the tests, built once before anything is weakened; every process then begins from copies of it."""

import asyncio
import os
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import tests.conftest as of_all
import tests.graph.conftest as of_graph
from db.embedded import EmbeddedPostgres
from db.migrate import upgrade
from db.session import Database
from tests.building import build
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.full_campus import with_results

NAMES = ("zongce_template", "zongce_full")
HELD: dict[str, Template] = {}
"""The campuses that the fixtures `template` and `full` give."""


def hold() -> None:
    """Lets the fixtures of the tests give what is held, so that no process builds a campus of its own."""

    @pytest.fixture(scope="session", name="template")
    def template() -> Template:
        return HELD["template"]

    @pytest.fixture(scope="session", name="full")
    def full() -> Template:
        return HELD["full"]

    vars(of_all)["template"], vars(of_graph)["full"] = template, full


@contextmanager
def ready(needed: bool) -> Iterator[None]:
    """Runs a server with both campuses, unless no test needs them."""
    if not needed:
        yield
        return
    with TemporaryDirectory(prefix="zongce-test-", dir=of_all._in_memory()) as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(Path(folder), fast=True) as server:
            os.environ["DATABASE_URL"] = server.url
            [(HELD["template"], HELD["full"])] = in_other_processes([lambda: asyncio.run(built(server.url))])
            yield


async def built(url: str) -> tuple[Template, Template]:
    cluster, (name, copy) = Cluster(url), NAMES
    await cluster.run(f"create database {name}")
    database = Database(cluster.database_url(name))
    await upgrade(database)
    people, ids = await build(database)
    await database.dispose()
    await cluster.run(f"create database {copy} template {name} strategy file_copy")
    async with campus_on(cluster.database_url(copy), people, ids) as campus:
        await with_results(campus)
    return (name, people, ids), (copy, campus.people, campus.ids)


def in_other_processes(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Returns what each work gives, done in a fork: this process keeps no loop, no connection and no thread of it.

    Raises:
        RuntimeError: a work failed; what it said stands on stderr.
    """
    started = [forked(work) for work in works]
    given = []
    for child, reading in started:
        with os.fdopen(reading, "rb") as pipe:
            given.append(pipe.read())
        if os.waitpid(child, 0)[1] != 0:
            raise RuntimeError("the work failed in its process")
    return [pickle.loads(one) for one in given]


def forked(work: Callable[[], Any]) -> tuple[int, int]:
    """Starts a work in a fork, and returns the fork's id and a pipe with what the work gives."""
    reading, writing = os.pipe()
    if child := os.fork():
        os.close(writing)
        return child, reading
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(), pipe)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
