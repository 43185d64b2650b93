"""`kill -9` of `zongce serve` in the middle of a large import: nothing, and all once it is taken up again (R4.2)."""

import asyncio
from contextlib import suppress

import httpx2
import pytest

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated
from tests.graph.course_acts import IMPORT
from tests.graph.operations.activity import BUSY
from tests.graph.operations.quick import idle, served
from tests.waiting import until

__all__ = ["idle"]

STUDENTS, COURSES = 500, 40
NEW = """insert into student (number, name, class_id, name_key, monitor)
  select 'T' || (100000 + n), '学生' || n, :class, 'x', false from generate_series(1, :count) n"""
MOMENTS = {
    "as soon as it runs": "select 1 from operation where status = 'RUNNING'",
    "while it stores": "select 1 from pg_stat_activity where datname = current_database() and state = 'active'"
    " and pid <> pg_backend_pid() and query ~* '^insert into course_score'",
}
STATE = """select (select count(*)::int from course_score where import_id is not null),
  (select count(*)::int from import_record),
  (select count(*)::int from audit_entry where action = 'importCourseScores')"""
NOTHING, ALL = (0, 0, 0), (STUDENTS * COURSES, 1, 1)


def workbook() -> bytes:
    rows = [
        [f"T{100000 + one}", f"学生{one}", f"K{code}", f"课程{code}", "必修", "王老师", 3, 60 + (one + code) % 40, None]
        for one in range(1, STUDENTS + 1)
        for code in range(COURSES)
    ]
    return comma_separated([HEADERS, *[["" if cell is None else cell for cell in row] for row in rows]])


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
async def test_an_import_outlives_a_server_that_is_killed(idle: Campus, moment: str) -> None:
    """20,000 rows: none of them is stored by the server that dies, and each once by the one that is started then."""
    await idle.execute(NEW, **{"class": idle.ids["cs1"], "count": STUDENTS})
    await idle.execute("delete from course_score")
    file = {"variables.input.file": ("成绩.csv", workbook())}
    async with served(idle) as (server, other):
        wanted = {"academicYear": YEAR, "term": 1}
        sent = asyncio.create_task(other.upload(other.college_admin, IMPORT, file, input=wanted))
        await until(lambda: idle.rows(MOMENTS[moment]))
        await server.kill()
        with suppress(httpx2.TransportError):
            await sent

        async def rests() -> bool:
            return not await idle.rows(BUSY)

        await until(rests)
        [left] = await idle.rows("select status, attempts::int from operation")
        assert tuple(left) == ("RUNNING", 1)
        assert tuple((await idle.rows(STATE))[0]) == NOTHING
        await server.start()
        ended = "select status, attempts::int, file is null as gone from operation where finished_at is not null"
        [done] = await until(lambda: idle.rows(ended))
    assert tuple(done) == ("SUCCEEDED", 2, True)
    assert tuple((await idle.rows(STATE))[0]) == ALL
