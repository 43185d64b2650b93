"""People do good work, then somebody imports the wrong roster, and everybody works on."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from db.contents import Contents, contents
from db.limits import LONG
from db.migrate import upgrade
from db.session import Database
from tests.building import build
from tests.campus import Campus
from tests.evening.server import Served
from tests.graph.academic_acts import compute
from tests.graph.course_acts import imported, of
from tests.graph.imports.acts import last_id, obstacles
from tests.waiting import connected

ZONGCE = (sys.executable, "-c", "from cli.main import main; main()")
WRONG = {
    "学生.csv": """学号,姓名,性别,民族,班级代码
20190101,误甲,女,回族,J1902
20190102,误乙,,,J1902
20190103,王丙,,,J1901
20999901,误新,男,汉族,J1901
""",
    "教职工.csv": "工号,姓名,学院代码\nS001,超级管理员,\nS003,周老师,01\nS005,李误,01\n",
    "班长.csv": "班级代码,学号\nJ1902,20190101\n",
}
"""It moves and renames two students, brings a new one, and retires everybody whom it lacks."""
ROSTER = frozenset(("student", "staff", "account", "roster_head_teacher"))
ASSIGNED = frozenset(("role_grant", "roster_head_teacher", "counsellor", "head_teacher", "school_class"))
TOLD = frozenset(("audit_entry", "import_record", "import_change", "operation", "directory"))
"""These tables tell of the past, and only grow."""


async def held(url: str) -> dict[str, Contents]:
    """Returns the contents of every table."""
    database = Database(url, 1, LONG)
    try:
        async with database.write() as db:
            return await contents(db, frozenset())
    finally:
        await database.dispose()


def zongce(url: str, folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [*ZONGCE, *arguments], cwd=folder, env={"DATABASE_URL": url, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        raise RuntimeError(f"zongce {' '.join(arguments)}: {ran.stdout}{ran.stderr}")
    return ran.stdout


@asynccontextmanager
async def school(url: str) -> AsyncIterator[Campus]:
    """Serves a school whose phases are open."""
    database = Database(url)
    await upgrade(database)
    served = Served(url)
    people, ids = await build(database)
    await served.start()
    try:
        async with connected(f"http://127.0.0.1:{served.port}") as client:
            campus = Campus(database, client, people, ids)
            await campus.open_phases()
            yield campus
    finally:
        await served.kill()
        await database.dispose()


async def take_scores(campus: Campus, *rows: list[Any]) -> None:
    done = await imported(campus, campus.college_admin, *rows)
    if not done or done.get("userErrors"):
        raise RuntimeError(f"scores were not imported: {done}")


async def work_before(campus: Campus) -> None:
    await take_scores(campus, of(campus.jia), of(campus.yi, 成绩=60))
    await compute(campus, campus.counsellor_li)


async def import_wrong_roster(url: str, folder: Path) -> None:
    wrong = folder / "wrong"
    wrong.mkdir()
    for name, text in WRONG.items():
        (wrong / name).write_text(text, "utf-8")
    options = ("--retire-missing", "--retire-up-to", "100")
    await asyncio.to_thread(zongce, url, folder, "roster", "import", str(wrong), *options)


async def work_after(campus: Campus, url: str, folder: Path) -> list[str]:
    """Works on, also upon the wrong roster, and returns what stands in the way of undoing it."""
    wrong = await last_id(campus)
    await asyncio.to_thread(zongce, url, folder, "accounts", "code", "20999901")
    await take_scores(campus, of(campus.bing, 成绩=88), of(campus.bing, 成绩=77, 课程代码="C9"))
    return await obstacles(campus, campus.super_admin, wrong)
