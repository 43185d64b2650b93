"""PostgreSQL's client programs: which to use, and running them without showing the password."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from cli.telling import Failed
from db.address import Address
from db.embedded.programs import SYSTEM, WHEEL


def program(name: str, version: int, *, newest: bool = False) -> Path:
    """PostgreSQL's client program of the server's own version, else the nearest newer one.

    Args:
        newest: rather the newest there is: what reads a dump must not be older than what wrote it.
    """
    wheel = find_spec(WHEEL.parts[0])
    packages = (wheel and wheel.submodule_search_locations) or []
    folders = [Path(package).parent / WHEEL for package in packages]
    folders += [folder for pattern in SYSTEM for folder in Path("/").glob(pattern[1:])]
    found = {_major(folder / name): folder / name for folder in folders}
    if on_path := shutil.which(name):
        found.setdefault(_major(Path(on_path)), Path(on_path))
    fitting = [major for major in found if major >= version]
    if not fitting:
        raise Failed(
            f"找不到 PostgreSQL {version} 的 {name}，请安装 postgresql-client-{version}",
            f"there is no {name} for PostgreSQL {version}: install postgresql-client-{version}",
        )
    return found[max(fitting) if newest else min(fitting)]


def _major(file: Path) -> int:
    """0 where it does not run."""
    try:
        said, _ = run(None, file, "--version")
    except (OSError, Failed):
        return 0
    version = re.search(r"PostgreSQL\) (\d+)", said)
    return int(version[1]) if version else 0


def run(url: str | None, *command: str | Path, fails: bool = False) -> tuple[str, int]:
    """What it said and its exit status, which must be 0 unless it may fail."""
    database = ["-d", without_password(url)] if url else []
    ran = subprocess.run(  # noqa: S603  # PostgreSQL's own program
        [*command, *database], capture_output=True, text=True, check=False, env=with_password(url) if url else None
    )
    if ran.returncode and not fails:
        raise Failed(f"{Path(command[0]).name} 失败：{ran.stderr.strip()}", f"{Path(command[0]).name} failed")
    return ran.stdout, ran.returncode


def without_password(url: str) -> str:
    """A command's arguments are for all users of the machine to see."""
    return Address.parse(url).text(password=None)


def with_password(url: str) -> dict[str, str]:
    password = Address.parse(url).password
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}
