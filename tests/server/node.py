"""Node.js for checks that only npm has: the system's, else the one that came with the development dependencies."""

import asyncio
import os
import shutil
import sysconfig
from pathlib import Path

OLDEST = 18


async def run(*command: str, folder: Path, **environment: str) -> bytes:
    """Returns the output of the command; fails with its complaints."""
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await process.communicate()
    assert process.returncode == 0, (out + complaints).decode()
    return out


async def bin_folder() -> Path:
    """Returns the folder of a recent `node` and its `npm`."""
    ours = Path(sysconfig.get_path("scripts"))
    system = shutil.which("node")
    for folder in ([Path(system).parent] if system else []) + [ours]:
        if (folder / "node").exists() and (folder / "npm").exists():
            version = await run(str(folder / "node"), "--version", folder=folder)
            if int(version.decode().lstrip("v").split(".")[0]) >= OLDEST:
                return folder
    raise AssertionError("no Node.js: install the development dependencies")


async def installed(package: Path, into: Path) -> Path:
    """The package with what its lock names, outside of the checkout."""
    shutil.copytree(package, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    npm = str(await bin_folder() / "npm")
    await run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=into)
    return into
