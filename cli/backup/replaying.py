"""Feeds a dump's file to a database by PostgreSQL's own programs: all of it, or nothing."""

import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from cli.postgres import program, run, with_password, without_password
from cli.telling import Failed
from db.migrate import newest

EMPTYING = b"drop schema if exists report, report_wall cascade; drop schema public cascade; create schema public;"
TIMEOUT_OF_17 = b"SET transaction_timeout = 0;\n"
CHUNK = 2**20


def check_revision(pg_restore: Path, file: Path) -> None:
    """Refuses a file that is not our dump, or that a newer version made. Revisions are numbered."""
    output, _ = run(None, pg_restore, "--data-only", "-t", "alembic_version", "-f", "-", file, fails=True)
    revision = re.search(r"^COPY .*alembic_version.*\n(\S+)$", output, re.MULTILINE)
    if not revision:
        raise Failed(
            f"{file} 不是 zongce dump 的备份，或由更新的 PostgreSQL 写成",
            f"{file} is no dump made by zongce dump, or a newer PostgreSQL made it",
        )
    if revision[1] > newest():
        raise Failed(
            f"备份来自更新的版本（{revision[1]}），请先升级",
            f"the dump was made by a newer version ({revision[1]}): upgrade first",
        )


def replay(url: str, version: int, file: Path, *, empty_first: bool) -> str | None:
    """Restores in one transaction, which commits only if the file was read to its end.

    Returns:
        None, or PostgreSQL's reason if the database is unchanged.
    """
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
        if not (reading.returncode or writing.returncode):
            return None
        errors.seek(0)
        return errors.read().decode(errors="replace").strip()


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
