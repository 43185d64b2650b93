"""Running the real `zongce` command, in a folder and with settings of its own."""

import asyncio
import io
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from cli.main import main

ZONGCE = [sys.executable, "-c", "from cli.main import main; main()"]


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """Returns the environment without the settings of this machine."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ZONGCE_", "DATABASE_URL"))}
    return {**ours, **settings}


async def start(folder: Path, *arguments: str, **settings: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *ZONGCE, *arguments, cwd=folder, env=_environment(settings), stdout=PIPE, stderr=PIPE
    )


async def zongce(folder: Path, *arguments: str, **settings: str) -> Ran:
    """Runs the command as a process of its own."""
    process = await start(folder, *arguments, **settings)
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


async def zongce_within(folder: Path, *arguments: str, **settings: str) -> Ran:
    """The same without a process's second of start-up; not for what runs an embedded server, or serves."""
    return await asyncio.to_thread(_within, folder, list(arguments), settings)


def _within(folder: Path, arguments: list[str], settings: dict[str, str]) -> Ran:
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        chdir(folder),
        patch.dict(os.environ, _environment(settings), clear=True),
        patch("signal.signal"),  # which the main thread alone may call
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())


async def line_with(process: Process, words: str) -> str:
    """Returns the first line with these words; fails when the process ends before."""
    assert process.stdout
    said = ""
    while line := (await process.stdout.readline()).decode():
        said += line
        if words in line:
            return line
    assert process.stderr
    raise AssertionError(said + (await process.stderr.read()).decode())
