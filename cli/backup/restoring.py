"""`zongce restore` replaces the whole database by a file, or nothing changes."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.backup.replaying import check_revision, replay
from cli.postgres import program
from cli.presence import alone_here
from cli.running import bring_up_to_date, connected, database_url
from cli.telling import Failed, progress, say
from core.settings.loading import load
from db import preflight

File = Annotated[Path, typer.Argument(help="备份文件 | the file")]
Yes = Annotated[bool, typer.Option("--yes", help="清除数据库中现有的全部数据 | replace all data of the database")]


def restore(file: File, yes: Yes = False) -> None:
    """从备份恢复：全部恢复，或什么都不变 | Restore from a file: all of it, or nothing changes."""
    if not file.is_file():
        raise Failed(f"没有文件 {file}", f"there is no file {file}")
    with database_url(load()) as url:
        version, tables = asyncio.run(_look(url))
        check_revision(program("pg_restore", version, newest=True), file)
        if tables and not yes:
            raise Failed(
                f"数据库中已有 {tables} 张表：确认要全部替换请加 --yes",
                f"the database holds {tables} tables: use --yes to replace all of it",
            )
        with alone_here(url), progress("恢复", "restoring"):
            failed = replay(url, version, file, empty_first=bool(tables))
            if failed is not None:
                raise Failed(f"恢复失败，数据库没有改变：{failed}", "the restore failed; the database is unchanged")
            asyncio.run(_bring_up_to_date(url))
    say(f"已从 {file} 恢复", f"restored from {file}")


async def _look(url: str) -> tuple[int, int]:
    """Returns the server's major version and the number of tables in the database."""
    async with connected(url) as database, database.read() as db:
        return await preflight.major_version(db), await preflight.table_count(db)


async def _bring_up_to_date(url: str) -> None:
    async with connected(url) as database:
        await bring_up_to_date(database)
