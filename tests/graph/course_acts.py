"""Holds the requests by which colleges work on course scores, and rows for their workbooks."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.campus import YEAR, Campus, Person
from tests.core.workbooks.files import HEADERS, xlsx
from tests.ports import held_port
from tests.waiting import connected, until

IMPORT = """
mutation Import($input: ImportCourseScoresInput!) {
  importCourseScores(input: $input) {
    created replaced unchanged rowCount problemCount userErrors { code message path row column } } }
"""


def row(number: object = "2019010", name: str = "张甲", **changes: Any) -> list[Any]:
    """A good row of 张甲's, with some cells changed by their header."""
    good = {"学号": number, "姓名": name, "课程代码": "MA101", "课程名称": "高等数学", "课程性质": "必修"}
    good |= {"授课教师": "李老师", "学分": 4, "成绩": 91.5, "备注": None}
    return [{**good, **changes}[header] for header in HEADERS]


def of(person: Person, **changes: Any) -> list[Any]:
    return row(person.username, person.name, **changes)


async def imported(
    campus: Campus, person: Person, *rows: list[Any], file: tuple[str, bytes] | None = None, **how: Any
) -> dict[str, Any]:
    content = file or ("成绩.xlsx", xlsx([HEADERS, *rows]))
    wanted = {"academicYear": YEAR, "term": 1, **how}
    answer = await campus.upload(person, IMPORT, {"variables.input.file": content}, input=wanted)
    assert not answer.errors, answer.errors
    return answer.data["importCourseScores"]


def reasons(payload: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(error["row"], error["column"], error["code"]) for error in payload["userErrors"]]


SERVER = """
import sys, uvicorn
from core.settings import Settings
from db.session import Database
from graph.app import create_app
settings = Settings(database_url=sys.argv[1], log_level="error")
uvicorn.run(create_app(settings, Database(sys.argv[1])), port=int(sys.argv[2]), log_level="error")
"""


@asynccontextmanager
async def served_by_another_process(campus: Campus) -> AsyncIterator[tuple[Campus, asyncio.subprocess.Process]]:
    """The same campus, behind a server that can be killed."""
    port = held_port()
    url = campus.database.url
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, url, str(port))
    try:
        async with connected(f"http://127.0.0.1:{port}") as client:
            await until(lambda: answers(client))
            yield Campus(campus.database, client, campus.people, campus.ids), server
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()


async def answers(client: httpx2.AsyncClient) -> bool:
    try:
        await client.get("/")
    except httpx2.TransportError:
        return False
    return True
