"""How long a workbook of course scores takes, beside what can't be avoided: parsing it, and COPY into the same table.

    DATABASE_URL=postgresql://... python -m bench.course_import [rows]

The database is filled and left as it is: give an empty one of its own.
"""

import asyncio
import io
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import python_calamine
from sqlalchemy import text

from core.access import Viewer
from core.acting import Act
from core.actions.courses import ScoreImport, import_course_scores
from core.course_sheets import read_ready
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.process import WorkbookProcess
from core.workbooks.writing import Field, Sheet, sheet_bytes
from db.migrate import upgrade
from db.session import Database
from db.tables import Role

COURSES = 20
ADMIN = 0  # below every id that the database gives
UNIVERSITY = (
    "insert into college (code, name) select 'C' || g, '学院' || g from generate_series(1, 20) g",
    "insert into major (code, name, college_id) select 'M' || id, '专业', id from college",
    """insert into school_class (code, name, grade, cohort, major_id, college_id)
       select 'K' || major.id || '-' || g, '班', 2016, 2020, id, college_id from major, generate_series(1, 35) g""",
    """insert into student (number, name, name_key, monitor, class_id)
       select '2016' || lpad((row_number() over ())::text, 6, '0'), '学生' || g, 'xs', false, id
       from school_class, generate_series(1, 40) g""",
    f"insert into account (id, username, name) values ({ADMIN}, 'bench', '管理员')",
    "analyze",
)


@asynccontextmanager
async def timed(what: str) -> AsyncIterator[None]:
    started = time.perf_counter()
    yield
    print(f"{what:<52}{time.perf_counter() - started:7.2f} s")


async def workbook(database: Database, rows: int, raised: int = 0) -> bytes:
    async with database.read() as db:
        students = (await db.execute(text("select number, name from student order by number"))).all()
    cells = []
    for place in range(rows):
        student, course = students[place // COURSES], place % COURSES
        score = Decimal((place * 7919 + raised) % 101)
        kind = "必修" if course % 3 else "选修"
        name, credit = f"课程{course}高等数学", Decimal(course % 5) + Decimal("1.5")
        cells.append((student.number, student.name, f"C{course:05}", name, kind, f"教师{course}", credit, score, None))
    fields = [Field(column.key, column.header, column.kind) for column in COURSE_SCORES.columns]
    return sheet_bytes(Sheet("成绩", fields, cells))


async def bare(database: Database, content: bytes, copied: bytes) -> None:
    async with timed("calamine alone"):
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    async with database.write() as db:
        await db.execute(text("create temp table plain (like course_score including all) on commit drop"))
        await db.execute(text("create temp table raw (like course_score) on commit drop"))
        await db.execute(text("insert into raw select * from course_score"))
        connection: Any = (await db.get_raw_connection()).driver_connection
        rows = io.BytesIO()
        await connection.copy_from_table("raw", output=rows)
        await db.execute(text("create table plain_score (like course_score including all)"))
        await db.execute(text("alter table plain_score add foreign key (student_id) references student"))
        rows.seek(0)
        async with timed("COPY into a table of the same kind"):
            await connection.copy_to_table("plain_score", source=rows)
        await db.execute(text("drop table plain_score"))


async def imported(database: Database, workbooks: WorkbookProcess, content: bytes, what: str, **how: bool) -> bytes:
    viewer = Viewer(ADMIN, "bench", "管理员", grants=((Role.SUPER_ADMIN, None),))
    async with timed(f"{what}: in all"):
        async with timed(f"{what}: read in the worker"):
            sheet = await workbooks.run(read_ready, content, 200_000)
        async with timed(f"{what}: checked and stored"), database.write() as db:
            act = Act.at(db, viewer, datetime.now(UTC), ZoneInfo("Asia/Shanghai"), None)
            print(await import_course_scores(act, sheet, ScoreImport("2018-2019", 1, "bench.xlsx", content, **how)))
    return sheet.copied


async def main(rows: int) -> None:
    database, workbooks = Database(os.environ["DATABASE_URL"]), WorkbookProcess()
    await upgrade(database)
    async with database.write() as db:
        for statement in UNIVERSITY:
            await db.execute(text(statement))
    content = await workbook(database, rows)
    await workbooks.run(read_ready, b"", 1)
    await imported(database, workbooks, content, "dry run", dry_run=True)
    copied = await imported(database, workbooks, content, "first import")
    await imported(database, workbooks, content, "again, unchanged")
    await imported(database, workbooks, await workbook(database, rows, raised=1), "again, every score replaced")
    await bare(database, content, copied)
    await workbooks.close()
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
