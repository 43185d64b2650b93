"""`zongce dump` writes the whole database to one file, with a record of what it held at that moment."""

import asyncio
import os
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from cli.backup.record import Record, append, hash_of
from cli.postgres import program, run
from cli.running import connected, database_url
from cli.telling import Failed, progress, say
from core.settings.loading import load
from db import preflight
from db.contents import contents, share_snapshot
from db.limits import UNLIMITED
from db.migrate import current

PASSING = frozenset(("session", "sign_in_throttle", "waiting_binding", "download", "report_token"))
"""Tables that a dump leaves out, so that a restore never brings sessions back."""
RENEWED = ("report", "report_wall")
"""Schemas that the program makes by itself; they name roles, which another server does not have."""
File = Annotated[Path, typer.Argument(help="备份文件 | the file")]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件 | overwrite an existing file")]


def dump(file: File, force: Force = False) -> None:
    """备份整个数据库 | Write the whole database to a file."""
    if file.exists() and not force:
        raise Failed(f"{file} 已存在，要覆盖请加 --force", f"{file} already exists: use --force to overwrite it")
    if not file.absolute().parent.is_dir():
        raise Failed(f"没有目录 {file.absolute().parent}", f"there is no folder {file.absolute().parent}")
    unfinished = file.with_name(file.name + ".part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with database_url(load()) as url, progress("备份", "dumping"):
            append(unfinished, asyncio.run(_dump(url, unfinished)))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"已备份到 {file}（{file.stat().st_size:,} 字节）", f"dumped to {file}")


async def _dump(url: str, file: Path) -> Record:
    """Dumps and counts the same moment, while people go on working."""
    left_out = [f"--exclude-table-data={name}" for name in sorted(PASSING)]
    left_out += [f"--exclude-schema={name}" for name in RENEWED]
    async with connected(url, 1, UNLIMITED) as database:
        revision = await current(database) or ""
        async with database.write() as db:
            snapshot, made = await share_snapshot(db), datetime.now(UTC)
            server = await preflight.major_version(db)
            options = ("-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out)
            await asyncio.to_thread(run, url, program("pg_dump", server), *options, "-f", file)
            tables = await contents(db, PASSING)
    return Record(made.isoformat(), version_of("zongce"), revision, server, hash_of(file), tables)
