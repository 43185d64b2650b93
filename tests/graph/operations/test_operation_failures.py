"""Failed work is reported with its file, masked, or tried again; the handlers here are of the test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from core.acting import Act
from core.errors import BadWorkbook, Corrections
from core.operations.kinds import Done, Handler, Task, Writing
from core.operations.runner import Runner
from core.settings import Settings
from core.workbooks.process import WorkbookProcess
from db.session import Database
from db.tables import OperationKind
from tests.campus import Answer, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import of

IMPORT = """mutation($input: ImportCourseScoresInput!) { importCourseScores(input: $input) {
  rowCount problemCount userErrors { code message row }
  operation { id status downloadUrl userErrors { code row } } } }"""


@pytest.fixture
async def patient(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus that only puts work into the queue, and waits for it."""
    name, people, ids = template
    given = {"operation_slots": 0}
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids, **given) as served,
    ):
        yield served


@asynccontextmanager
async def doing(campus: Campus, handler: Handler) -> AsyncIterator[list[BaseException]]:
    """A runner whose imports are done by this handler; gives what it reported."""
    url = campus.database.url
    settings, desk, workbooks = Settings(operation_stale_seconds=1), Database(url, 2), WorkbookProcess()
    reported: list[BaseException] = []
    kinds = {OperationKind.IMPORT_COURSE_SCORES: handler}
    database = campus.database
    runner = Runner(database, database, desk, workbooks, settings, kinds, lambda error, *_: reported.append(error))
    runner.start()
    try:
        yield reported
    finally:
        await runner.close()
        await workbooks.close()
        await desk.dispose()


async def sent(campus: Campus) -> Answer:
    file = {"variables.input.file": ("成绩.xlsx", xlsx([HEADERS, of(campus.jia)]))}
    return await campus.upload(campus.college_admin, IMPORT, file, input={"academicYear": "2018-2019", "term": 1})


def writing(act: Callable[[Act], Awaitable[Done]]) -> Handler:
    async def handle(_task: Task) -> Writing:
        return act

    return handle


async def test_a_refusal_may_give_a_workbook_back(patient: Campus) -> None:
    """R4.2: the refusal names the faults and gives a file to correct them in, to the sender alone."""

    async def handle(task: Task) -> Writing:
        wrong = BadWorkbook("MISSING_VALUE", "缺少成绩", "No score", 2, "成绩*")
        raise Corrections([wrong], f"更正-{task.source.name}", task.source.content, row_count=1, problem_count=1)

    async with doing(patient, handle):
        payload = (await sent(patient)).data["importCourseScores"]
    assert payload["userErrors"] == [{"code": "MISSING_VALUE", "message": "缺少成绩", "row": 2}]
    assert (payload["rowCount"], payload["problemCount"]) == (1, 1)
    operation = payload["operation"]
    assert (operation["status"], operation["userErrors"]) == ("FAILED", [{"code": "MISSING_VALUE", "row": 2}])
    for person, status in ((patient.college_admin, 200), (patient.super_admin, 404)):
        headers = {"authorization": f"Bearer {person.token}"}
        file = await patient.client.get(operation["downloadUrl"], headers=headers)
        assert file.status_code == status
    assert await patient.rows("select file_name from download") == [("更正-成绩.xlsx",)]


async def test_our_own_fault_is_masked_and_leaves_nothing(patient: Campus) -> None:
    """The writes before the fault are gone; the log has the rest under the id that the person gets."""

    async def broken(act: Act) -> Done:
        await act.record("importCourseScores", "half")
        raise RuntimeError("s3cret")

    async with doing(patient, writing(broken)) as reported:
        answer = await sent(patient)
    assert (answer.codes, answer.data["importCourseScores"]) == (["INTERNAL"], None)
    assert "s3cret" not in str(answer.body)
    assert [str(one) for one in reported] == ["s3cret"]
    assert (
        await patient.rows("select 1 from operation union all select 1 from audit_entry where subject = 'half'") == []
    )


async def test_a_connection_that_breaks_in_the_middle_is_tried_again(patient: Campus) -> None:
    """It may go well the next time: nothing of the first attempt is kept."""
    attempts: list[Any] = []

    async def breaks_once(act: Act) -> Done:
        attempts.append(act)
        await act.record("importCourseScores", "once")
        if len(attempts) == 1:
            await act.db.execute(text("select pg_terminate_backend(pg_backend_pid())"))
        return Done(1, {"row_count": 1})

    async with doing(patient, writing(breaks_once)):
        payload = (await sent(patient)).data["importCourseScores"]
    assert (payload["operation"]["status"], payload["rowCount"], len(attempts)) == ("SUCCEEDED", 1, 2)
    assert await patient.rows("select count(*)::int from audit_entry where subject = 'once'") == [(1,)]


async def test_work_that_was_thought_dead_and_lives_is_done_by_one_alone(patient: Campus) -> None:
    """Its operation was taken from it: its writes are not kept, whichever of the two is done first."""

    async def taken(act: Act) -> Done:
        async with patient.database.write() as other:  # another process takes it meanwhile
            await other.execute(text("update operation set claimed_by = 'another', attempts = 9, seen_at = now()"))
        await act.record("importCourseScores", "twice")
        return Done(1)

    async with doing(patient, writing(taken)):
        answer = await sent(patient)
    payload = answer.data["importCourseScores"]
    assert [one["code"] for one in payload["userErrors"]] == ["OPERATION_INTERRUPTED"]
    assert await patient.rows("select 1 from audit_entry where subject = 'twice'") == []
