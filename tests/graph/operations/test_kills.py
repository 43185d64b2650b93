"""`kill -9` of the server in the middle of a computation leaves the state before or after, never between (R4.7, R4.9).

That it is taken up again afterwards, `test_following` shows; here nobody does, as long as the dead are not missed yet.

The computation is held up by a lock on what it comes to next, so that the kill surely hits it there.
"""

import asyncio
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from tests.campus import Campus
from tests.graph.academic_acts import compute, rank, table
from tests.graph.course_acts import served_by_another_process
from tests.graph.operations.activity import BUSY, WAITING
from tests.waiting import until

STATE = {
    "results": "select * from academic_result order by id",
    "classes": "select * from batch_class order by class_id",
    "rankings": "select * from major_grade_ranking order by major_id",
    "audit": "select id, action from audit_entry order by id",
    "operations": "select id from operation where status = 'SUCCEEDED' order by id",
}


async def state(campus: Campus) -> dict[str, list[Any]]:
    return {name: await campus.rows(query) for name, query in STATE.items()}


async def computed(campus: Campus) -> dict[str, list[Any]]:
    """The whole school computed and ranked once; then every score changes. Returns what is stored."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi, campus.ji, campus.ren, campus.mei):
        await campus.give(student, ("A", "3", "80"))
    await compute(campus, campus.super_admin)
    await rank(campus, campus.super_admin)
    await campus.execute("update course_score set score = 90 where student_id = :jia", jia=campus.jia.id)
    return await state(campus)


async def killed(campus: Campus, work: Any, lock: str) -> None:
    """Begin the work on a server of its own, and kill that server when the work has come to the lock."""

    async def waits() -> bool:
        return bool(await campus.rows(WAITING))

    async def rests() -> bool:
        return not await campus.rows(BUSY)

    async with served_by_another_process(campus) as (other, server):
        async with campus.database.write() as db:
            await db.execute(text(lock))
            sent = asyncio.create_task(work(other))
            await until(waits)
            assert not sent.done()
            server.kill()
            with suppress(httpx2.TransportError):
                await sent
        await until(rests)


@pytest.mark.parametrize(
    "lock",
    [
        "select * from academic_result where class_id = (select max(class_id) from academic_result) for update",
        "select * from major_grade_ranking for update",
        "lock table audit_entry in exclusive mode",
    ],
    ids=["while storing", "before the ranks are stale", "before the end"],
)
async def test_a_computation_of_the_school_that_is_killed_changes_nothing(campus: Campus, lock: str) -> None:
    before = await computed(campus)
    await killed(campus, lambda other: compute(other, campus.super_admin), lock)
    assert await state(campus) == before
    assert (await compute(campus, campus.super_admin))["studentCount"] == 12
    rows = await table(campus, campus.super_admin)
    assert (rows["张甲"]["academicScore"], rows["张甲"]["majorGradeStale"]) == ("90.30", True)


@pytest.mark.parametrize(
    "lock",
    [
        "select * from major_grade_ranking for update",
        "lock table audit_entry in exclusive mode",
    ],
    ids=["before the ranking is kept", "before the end"],
)
async def test_a_ranking_that_is_killed_changes_nothing(campus: Campus, lock: str) -> None:
    await computed(campus)
    await compute(campus, campus.super_admin)
    before = await state(campus)
    await killed(campus, lambda other: rank(other, campus.super_admin), lock)
    assert await state(campus) == before
    assert (await rank(campus, campus.super_admin))["userErrors"] == []
    rows = await table(campus, campus.super_admin)
    assert (rows["张甲"]["majorGradeRank"]["label"], rows["张甲"]["majorGradeStale"]) == ("1/3", False)


async def test_a_server_killed_at_any_moment_leaves_one_whole_run(campus: Campus) -> None:
    """The kill comes before or after the commit: every result of every class is of one run, and so is its record."""
    await computed(campus)
    for moment in (0.01, 0.05):
        async with served_by_another_process(campus) as (other, server):
            sent = asyncio.create_task(compute(other, campus.super_admin))
            await asyncio.sleep(moment)
            server.kill()
            with suppress(httpx2.TransportError):
                await sent
        [runs] = await campus.rows("""select array_agg(distinct computed_at) from academic_result
          union select array_agg(distinct academic_computed_at) from batch_class
          union select array_agg(distinct at) from (select max(at) as at from audit_entry
                  where action = 'computeAcademicScores') last""")
        assert len(runs[0]) == 1
        [told] = await campus.rows("""select (select count(*) from operation where status = 'SUCCEEDED'
          and kind = 'COMPUTE_ACADEMIC_SCORES') = (select count(distinct at) from audit_entry
          where action = 'computeAcademicScores')""")
        assert told == (True,)
