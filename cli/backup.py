"""`zongce dump` and `zongce restore` store and replace the whole database as one file in pg_dump's own format."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.postgres import program, run, with_password, without_password
from cli.presence import alone_here
from cli.running import bring_up_to_date, connected, database_url
from cli.telling import Failed, progress, say
from core.settings.loading import load
from db import preflight
from db.migrate import newest

PASSING = ("session", "sign_in_throttle", "waiting_binding", "download")
"""Tables that a dump leaves out, so that a restore never brings sessions back."""
EMPTYING = b"drop schema public cascade; create schema public;"
TIMEOUT_OF_17 = b"SET transaction_timeout = 0;\n"
CHUNK = 2**20
File = Annotated[Path, typer.Argument(help="备份文件 | the file")]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件 | overwrite an existing file")]
Yes = Annotated[bool, typer.Option("--yes", help="清除数据库中现有的全部数据 | replace all data of the database")]


def dump(file: File, force: Force = False) -> None:
    """备份整个数据库 | Write the whole database to a file."""
    if file.exists() and not force:
        raise Failed(f"{file} 已存在，要覆盖请加 --force", f"{file} already exists: use --force to overwrite it")
    if not file.absolute().parent.is_dir():
        raise Failed(f"没有目录 {file.absolute().parent}", f"there is no folder {file.absolute().parent}")
    unfinished = file.with_name(file.name + ".part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    left_out = [f"--exclude-table-data={name}" for name in PASSING]
    with database_url(load()) as url, progress("备份", "dumping"):
        version, _ = asyncio.run(_look(url))
        run(url, program("pg_dump", version), "-Fc", "--no-owner", "--no-privileges", *left_out, "-f", unfinished)
    unfinished.replace(file)
    say(f"已备份到 {file}（{file.stat().st_size:,} 字节）", f"dumped to {file}")


def restore(file: File, yes: Yes = False) -> None:
    """从备份恢复：全部恢复，或什么都不变 | Restore from a file: all of it, or nothing changes."""
    if not file.is_file():
        raise Failed(f"没有文件 {file}", f"there is no file {file}")
    with database_url(load()) as url:
        version, tables = asyncio.run(_look(url))
        _check_revision(program("pg_restore", version, newest=True), file)
        if tables and not yes:
            raise Failed(
                f"数据库中已有 {tables} 张表：确认要全部替换请加 --yes",
                f"the database holds {tables} tables: use --yes to replace all of it",
            )
        with alone_here(url), progress("恢复", "restoring"):
            _replay(url, version, file, empty_first=bool(tables))
            asyncio.run(_bring_up_to_date(url))
    say(f"已从 {file} 恢复", f"restored from {file}")


async def _look(url: str) -> tuple[int, int]:
    """Returns the server's major version and the number of tables in the database."""
    async with connected(url) as database, database.read() as db:
        return await preflight.major_version(db), await preflight.table_count(db)


async def _bring_up_to_date(url: str) -> None:
    async with connected(url) as database:
        await bring_up_to_date(database)


def _check_revision(pg_restore: Path, file: Path) -> None:
    """Refuses a file that is not our dump, or that a newer version made. Revisions are numbered."""
    output, _ = run(None, pg_restore, "--data-only", "-t", "alembic_version", "-f", "-", file, fails=True)
    revision = re.search(r"^COPY .*alembic_version.*\n(\S+)$", output, re.MULTILINE)
    if not revision:
        raise Failed(
            f"{file} 不是 zongce dump 的备份，或由更新的 PostgreSQL 写成",
            f"{file} is no dump made by zongce dump, or a newer PostgreSQL made it",
        )
    if revision[1] > (newest() or ""):
        raise Failed(
            f"备份来自更新的版本（{revision[1]}），请先升级",
            f"the dump was made by a newer version ({revision[1]}): upgrade first",
        )


def _replay(url: str, version: int, file: Path, *, empty_first: bool) -> None:
    """Restores in one transaction, which commits only if the file was read to its end."""
    reader, writer = (program(name, version, newest=True) for name in ("pg_restore", "psql"))
    restoring: list[str | Path] = [reader, "--no-owner", "--no-privileges", "-f", "-", file]
    storing: list[str | Path] = [writer, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", without_password(url)]
    with tempfile.TemporaryFile() as errors:
        with (
            subprocess.Popen(restoring, stdout=subprocess.PIPE, stderr=errors) as reading,  # noqa: S603  # PostgreSQL's own
            subprocess.Popen(  # noqa: S603  # PostgreSQL's own
                storing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=with_password(url)
            ) as writing,
        ):
            _feed(reading, writing, version, empty_first=empty_first)
        if reading.returncode or writing.returncode:
            errors.seek(0)
            output = errors.read().decode(errors="replace").strip()
            raise Failed(f"恢复失败，数据库没有改变：{output}", "the restore failed; the database is unchanged")


def _feed(
    reading: subprocess.Popen[bytes], writing: subprocess.Popen[bytes], version: int, *, empty_first: bool
) -> None:
    script, into = reading.stdout, writing.stdin
    if script is None or into is None:
        raise RuntimeError("both are pipes")
    with suppress(BrokenPipeError), into:
        into.write(b"set client_min_messages = warning; begin;")
        into.write(EMPTYING if empty_first else b"")
        head = script.read(CHUNK)
        into.write(head.replace(TIMEOUT_OF_17, b"", 1) if version < 17 else head)
        shutil.copyfileobj(script, into, CHUNK)
        if reading.wait() == 0:
            into.write(b"commit;\n")
