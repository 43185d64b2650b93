"""PostgreSQL's client programs are found and run here without showing the password."""

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
    """Returns PostgreSQL's client program of the server's own version, or of the nearest newer one.

    Args:
        newest: prefer the newest program, because a dump can't be read by an older one than wrote it.
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
    """Returns the major version of a program, or 0 if it does not run."""
    try:
        output, _ = run(None, file, "--version")
    except (OSError, Failed):
        return 0
    version = re.search(r"PostgreSQL\) (\d+)", output)
    return int(version[1]) if version else 0


def run(url: str | None, *command: str | Path, fails: bool = False) -> tuple[str, int]:
    """Runs a program and returns its output and its exit status, which must be 0 unless `fails` is set."""
    database = ["-d", without_password(url)] if url else []
    ran = subprocess.run(  # noqa: S603  # PostgreSQL's own program
        [*command, *database], capture_output=True, text=True, check=False, env=with_password(url) if url else None
    )
    if ran.returncode and not fails:
        raise Failed(f"{Path(command[0]).name} 失败：{ran.stderr.strip()}", f"{Path(command[0]).name} failed")
    return ran.stdout, ran.returncode


def without_password(url: str) -> str:
    """Removes the password, because all users of the machine can see a command's arguments."""
    return Address.parse(url).text(password=None)


def with_password(url: str) -> dict[str, str]:
    password = Address.parse(url).password
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}
