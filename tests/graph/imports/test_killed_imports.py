"""`kill -9` of `zongce serve` in the middle of a large import: nothing, and all once it is taken up again (R4.2)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from db.tables import Module
from tests.campus import STUDENTS as PEOPLE
from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated
from tests.evening.server import Served
from tests.graph.comprehensive_acts import bring_in, of_class
from tests.graph.course_acts import IMPORT
from tests.graph.imports.acts import state
from tests.graph.operations.activity import BUSY, WAITING
from tests.graph.operations.quick import idle, served
from tests.graph.people.rosters import NEW_COLLEGE, send
from tests.graph.results import SCHEME
from tests.graph.scheme_acts import bring, compute, save, who_is
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


ENDED = "select status, attempts::int, file is null as gone from operation where finished_at is not null"


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
        await _dies(server, sent)
        await _rests(idle)
        [left] = await idle.rows("select status, attempts::int from operation")
        assert tuple(left) == ("RUNNING", 1)
        assert tuple((await idle.rows(STATE))[0]) == NOTHING
        await server.start()
        [done] = await until(lambda: idle.rows(ENDED))
    assert tuple(done) == ("SUCCEEDED", 2, True)
    assert tuple((await idle.rows(STATE))[0]) == ALL


async def _dies(server: Served, sent: "asyncio.Future[Any]") -> None:
    await server.kill()
    with suppress(httpx2.TransportError):
        await sent


async def _rests(idle: Campus) -> None:
    async def rests() -> bool:
        return not await idle.rows(BUSY)

    await until(rests)


async def _killed_at(idle: Campus, server: Served, lock: str, work: Awaitable[Any]) -> None:
    """The work comes to the lock, and its server dies there."""

    async def waits() -> bool:
        return bool(await idle.rows(WAITING))

    async with idle.database.write() as db:
        await db.execute(text(lock))
        sent = asyncio.ensure_future(work)
        await until(waits)
        await _dies(server, sent)
    await _rests(idle)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["import_record", "audit_entry"])
async def test_results_are_imported_whole_after_a_server_was_killed_at_any_place(idle: Campus, table: str) -> None:
    """R6.2, R4.2: nothing of the class by the server that dies, and everybody once by the next one."""
    await idle.open_phases(Module.COMPREHENSIVE)
    before = await state(idle)
    async with served(idle) as (server, other):
        work = bring_in(other, other.counsellor_li, of_class(idle, "cs1"))
        await _killed_at(idle, server, f"lock table {table} in exclusive mode", work)
        assert await state(idle) == before
        await server.start()
        [done] = await until(lambda: idle.rows(ENDED))
        assert tuple(done) == ("SUCCEEDED", 2, True)
    [counts] = await idle.rows("""select (select count(*)::int from comprehensive_result),
      (select count(*)::int from import_record),
      (select count(distinct at)::int from audit_entry where action = 'importComprehensiveResults')""")
    assert tuple(counts) == (5, 1, 1)


@pytest.mark.slow
async def test_inputs_and_computations_by_a_scheme_outlive_a_server_that_is_killed(idle: Campus) -> None:
    """R11.3, R11.5: the server dies while it stores; the next one stores everything, once."""
    await idle.open_phases(Module.COMPREHENSIVE)
    assert (await save(idle, idle.college_admin, text=SCHEME)).data["saveScheme"]["userErrors"] == []
    items = [[*who_is(idle, key), "竞赛", "建模"] for key, _ in PEOPLE["cs1"]]
    works: list[tuple[str, Callable[[Campus], Awaitable[Any]]]] = [
        (
            "import_record",
            lambda other: bring(other, other.counsellor_li, "ITEMS", ("学号", "姓名", "类别", "项目"), items),
        ),
        ("scheme_given", lambda other: compute(other, other.counsellor_li, "cs1")),
    ]
    async with served(idle) as (server, other):
        for table, work in works:
            before = await state(idle)
            await _killed_at(idle, server, f"lock table {table} in exclusive mode", work(other))
            assert await state(idle) == before
            await server.start()
            done = await until(lambda: idle.rows(f"{ENDED} order by id desc"))
            assert tuple(done[0]) == ("SUCCEEDED", 2, True)
            await idle.execute("delete from operation")
    [counts] = await idle.rows("""select (select count(*)::int from scheme_item),
      (select count(*)::int from import_record), (select count(*)::int from comprehensive_result),
      (select count(*)::int from audit_entry where action = 'importSchemeInputs'),
      (select count(*)::int from audit_entry where action = 'computeComprehensiveResults')""")
    assert tuple(counts) == (5, 1, 5, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("table", ["account", "audit_entry"])
async def test_a_roster_import_that_is_killed_has_stored_nothing(idle: Campus, table: str) -> None:
    """R9.2: it is no queued work, so nobody takes it up again; sent once more, it is stored."""
    before = await state(idle)
    async with served(idle) as (server, other):
        work = send(other, other.super_admin, **NEW_COLLEGE)
        await _killed_at(idle, server, f"lock table {table} in exclusive mode", work)
        assert await state(idle) == before
        await server.start()
        await _rests(idle)
        assert await state(idle) == before
        assert (await send(other, other.super_admin, **NEW_COLLEGE)).data["importRoster"]["userErrors"] == []
    assert await state(idle) != before
