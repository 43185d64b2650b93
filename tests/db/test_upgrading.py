"""A database is upgraded beside programs that serve, or is left as it is and the reason is told."""

import asyncio
import io
import subprocess
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

import db.migrate
from db.limits import PEOPLE
from db.migrate import OtherTables, TablesInUse, _config, newest, tables, upgrade
from db.session import Database
from db.tables import metadata
from tests.conftest import Cluster
from tests.waiting import AT_A_LOCK, until

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def upgraded(cluster: Cluster, migrated: str) -> AsyncIterator[Database]:
    async with _fresh(cluster, migrated) as database:
        yield database


@asynccontextmanager
async def _fresh(cluster: Cluster, template: str | None = None) -> AsyncIterator[Database]:
    async with cluster.fresh(template) as name:
        database = Database(cluster.database_url(name))
        yield database
        await database.dispose()


async def _run(database: Database, statement: str) -> None:
    async with database.write() as connection:
        await connection.execute(text(statement))


async def _back_to(database: Database, revision: str) -> None:
    async with database.write() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))


async def _differences(database: Database) -> list[object]:
    async with database.read() as connection:
        return await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), metadata))


@pytest.mark.parametrize(("oldest", "served"), [("same", True), ("unknown", False), ("none", False)])
async def test_a_program_serves_newer_tables_that_name_it(upgraded: Database, oldest: str, served: bool) -> None:
    """The tables of the next version say which programs may go on, so that these are replaced one after the other."""
    following = f"{int(newest()) + 1:04}"
    said = {"same": f"'{newest()}'", "unknown": f"'{following}'", "none": "null"}[oldest]
    await _run(upgraded, f"update alembic_version set version_num = '{following}'")
    await _run(upgraded, f"comment on table alembic_version is {said}")
    found = await tables(upgraded)
    assert (found.newer, found.served) == (True, served)


async def test_tables_say_which_program_is_the_oldest_that_serves_them(upgraded: Database) -> None:
    found = await tables(upgraded)
    assert (found.revision, found.newer, found.served) == (newest(), False, True)
    assert found.oldest_program is not None
    assert found.oldest_program <= newest()


async def test_tables_that_were_made_otherwise_are_left_as_they_are(upgraded: Database) -> None:
    await _run(upgraded, "alter table operation drop column stage")
    await _back_to(upgraded, "0010")
    with pytest.raises(OtherTables, match=r"add_column operation\.stage"):
        await upgrade(upgraded)
    assert (await tables(upgraded)).revision == "0010"


async def test_a_migration_that_meets_what_it_would_make_leaves_the_tables_as_they_are(upgraded: Database) -> None:
    await _run(upgraded, "update alembic_version set version_num = '0010'")
    with pytest.raises(OtherTables, match='"search" of relation "student" already exists'):
        await upgrade(upgraded)
    assert (await tables(upgraded)).revision == "0010"


async def test_a_migration_waits_for_a_table_without_making_others_wait(
    upgraded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an export reads a table, a migration of it begins again and again; between, others read the table."""
    monkeypatch.setattr(db.migrate, "PAUSE_SECONDS", 0.2)
    await _back_to(upgraded, "0010")
    people = upgraded.beside(2, PEOPLE)

    async def waiting() -> bool:
        async with people.read() as looking:
            return bool((await looking.execute(text(AT_A_LOCK))).scalar_one())

    async def left() -> bool:
        return not await waiting()

    async with upgraded.write() as exporting:
        await exporting.execute(text("select count(*) from student"))
        migrating = asyncio.create_task(upgrade(upgraded))
        for _ in range(2):
            await until(waiting)
            async with people.read() as reading:  # behind the migration; PEOPLE's limit of a lock would end it
                await reading.execute(text("select count(*) from student"))
            await until(left)
        assert not migrating.done()
    await migrating
    await people.dispose()
    assert (await tables(upgraded)).revision == newest()


async def test_a_migration_gives_up_where_a_table_is_never_free(
    upgraded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.migrate, "ATTEMPTS", 1)
    await _back_to(upgraded, "0010")
    async with upgraded.write() as exporting:
        await exporting.execute(text("select count(*) from student"))
        with pytest.raises(TablesInUse, match="lock timeout"):
            await upgrade(upgraded)
    assert (await tables(upgraded)).revision == "0010"


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True).stdout


def _files(tree: str) -> set[str]:
    """The files that make tables, each with the hash of what it says."""
    return {line for line in _git("ls-tree", "-r", tree).decode().splitlines() if line.endswith(".py")}


def _histories() -> dict[str, str]:
    """Returns each other state in which the migrations ever stood on main, and a commit that had it.

    A state that is only the beginning of today's is left out: each new database passes through it.
    """
    try:
        shallow = _git("rev-parse", "--is-shallow-repository") == b"true\n"
        commits = _git("log", "--format=%h", "--", "db/migrations").decode().split()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no git or no repository here")
    if shallow:
        pytest.skip("the history of the repository is cut off here")
    states = {_git("rev-parse", f"{commit}:db/migrations").decode().strip(): commit for commit in commits}
    todays = _files("HEAD:db/migrations")
    return {tree: commit for tree, commit in states.items() if not _files(tree) <= todays}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
async def test_a_database_of_any_commit_is_upgraded_or_left_with_a_reason(
    cluster: Cluster, tmp_path: Path, part: int
) -> None:
    outcomes = []
    for tree, commit in list(_histories().items())[part::4]:
        folder = tmp_path / commit
        with tarfile.open(fileobj=io.BytesIO(_git("archive", tree))) as archive:
            archive.extractall(folder, filter="data")
        async with _fresh(cluster) as database:
            if not await _made(database, folder):
                continue
            before = await tables(database)
            try:
                await upgrade(database)
                assert await _differences(database) == [], commit
                outcomes.append("upgraded")
            except OtherTables:
                assert await tables(database) == before, commit
                outcomes.append("left")
    assert "upgraded" in outcomes


async def _made(database: Database, folder: Path) -> bool:
    """Makes the tables as that commit did; a commit in the middle of a merge could not make any."""
    config = Config()
    config.set_main_option("script_location", str(folder))

    def make(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    try:
        async with database.write() as connection:
            await connection.run_sync(make)
    except (CommandError, ImportError, KeyError, UserWarning):
        return False
    return True
