"""A wheel is the whole product: the rooms, and the pages as they lie in `web/dist`. Skipped where none are built."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graph.routes.pages import BUILT
from tests.web.browser import WEB, is_built

ROOT = WEB.parent
ROOMS = ("cli", "core", "db", "graph")
FOR_DEVELOPERS = {".pyc", ".graphql", ".mako"}
"""The snapshot of the schema and the pattern of a new migration; the server makes its definition itself."""


def wheel(folder: Path) -> zipfile.ZipFile:
    """Built from a copy: setuptools leaves its parts behind, and takes those that it finds."""
    shutil.copytree(ROOT / "web" / "dist", folder / "web" / "dist")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    command = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", "out", ".")
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return zipfile.ZipFile(next((folder / "out").glob("*.whl")))


@pytest.mark.skipif(not is_built(), reason="the pages are not built")
def test_a_wheel_bears_the_pages_and_all_that_the_rooms_hold(tmp_path: Path) -> None:
    with wheel(tmp_path) as built:
        names = {name for name in built.namelist() if ".dist-info/" not in name}
    wanted = [path for room in (*ROOMS, "web/dist") for path in (ROOT / room).rglob("*") if path.is_file()]
    ours = {path.relative_to(ROOT).as_posix() for path in wanted if path.suffix not in FOR_DEVELOPERS}
    assert names == ours
    for page in ("console", "mini", "graphiql"):
        assert f"{BUILT.relative_to(ROOT).as_posix()}/{page}/index.html" in names
