"""Measures the import of a workbook of course scores beside its unavoidable parts: parsing and COPY.

    python -m bench.course_import [rows]          its parts, and what a dry run and a second import take

The database is created and dropped here: on the server of DATABASE_URL if set, else on an embedded one.
"""

import asyncio
import io
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import python_calamine
from sqlalchemy import text

from bench.figures import Outcome, compared_times
from bench.ground import SUPER_ADMIN, Ground, vacuumed
from bench.servers import database_server
from bench.university import SIZES, make_frame
from core.acting import Act
from core.actions.course_imports import import_course_scores
from core.operations.arguments import ImportCourseScores, SourceFile
from core.viewer import Viewer
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.course_sheets import read_ready
from core.workbooks.process import WorkbookProcess
from core.workbooks.writing import Field, Kind, Sheet, sheet_bytes
from db.session import Database
from db.tables import Role
from tests.campus import YEAR
from tests.conftest import Cluster
from tests.evening.wire import Connection

COURSES = 20
FIRST_YEAR = 1980
ODD_EVERY = 33
SECOND = "60$"
ODD_TEXTS = ("优秀", "缓考", "合格", "61*", SECOND, "85分")
IMPORT = """mutation($input: ImportCourseScoresInput!) { importCourseScores(input: $input) {
  created operation { id status } userErrors { message } } }"""
PART = '--part\r\ncontent-disposition: form-data; name="{0}"{1}\r\n\r\n'
PLAIN = """
drop table if exists plain_score; create table plain_score (like course_score including all);
alter table plain_score add foreign key (student_id) references student
"""


@asynccontextmanager
async def timed(what: str) -> AsyncIterator[None]:
    started = time.perf_counter()
    yield
    print(f"{what:<52}{time.perf_counter() - started:7.2f} s")


async def workbook(database: Database, rows: int, raised: int = 0, *, odd: bool = False) -> bytes:
    """Writes a workbook of so many rows.

    Args:
        odd: makes 3 rows of 100 odd: words, states, marks, and second attempts at the course of the row above.
    """
    async with database.read() as db:
        students = (await db.execute(text("select number, name from student order by number"))).all()
    cells: list[list[Any]] = []
    for place in range(rows):
        student, course = students[place // COURSES], place % COURSES
        score = Decimal((place * 7919 + raised) % 101)
        kind = "必修" if course % 3 else "选修"
        name, credit = f"课程{course}高等数学", Decimal(course % 5) + Decimal("1.5")
        cells.append([student.number, student.name, f"C{course:05}", name, kind, f"教师{course}", credit, score, None])
    for number, place in enumerate(range(ODD_EVERY, rows, ODD_EVERY) if odd else ()):
        told = ODD_TEXTS[number % len(ODD_TEXTS)]
        if told == SECOND:
            cells[place][:-2] = cells[place - 1][:-2]
        cells[place][-2] = told
    fields = [
        Field(column.key, column.header, Kind.TEXT if odd and column.key == "score" else column.kind)
        for column in COURSE_SCORES.offered
    ]
    return sheet_bytes(Sheet("成绩", fields, cells))


def parsed(content: bytes) -> float:
    """Returns the seconds that calamine takes."""
    began = time.perf_counter()
    python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return time.perf_counter() - began


async def copied(db: Any, year: str) -> float:
    """Returns the seconds that COPY takes to load a year's rows into an empty table with the same keys and checks."""
    rows = io.BytesIO()
    await db.copy_from_query("select * from course_score where academic_year = $1", year, output=rows)
    await db.execute(PLAIN)
    rows.seek(0)
    began = time.perf_counter()
    await db.copy_to_table("plain_score", source=rows)
    return time.perf_counter() - began


async def imported(ground: Ground) -> list[Outcome]:
    """Runs the real mutation for a new year: sent, read in the worker process, checked, stored and audited."""
    return await _imported(ground)


async def imported_odd(ground: Ground) -> list[Outcome]:
    """Runs the same with rows as they really come; settling is part of it (R10.3 - R10.5)."""
    return await _imported(ground, odd=True)


async def _imported(ground: Ground, *, odd: bool = False) -> list[Outcome]:
    rows = ground.size.imported
    content = await workbook(ground.database, rows, odd=odd)
    courses = rows - second_attempts(rows) if odd else rows
    ours, bare = [], []
    try:
        await _uploaded(ground, content, _year(0), courses)
        for number in range(1, ground.rounds + 1):
            async with ground.plain() as db:
                bare.append(parsed(content) + await copied(db, _year(0)))
            ours.append(await _uploaded(ground, content, _year(number), courses))
    finally:
        await _forget(ground.database)
    return [compared_times(ours, bare)]


def _year(number: int) -> str:
    return f"{FIRST_YEAR + number}-{FIRST_YEAR + number + 1}"


def second_attempts(rows: int) -> int:
    """Returns how many rows of an odd workbook are second attempts."""
    return sum(ODD_TEXTS[number % len(ODD_TEXTS)] == SECOND for number in range(len(range(ODD_EVERY, rows, ODD_EVERY))))


async def _uploaded(ground: Ground, content: bytes, year: str, courses: int) -> float:
    connection = await Connection.open(ground.served.port)
    variables = {"file": None, "academicYear": year, "term": 1}
    sent = multipart({"query": IMPORT, "variables": {"input": variables}}, content)
    began = time.perf_counter()
    _, body = await connection.ask(sent)
    seconds = time.perf_counter() - began
    connection.drop()
    result = orjson.loads(body)["data"]["importCourseScores"]
    assert result["created"] == courses, result
    return seconds


def multipart(operations: dict[str, Any], content: bytes, name: str = "bench.xlsx") -> bytes:
    """Encodes a file by the multipart request spec."""
    parts = (
        PART.format("operations", "").encode() + orjson.dumps(operations),
        PART.format("map", "").encode() + orjson.dumps({"0": ["variables.input.file"]}),
        PART.format("0", f'; filename="{name}"').encode() + content,
        b"--part--\r\n",
    )
    body = b"\r\n".join(parts)
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: zongce\r\nauthorization: Bearer {SUPER_ADMIN}\r\ngraphql-preflight: 1\r\n"
        f"content-type: multipart/form-data; boundary=part\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _forget(database: Database) -> None:
    async with database.write() as db:
        await db.execute(text("delete from course_score where academic_year < '1999'"))
    await vacuumed(database, "course_score")


async def in_parts(
    database: Database, workbooks: WorkbookProcess, content: bytes, what: str, dry_run: bool = False
) -> None:
    viewer = Viewer(0, "bench", "管理员", grants=((Role.SUPER_ADMIN, None),))
    async with timed(f"{what}: in all"):
        async with timed(f"{what}: read in the worker"):
            sheet = await workbooks.run(read_ready, content, 200_000)
        async with timed(f"{what}: checked and stored"), database.write() as db:
            act = Act.at(db, viewer, datetime.now(UTC), ZoneInfo("Asia/Shanghai"), None)
            source = SourceFile("bench.xlsx", content)
            done = await import_course_scores(act, sheet, ImportCourseScores(YEAR, 1, dry_run=dry_run), source)
        print({name: done.outcome[name] for name in ("created", "replaced", "unchanged")})


async def main(server_url: str, rows: int) -> None:
    cluster, workbooks = Cluster(server_url), WorkbookProcess()
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await make_frame(database, replace(SIZES["university"], imported=rows))
        content = await workbook(database, rows)
        await workbooks.run(read_ready, b"", 1)
        await in_parts(database, workbooks, content, "dry run", dry_run=True)
        await in_parts(database, workbooks, content, "first import")
        await in_parts(database, workbooks, content, "again, unchanged")
        await in_parts(database, workbooks, await workbook(database, rows, raised=1), "again, every score replaced")
        async with database.driver() as db:
            print(f"calamine alone {parsed(content):.2f} s, COPY into such a table {await copied(db, YEAR):.2f} s")
        await workbooks.close()
        await database.dispose()


if __name__ == "__main__":
    with database_server() as url:
        asyncio.run(main(url, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
