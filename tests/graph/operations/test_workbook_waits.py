"""A stuck workbook stops nobody: no connection and no transaction is held while somebody waits for a workbook."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import pytest

from core.workbooks.process import Busy, WorkbookProcess
from core.workbooks.templates import roster_template
from db.tables import Module
from tests.campus import YEAR, Answer, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.comprehensive_acts import IMPORT, TEMPLATE, of_class, workbook
from tests.graph.course_acts import IMPORT as IMPORT_SCORES
from tests.graph.people.rosters import send
from tests.waiting import HANG_SECONDS, until

EXPORT = """mutation($input: RequestExportInput!) { requestExport(input: $input) {
  operation { status } userErrors { code } } }"""
CREATE = """mutation($name: String!) { createRatingItem(input: {name: $name, order: 9, detail: "", minPoints: "0",
  maxPoints: "10", counsellorWeight: 40, headTeacherWeight: 30, peerWeight: 30}) { userErrors { code } } }"""


async def template(campus: Campus) -> Answer:
    wanted = {"kind": "COMPREHENSIVE_RESULTS", "batchId": campus.batch}
    return await campus.ask(campus.counsellor_li, TEMPLATE, input=wanted)


async def plain_template(campus: Campus) -> Answer:
    return await campus.ask(campus.college_admin, TEMPLATE, input={"kind": "COURSE_SCORES"})


async def roster(campus: Campus) -> Answer:
    return await send(campus, campus.super_admin, dry=True, colleges=[("01", "信息学院")])


async def scores(campus: Campus) -> Answer:
    file = {"variables.input.file": ("成绩.csv", b"x")}
    return await campus.upload(campus.college_admin, IMPORT_SCORES, file, input={"academicYear": YEAR, "term": 1})


async def refused_results(campus: Campus) -> Answer:
    """A student is missing: the workbook is read, and another one is written that says so."""
    file = {"variables.input.file": ("成绩.xlsx", workbook(of_class(campus, "cs1")[:-1]))}
    return await campus.upload(campus.counsellor_li, IMPORT, file, input={"batchId": campus.batch})


async def export(campus: Campus) -> Answer:
    wanted = {"academicResults": {"batchId": campus.batch}}
    return await campus.ask(campus.college_admin, EXPORT, input=wanted)


@pytest.fixture(scope="module")
async def narrow(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus whose every pool has a single connection."""
    name, people, ids = template
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids, pool_size=1) as served,
    ):
        await served.open_phases(Module.COMPREHENSIVE)
        yield served


@asynccontextmanager
async def stuck() -> AsyncIterator[tuple["asyncio.Queue[str]", asyncio.Semaphore]]:
    """Each call of a workbook says that it has come, and waits until it is let go."""
    come, go, run = asyncio.Queue[str](), asyncio.Semaphore(0), WorkbookProcess._run

    async def waiting(self: WorkbookProcess, function: Any, *call: Any, **options: Any) -> object:
        come.put_nowait(getattr(function, "__name__", "template"))
        await go.acquire()
        return await run(self, function, *call, **options)

    with patch.object(WorkbookProcess, "_run", waiting):
        yield come, go


@pytest.mark.parametrize(
    ("ask", "calls"),
    [(template, 1), (plain_template, 1), (roster, 1), (scores, 1), (refused_results, 2), (export, 1)],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_others_read_and_write_while_a_workbook_is_stuck(
    narrow: Campus, ask: Callable[[Campus], Awaitable[Answer]], calls: int
) -> None:
    async with stuck() as (come, go):
        asked = asyncio.ensure_future(ask(narrow))
        for number in range(calls):
            coming = asyncio.ensure_future(come.get())
            await asyncio.wait({coming, asked}, return_when=asyncio.FIRST_COMPLETED, timeout=HANG_SECONDS)
            assert coming.done(), asked
            name = coming.result()
            read = await asyncio.wait_for(narrow.ask(narrow.jia, "{ viewer { student { name } } }"), HANG_SECONDS)
            assert read.data["viewer"]["student"]["name"] == "张甲"
            wrote = await asyncio.wait_for(
                narrow.ask(narrow.college_admin, CREATE, name=f"{ask.__name__} {name} {number}"), HANG_SECONDS
            )
            assert wrote.data["createRatingItem"]["userErrors"] == []
            go.release()
        answer = await asyncio.wait_for(asked, HANG_SECONDS)
    assert not answer.errors, answer.errors


async def test_where_too_many_wait_for_workbooks_one_more_is_told_to_come_again(narrow: Campus) -> None:
    before = await narrow.rows("select count(*) from download")
    with patch.object(WorkbookProcess, "run_soon", side_effect=Busy):
        refused = [await template(narrow), await roster(narrow)]
    assert [(one.status, one.codes, one.headers["retry-after"]) for one in refused] == [(503, ["UNAVAILABLE"], "5")] * 2
    assert await narrow.rows("select count(*) from download") == before


@pytest.mark.parametrize("ask", [template, roster])
async def test_who_leaves_is_not_worked_for(narrow: Campus, ask: Callable[[Campus], Awaitable[Answer]]) -> None:
    """The worker is free for others, and nothing is kept."""
    called_off: list[bool] = []
    before = await narrow.rows("select count(*) from operation")

    async def endless(*_: Any, **__: Any) -> object:
        try:
            return await asyncio.Event().wait()
        except asyncio.CancelledError:
            called_off.append(True)
            raise

    with patch.object(WorkbookProcess, "_run", endless):
        asked = asyncio.ensure_future(ask(narrow))
        await asyncio.sleep(0.3)
        asked.cancel()
        await until(lambda: called_off)
    assert await narrow.rows("select count(*) from operation") == before


async def test_a_person_without_the_right_gets_no_template_and_no_worker(narrow: Campus) -> None:
    """R8.3: whether it may be had is judged before a workbook is written."""
    with patch.object(WorkbookProcess, "run_soon", side_effect=AssertionError(roster_template.__name__)):
        answer = await narrow.ask(narrow.jia, TEMPLATE, input={"kind": "COURSE_SCORES"})
    assert answer.codes == ["FORBIDDEN"]
