"""A back-up is proven by restoring it into a scratch database: whole, cut off, changed, foreign and newer files."""

import asyncio
import os
import re
import signal
import sys
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.backup.record import append, hash_of, read
from db.contents import contents
from db.session import Database
from tests.cli.command import Ran, line_with, start, zongce_within
from tests.conftest import Cluster
from tests.waiting import HANG_SECONDS

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def url(cluster: Cluster, template: Any) -> AsyncIterator[str]:
    async with cluster.fresh(template[0]) as name:
        yield cluster.database_url(name)


async def dumped(folder: Path, url: str, name: str = "zongce.dump") -> Path:
    ran = await zongce_within(folder, "dump", name, DATABASE_URL=url)
    assert ran.status == 0, ran.err
    return folder / name


async def verified(file: Path, url: str) -> Ran:
    return await zongce_within(file.parent, "verify-backup", file.name, "--here", DATABASE_URL=url)


async def ask(url: str, statement: str) -> Any:
    database = Database(url, 1)
    async with database.read() as db:
        result = await db.exec_driver_sql(statement)
        found = result.all() if result.returns_rows else []
    await database.dispose()
    return found


async def left_behind(url: str) -> Any:
    """Lists the scratch databases that are still there."""
    return await ask(url, "select datname from pg_database where datname = current_database() || '_verify'")


def signed_anew(file: Path, **changed: Any) -> None:
    """Writes the record again, with other facts about the same dump."""
    record, _ = read(file)
    dump = file.read_bytes().rpartition(b"\n-- zongce dump ")[0]
    file.write_bytes(dump)
    append(file, replace(record, sha256=hash_of(file), **changed))


async def nightly(folder: Path, url: str) -> tuple[int, str]:
    """Runs what the timer starts, with a time and a folder for temporary files of its own."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *(ROOT / "deploy/nightly", folder / "dumps", "30"),
        env=os.environ | {"DATABASE_URL": url, "PATH": path, "TMPDIR": str(folder)},
        cwd=folder, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_each_night_a_dump_is_proven_and_then_the_old_ones_go(url: str, tmp_path: Path) -> None:
    """It is proven by a PostgreSQL of its own, so that neither rights nor the school's server are needed."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    for name, age in (("zongce-old.dump", 40), ("zongce-recent.dump", 20), ("other.dump", 40)):
        (folder / name).write_text("")
        os.utime(folder / name, (time.time() - age * 86_400,) * 2)
    status, said = await nightly(tmp_path, url + "_gone")
    assert status == 1, said
    assert (folder / "zongce-old.dump").exists(), "what failed removes nothing"
    status, said = await nightly(tmp_path, url)
    assert status == 0, said
    assert not (folder / "zongce-old.dump").exists()
    (file,) = folder.glob("zongce-2*.dump")
    assert len(list(folder.glob("*.dump"))) == 3
    record, unchanged = read(file)
    assert unchanged
    assert f"all {record.rows:,} rows of {len(record.tables)} tables are as they were" in said
    assert f"revision\t{record.revision}" in said
    assert [one.name for one in os.scandir(tmp_path)] == ["dumps"], "the scratch server is gone"


async def test_the_record_is_of_the_moment_of_the_dump(url: str, tmp_path: Path) -> None:
    """People go on working meanwhile: what the record counts is what pg_dump saw. Sessions are in neither."""
    busy = asyncio.create_task(writing(url))
    file = await dumped(tmp_path, url)
    busy.cancel()
    ran = await verified(file, url)
    assert ran.status == 0, ran.out + ran.err
    record, _ = read(file)
    assert record.tables["student"].rows == 12
    assert "session" not in record.tables


ENTRY = "insert into audit_entry (at, actor_name, action, subject) values (now(), '甲', 'x', 'y')"


async def writing(url: str) -> None:
    database = Database(url, 1)
    try:
        while True:
            async with database.write() as db:
                await db.exec_driver_sql(
                    "insert into audit_entry (at, actor_name, action, subject) values (now(), '甲', 'x', 'y')"
                )
    finally:
        await database.dispose()


async def test_each_table_that_differs_is_named(url: str, tmp_path: Path) -> None:
    """A row is changed, one is too many, and a table is not there."""
    before, _ = read(await dumped(tmp_path, url))
    await ask(url, "update student set name = '改' where number = (select min(number) from student)")
    await ask(url, ENTRY)
    file = await dumped(tmp_path, url, "later.dump")
    signed_anew(file, tables=before.tables | {"vanished": before.tables["student"]})
    ran = await verified(file, url)
    assert ran.status == 1
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert ["student", "12", "12（内容不同 other contents）"] in rows
    assert ["vanished", "12", "无 none"] in rows
    entries = before.tables["audit_entry"].rows
    assert ["audit_entry", str(entries), str(entries + 1)] in rows
    assert len([one for one in rows if len(one) == 3]) == 5, (
        "the entry waits to be sealed, too; and the headings; no table that agrees"
    )
    assert "the back-up is damaged: it restores to something else" in ran.err
    assert await left_behind(url) == []


async def test_files_that_prove_nothing_are_told_apart(url: str, tmp_path: Path) -> None:
    """Cut off, changed in the middle, of another program, of a newer version: each says so, and nothing is left."""
    file = await dumped(tmp_path, url)
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = bytearray(whole)
    flipped[middle] ^= 1
    for broken, words in (
        (whole[:middle], "was cut off"),
        (whole[:-20], "was cut off"),
        (b"", "is no dump"),
        (b"-- PostgreSQL database dump", "is no dump"),
        (bytes(flipped), "changed after it was written|is damaged|is no dump"),
    ):
        file.write_bytes(broken)
        ran = await verified(file, url)
        assert (ran.status, "Traceback" in ran.err) == (1, False)
        assert re.search(words, ran.err), (words, ran.err)
    await ask(url, "update alembic_version set version_num = '9999'")
    newer = await zongce_within(tmp_path, "dump", "newer.dump", DATABASE_URL=url)
    assert newer.status == 0, newer.err
    ran = await verified(tmp_path / "newer.dump", url)
    assert (ran.status, "newer version (9999): upgrade first" in ran.err) == (1, True), ran.err
    assert await left_behind(url) == []


async def test_a_verification_that_is_ended_leaves_no_database(url: str, tmp_path: Path) -> None:
    """Not by SIGTERM, and not by SIGKILL once the next one has run. Ended is not proven: the status is not 0."""
    file = await dumped(tmp_path, url)
    for number, left in ((signal.SIGTERM, 0), (signal.SIGKILL, 1)):
        process = await start(tmp_path, "verify-backup", file.name, "--here", DATABASE_URL=url)
        await line_with(process, "restoring into")
        process.send_signal(number)
        await asyncio.wait_for(process.communicate(), HANG_SECONDS)
        assert process.returncode not in (0, None)
        assert len(await left_behind(url)) == left
    ran = await verified(file, url)
    assert ran.status == 0, ran.err
    assert await left_behind(url) == []


async def test_the_hash_of_a_table_knows_no_order_and_no_setting(url: str) -> None:
    database = Database(url, 1)
    async with database.write() as db:
        before = await contents(db, frozenset())
        await db.exec_driver_sql("create table copied (like student)")
        await db.exec_driver_sql("insert into copied select * from student order by name desc")
        await db.exec_driver_sql("set local timezone = 'Asia/Shanghai'")
        after = await contents(db, frozenset())
        await db.rollback()
    await database.dispose()
    assert after["copied"] == before["student"]
