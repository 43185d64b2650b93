"""Running the real `zongce` command, in a folder and with settings of its own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path

ZONGCE = [sys.executable, "-c", "from cli.main import main; main()"]


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


async def start(folder: Path, *arguments: str, **settings: str) -> Process:
    ours = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("ZONGCE_")
    }
    return await asyncio.create_subprocess_exec(
        *ZONGCE, *arguments, cwd=folder, env={**ours, **settings, "PYTHONUNBUFFERED": "1"}, stdout=PIPE, stderr=PIPE
    )


async def zongce(folder: Path, *arguments: str, **settings: str) -> Ran:
    process = await start(folder, *arguments, **settings)
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


async def line_with(process: Process, words: str) -> str:
    """What it says, up to this; fails when it ends before."""
    assert process.stdout
    said = ""
    while line := (await process.stdout.readline()).decode():
        said += line
        if words in line:
            return line
    assert process.stderr
    raise AssertionError(said + (await process.stderr.read()).decode())
