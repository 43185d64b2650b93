"""Measures what reporting tools read through the views of the report connection, beside the bare statements."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy.engine import make_url

from bench.figures import Outcome, compared_times
from bench.ground import Ground
from bench.university import LAST_YEAR
from core.identity.scram import verifier_of
from core.reporting import product_wall
from db.reporting.logins import create_login, insert_token, revoke_tokens
from db.reporting.wall import install
from tests.campus import FAR

PASSWORD, TIMES = "zr_bench", 10  # of a database that is thrown away


class Read(NamedTuple):
    """A query of one person, and the statement that reads the same from the tables."""

    username: str
    view: str
    bare: str


RESULTS = """comprehensive_result join student on student.id = student_id
  join school_class on school_class.id = comprehensive_result.class_id join batch on batch.id = batch_id
  join major on major.id = comprehensive_result.major_id join college on college.id = comprehensive_result.college_id"""
WHOLE_YEAR = Read(
    "S1",
    f"""select college_name, count(*), avg(overall_score) from comprehensive_results
    where academic_year = '{LAST_YEAR}' group by 1 order by 1""",
    f"""select college.name, count(*), avg(overall_score) from {RESULTS}
    where academic_year = '{LAST_YEAR}' group by 1 order by 1""",
)
COLLEGE = Read(
    "A001",
    "select course_name, count(*), avg(score) from course_scores group by 1 order by 1",
    """select course_name, count(*), avg(score)
    from course_score join student on student.id = student_id join school_class on school_class.id = class_id
      join major on major.id = major_id join college on college.id = school_class.college_id
    where college.code = 'C001' group by 1 order by 1""",
)
CLASSES = Read(
    "F00000",
    """select student_number, class_name, academic_year, overall_score, overall_class_position
    from comprehensive_results order by 3, 1, 4, 5, 2""",
    f"""select student.number, school_class.name, academic_year, overall_score, overall_position from {RESULTS}
    where (batch_id, comprehensive_result.class_id) in (
      select batch_id, class_id from counsellor join staff on staff.id = staff_id where number = 'F00000')
    order by 3, 1, 4, 5, 2""",
)  # fmt: skip


async def views(ground: Ground) -> list[Outcome]:
    assert await install(ground.database, product_wall()), "the database's user may not create roles"
    whole, college, classes = [await _compared(ground, one) for one in (WHOLE_YEAR, COLLEGE, CLASSES)]
    own, bare = classes
    times = [1000 * seconds for seconds in own]
    beside = f"{sorted(times)[len(times) // 2]:.0f} ms; the bare statement {1000 * min(bare):.1f} ms"
    return [compared_times(*whole), compared_times(*college), Outcome(times, beside)]


async def _compared(ground: Ground, read: Read) -> tuple[list[float], list[float]]:
    """Returns the seconds of both in each round, after comparing what they read."""
    async with _connected(ground, read.username) as tool, ground.plain() as db:
        ours, theirs = await tool.fetch(read.view), await db.fetch(read.bare)
        assert [tuple(row) for row in ours] == [tuple(row) for row in theirs] != [], read.view
        rounds = [(await _seconds(tool, read.view), await _seconds(db, read.bare)) for _ in range(ground.rounds)]
    return [own for own, _ in rounds], [bare for _, bare in rounds]


async def _seconds(db: Any, query: str) -> float:
    """Returns the seconds of one run, planned anew as a tool's queries are."""
    began = time.perf_counter()
    for _ in range(TIMES):
        await db.fetch(query)
    return (time.perf_counter() - began) / TIMES


@asynccontextmanager
async def _connected(ground: Ground, username: str) -> AsyncIterator[Any]:
    """Connects as a reporting tool with a token of this person."""
    [(account,)] = await ground.rows("select id from account where username = :username", username=username)
    async with ground.database.write() as db:
        login = await create_login(db, verifier_of(PASSWORD), FAR, "Asia/Shanghai")
        await insert_token(db, account_id=account, name="bench", login=login, expires_at=FAR)
    address = make_url(ground.url).set(username=login, password=PASSWORD)
    connection = await asyncpg.connect(address.render_as_string(hide_password=False), statement_cache_size=0)
    try:
        yield connection
    finally:
        await connection.close()
        async with ground.database.write() as db:
            await revoke_tokens(db, [login], datetime.now(UTC))
