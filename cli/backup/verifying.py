"""`zongce verify-backup` proves a file: it restores it into a scratch database and compares that with the record."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.backup import record
from cli.backup.dumping import PASSING
from cli.backup.record import Record
from cli.backup.replaying import check_revision, replay
from cli.backup.scratch import scratch_database, scratch_server
from cli.postgres import program
from cli.running import bring_up_to_date, connected, database_url
from cli.serving import ended_by_sigterm
from cli.telling import Failed, progress, say, table
from core.settings import Settings
from core.settings.loading import load
from db import preflight
from db.contents import Contents, contents
from db.limits import UNLIMITED

TERMINATED = 143
File = Annotated[Path, typer.Argument(help="备份文件 | the file")]
Here = Annotated[
    bool,
    typer.Option("--here", help="在所配置的数据库服务器上新建临时数据库 | use a new database on the configured server"),
]


def verify_backup(file: File, here: Here = False) -> None:
    """核对备份：恢复到临时数据库，逐表比较 | Prove a back-up: restore it into a scratch database and compare."""
    settings = load()
    kept, unchanged = record.read(file)
    _tell(file, kept, settings)
    with ended_by_sigterm(TERMINATED), _scratch(settings, here=here) as url:
        version = asyncio.run(_major_version(url))
        check_revision(program("pg_restore", version, newest=True), file)
        with progress("恢复到临时数据库", "restoring into a scratch database"):
            failed = replay(url, version, file, empty_first=False)
        if failed is not None:
            raise Failed(f"备份已损坏，不能恢复：{failed}", "the back-up is damaged and can't be restored")
        with progress("逐表比较", "comparing each table"):
            restored = asyncio.run(_contents(url))
    if wrong := list(differences(kept.tables, restored)):
        table("不一致的表 tables that differ", ("表 table", "备份时行数 rows then", "恢复后行数 rows now"), wrong)
        raise Failed("备份已损坏：恢复后的内容与备份时不一致", "the back-up is damaged: it restores to something else")
    if not unchanged:
        raise Failed(
            "备份文件写成后被改动过：各表内容一致，但其余部分（索引、约束、触发器）无法证明",
            "the file was changed after it was written: the tables agree, but indexes, constraints and triggers are "
            "not proven",
        )
    say(
        f"备份完好，可以恢复：{len(restored)} 张表、{kept.rows:,} 行与备份时完全一致",
        f"the back-up is sound: all {kept.rows:,} rows of {len(restored)} tables are as they were",
    )


def differences(then: dict[str, Contents], now: dict[str, Contents]) -> Iterator[tuple[str, object, object]]:
    """Yields each table that is missing, too many, or has other rows: its name, and the rows then and now."""
    for name in sorted({*then, *now}):
        before, after = then.get(name), now.get(name)
        if before and after and before.rows == after.rows and before != after:
            yield name, f"{before.rows:,}", f"{after.rows:,}（内容不同 other contents）"
        elif before != after:
            yield name, f"{before.rows:,}" if before else "无 none", f"{after.rows:,}" if after else "无 none"


def _tell(file: Path, kept: Record, settings: Settings) -> None:
    made = kept.at.astimezone(ZoneInfo(settings.timezone)).strftime("%Y-%m-%d %H:%M:%S %z")
    facts = (
        ("文件 file", file),
        ("备份时间 made", made),
        ("程序版本 version", kept.version),
        ("表结构 revision", kept.revision),
        ("PostgreSQL", kept.server),
        ("行数 rows", f"{kept.rows:,}"),
        ("SHA-256", kept.sha256),
    )
    table("备份 back-up", ("", ""), facts)


@contextmanager
def _scratch(settings: Settings, *, here: bool) -> Iterator[str]:
    """Yields the address of an empty database, which is gone afterwards."""
    if not here:
        with scratch_server() as url:
            yield url
        return
    with database_url(settings) as url, scratch_database(url) as scratch:
        yield scratch


async def _major_version(url: str) -> int:
    async with connected(url, 1) as database, database.read() as db:
        return await preflight.major_version(db)


async def _contents(url: str) -> dict[str, Contents]:
    """Returns what was restored. Then the tables must also come to this version's shape, as after a restore."""
    async with connected(url, 1, UNLIMITED) as database:
        async with database.write() as db:
            found = await contents(db, PASSING)
        await bring_up_to_date(database)
    return found
