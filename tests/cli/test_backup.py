"""Dump and restore: the whole database, or nothing at all."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from cli.postgres import program, run
from db.session import Database
from tests.cli.command import zongce_within as zongce
from tests.conftest import Cluster


async def rows(url: str, statement: str) -> list[Any]:
    database = Database(url, 1)
    async with database.write() as db:
        result = await db.execute(text(statement))
        found = list(result.all()) if result.returns_rows else []
    await database.dispose()
    return found


STUDENTS = "select number, name, class_id from student order by number"


async def test_a_dump_restores_into_an_empty_database(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    """Sessions stay behind: nobody who was signed out may be signed in again by a restore."""
    file = tmp_path / "zongce.dump"
    async with cluster.fresh(template[0]) as full, cluster.fresh() as empty:
        before, after = cluster.database_url(full), cluster.database_url(empty)
        dumped = await zongce(tmp_path, "dump", str(file), DATABASE_URL=before)
        assert dumped.status == 0, dumped.err
        restored = await zongce(tmp_path, "restore", str(file), DATABASE_URL=after)
        assert restored.status == 0, restored.err
        assert await rows(after, STUDENTS) == await rows(before, STUDENTS)
        assert await rows(before, "select count(*) from session") != [(0,)]
        assert await rows(after, "select count(*) from session") == [(0,)]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_restoring_over_data_needs_a_yes_and_then_replaces_it(
    cluster: Cluster, template: Any, tmp_path: Path
) -> None:
    file = str(tmp_path / "zongce.dump")
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        before = await rows(url, STUDENTS)
        await zongce(tmp_path, "dump", file, DATABASE_URL=url)
        assert "--force" in (await zongce(tmp_path, "dump", file, DATABASE_URL=url)).err
        await rows(url, "update student set name = '改'")
        refused = await zongce(tmp_path, "restore", file, DATABASE_URL=url)
        assert (refused.status, "--yes" in refused.err) == (1, True)
        assert await rows(url, STUDENTS) != before
        assert (await zongce(tmp_path, "restore", file, "--yes", DATABASE_URL=url)).status == 0
        assert await rows(url, STUDENTS) == before


def major(name: str, *, newest: bool) -> int:
    said, _ = run(None, program(name, 15, newest=newest), "--version")
    return int(said.partition("PostgreSQL) ")[2].partition(".")[0])


def test_a_dump_of_the_embedded_server_is_read_for_an_older_one() -> None:
    """A dump can only be read by programs as new as those that wrote it, whatever server it goes to."""
    written_by = max(major(name, newest=True) for name in ("pg_dump", "initdb"))
    assert {major(name, newest=True) for name in ("pg_restore", "psql")} == {written_by}


async def test_a_user_who_may_not_make_tables_is_told(cluster: Cluster, tmp_path: Path) -> None:
    async with cluster.fresh() as name:
        url = cluster.database_url(name)
        await rows(url, "revoke create on schema public from pg_database_owner")
        ran = await zongce(tmp_path, "migrate", DATABASE_URL=url)
    assert (ran.status, "make it the owner of the database" in ran.err, "Traceback" in ran.err) == (1, True, False)


async def test_the_tables_of_a_newer_version_are_left_alone(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    """An operator may have gone back to an older version of the program: it refuses them, unless they name it."""
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        await rows(url, "update alembic_version set version_num = '9999'")
        await rows(url, "comment on table alembic_version is '9999'")
        for command in (["migrate"], ["tokens", "list", "S001"]):
            ran = await zongce(tmp_path, *command, DATABASE_URL=url)
            assert ran.status == 1
            assert "newer version made this database (9999)" in ran.err
            assert "Traceback" not in ran.err
        await rows(url, "comment on table alembic_version is '0001'")
        ran = await zongce(tmp_path, "migrate", DATABASE_URL=url)
        assert (ran.status, "this one can go on serving it" in ran.out) == (0, True)


MANY = """insert into audit_entry (at, actor_name, action, subject)
          select now(), md5(n::text), md5((n + 1)::text), 'x' from generate_series(1, 5000) n"""


async def test_a_damaged_dump_changes_nothing(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    file, damaged = tmp_path / "zongce.dump", tmp_path / "damaged.dump"
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        await rows(url, MANY)
        await zongce(tmp_path, "dump", str(file), DATABASE_URL=url)
        for kept in (0, 0.5, 0.97):
            damaged.write_bytes(file.read_bytes()[: int(file.stat().st_size * kept)])
            ran = await zongce(tmp_path, "restore", str(damaged), "--yes", DATABASE_URL=url)
            assert (ran.status, "Traceback" in ran.err) == (1, False)
            assert await rows(url, "select count(*) from audit_entry where subject = 'x'") == [(5000,)]


async def test_a_folder_that_can_not_be_written_is_told(cluster: Cluster, template: Any, tmp_path: Path) -> None:
    """A place of the kernel's, which no rights of root open."""
    async with cluster.fresh(template[0]) as name:
        ran = await zongce(tmp_path, "dump", "/proc/zongce.dump", DATABASE_URL=cluster.database_url(name))
    assert (ran.status, "/proc/zongce.dump.part" in ran.err, "Traceback" in ran.err) == (1, True, False), ran.err
