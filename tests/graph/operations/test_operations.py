"""Long work as operations: done at once when short, else found again, followed by query, and cancelled."""

import asyncio
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from core.actions.long_work import KINDS
from db.tables import OperationKind
from graph.resolvers.operations import still_reached
from tests.campus import Campus
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import IMPORT, of
from tests.graph.operations import (
    CANCEL,
    COMPUTE,
    OPERATIONS,
    asked,
    held,
    looked_up,
    over,
    ready,
    stored,
    waits,
)
from tests.graph.operations.quick import another_process, quick
from tests.waiting import until

__all__ = ["quick"]


async def test_short_work_is_done_when_its_mutation_answers(campus: Campus) -> None:
    await ready(campus)
    operation = await asked(campus, campus.college_admin)
    assert (operation["status"], operation["userErrors"]) == ("SUCCEEDED", [])
    assert operation["progress"] == {"done": 10, "total": 10, "stage": None}
    assert operation["outcome"]["studentCount"] == 10
    assert sorted(operation["outcome"]["classIds"]) == sorted(str(campus.ids[one]) for one in ("cs1", "cs2", "se1"))
    assert await looked_up(campus, campus.college_admin, operation["id"]) == operation


async def test_long_work_goes_on_when_its_mutation_has_answered(quick: Campus) -> None:
    async with held(quick):
        answer = await quick.ask(quick.college_admin, COMPUTE, batch=quick.batch)
        payload = answer.data["computeAcademicScores"]
        operation = payload["operation"]
        assert (payload["studentCount"], payload["classes"], payload["userErrors"]) == (None, None, [])
        assert (operation["status"], operation["finishedAt"], operation["downloadUrl"]) == ("RUNNING", None, None)
        assert await stored(quick) == (0, 0, 0)

        async def computing() -> Any:
            found = await looked_up(quick, quick.college_admin, operation["id"])
            return found["progress"]["stage"] == "计算"

        await until(computing)
    done = await over(quick, quick.college_admin, operation["id"])
    assert (done["status"], done["outcome"]["studentCount"], done["progress"]["done"]) == ("SUCCEEDED", 10, 10)
    assert await stored(quick) == (10, 3, 1)


async def test_a_reloaded_page_finds_what_is_under_way(quick: Campus) -> None:
    """Newest first, by status and kind, a page at a time."""
    first = await asked(quick, quick.college_admin)
    await over(quick, quick.college_admin, first["id"])
    async with held(quick):
        second = await asked(quick, quick.college_admin)
        under_way = await quick.ask(quick.college_admin, OPERATIONS, filter={"status": "RUNNING"})
        assert [one["id"] for one in under_way.data["operations"]["nodes"]] == [second["id"]]
        page = (await quick.ask(quick.college_admin, OPERATIONS, first=1)).data["operations"]
        assert (page["totalCount"], [one["id"] for one in page["nodes"]]) == (2, [second["id"]])
        rest = await quick.ask(quick.college_admin, OPERATIONS, after=page["pageInfo"]["endCursor"])
        assert [one["id"] for one in rest.data["operations"]["nodes"]] == [first["id"]]
        none = await quick.ask(quick.college_admin, OPERATIONS, filter={"kind": "EXPORT"})
        assert none.data["operations"]["nodes"] == []


async def test_nobody_else_finds_or_cancels_it(quick: Campus) -> None:
    """R8.2: an operation of somebody else does not exist, for the super admin neither."""
    async with held(quick):
        operation = await asked(quick, quick.college_admin)
        for person in (quick.super_admin, quick.other_college_admin, quick.yi):
            assert await looked_up(quick, person, operation["id"]) is None
            assert (await quick.ask(person, OPERATIONS)).data["operations"]["totalCount"] == 0
            answer = await quick.ask(person, CANCEL, id=operation["id"])
            assert answer.data["cancelOperation"]["userErrors"] == [{"code": "NOT_FOUND", "path": "input.id"}]
        assert (await looked_up(quick, quick.college_admin, operation["id"]))["status"] == "RUNNING"
    assert (await over(quick, quick.college_admin, operation["id"]))["status"] == "SUCCEEDED"


async def test_work_that_is_cancelled_writes_nothing(quick: Campus) -> None:
    """R9.3: while it runs; that it was cancelled is in the audit log."""
    async with held(quick):
        operation = await asked(quick, quick.college_admin)
        await waits(quick)
        answer = await quick.ask(quick.college_admin, CANCEL, id=operation["id"])
        assert answer.data["cancelOperation"]["operation"]["status"] == "CANCELLED"
        await until(lambda: nobody_waits(quick))  # it does not wait for the lock to be told
    assert await stored(quick) == (0, 0, 0)
    assert (await looked_up(quick, quick.college_admin, operation["id"]))["status"] == "CANCELLED"
    assert await quick.rows(
        "select actor_name, subject, old, new from audit_entry where action = 'cancelOperation'"
    ) == [("周老师", "COMPUTE_ACADEMIC_SCORES", {"status": "RUNNING"}, {"status": "CANCELLED"})]
    again = await quick.ask(quick.college_admin, CANCEL, id=operation["id"])
    assert again.data["cancelOperation"]["userErrors"] == [{"code": "OPERATION_FINISHED", "path": "input.id"}]


async def nobody_waits(campus: Campus) -> bool:
    return not await campus.rows("select 1 from pg_stat_activity where wait_event_type = 'Lock'")


async def test_work_that_waits_in_the_queue_is_cancelled_there(quick: Campus) -> None:
    """Both slots are taken: the third waits, and never begins."""
    async with held(quick):
        running = [await asked(quick, quick.college_admin, klass) for klass in ("cs1", "cs2")]
        third = await asked(quick, quick.college_admin, "se1")
        assert [one["status"] for one in (*running, third)] == ["RUNNING", "RUNNING", "QUEUED"]
        answer = await quick.ask(quick.college_admin, CANCEL, id=third["id"])
        assert answer.data["cancelOperation"]["operation"]["status"] == "CANCELLED"
    for one in running:
        assert (await over(quick, quick.college_admin, one["id"]))["status"] == "SUCCEEDED"
    assert await stored(quick) == (8, 2, 2)


async def test_work_in_the_queue_is_done_when_a_slot_is_free(quick: Campus) -> None:
    async with held(quick):
        all_three = [await asked(quick, quick.college_admin, klass) for klass in ("cs1", "cs2", "se1")]
    for one in all_three:
        assert (await over(quick, quick.college_admin, one["id"]))["status"] == "SUCCEEDED"
    assert await stored(quick) == (10, 3, 3)


async def test_what_another_process_does_can_be_followed_and_cancelled_here(quick: Campus) -> None:
    """That process hears of it with its next sign of life."""
    async with another_process(quick) as other, held(quick):
        operation = await asked(other, quick.college_admin)
        await waits(quick)
        await quick.ask(quick.college_admin, CANCEL, id=operation["id"])
        await until(lambda: nobody_waits(quick))
    assert await stored(quick) == (0, 0, 0)


async def test_a_process_without_slots_leaves_its_work_to_the_others(quick: Campus) -> None:
    async with another_process(quick, operation_slots=0, operation_wait_seconds=60) as other:
        operation = await asked(other, quick.college_admin)
        assert operation["status"] == "SUCCEEDED"
    assert await stored(quick) == (10, 3, 1)


async def test_two_processes_share_the_queue_and_do_each_piece_once(quick: Campus) -> None:
    async with another_process(quick) as other:
        async with held(quick):
            pieces = [await asked(one, quick.super_admin, "cs1") for one in (quick, quick, other, other) * 3]
            claimed = await quick.rows("select count(distinct claimed_by)::int, count(*)::int from operation")
            assert claimed == [(2, 12)]
        for piece in pieces:
            assert (await over(quick, quick.super_admin, piece["id"]))["status"] == "SUCCEEDED"
    assert await stored(quick) == (5, 12, 12)
    assert await quick.rows("select max(attempts)::int from operation") == [(1,)]


async def test_a_process_that_stops_gives_its_work_back_at_once(quick: Campus) -> None:
    """Nobody has to wait until it is missed, and it counts as no attempt."""
    async with held(quick):
        async with another_process(quick, operation_stale_seconds=3600) as other:
            operation = await asked(other, quick.college_admin)
            await waits(quick)

        async def taken() -> Any:
            return await quick.rows("select attempts::int from operation where status = 'RUNNING'")

        assert await until(taken) == [(1,)]
    assert (await over(quick, quick.college_admin, operation["id"]))["status"] == "SUCCEEDED"
    assert await stored(quick) == (10, 3, 1)


async def test_whoever_lost_the_right_meanwhile_is_refused(quick: Campus) -> None:
    """R8.5: roles are those of when the work is done, and the work that was asked for in a lost one is out of sight."""
    async with held(quick):
        for klass in ("cs1", "cs2"):
            await asked(quick, quick.super_admin, klass)
        operation = await asked(quick, quick.college_admin)
        assert operation["status"] == "QUEUED"
        await quick.execute("delete from role_grant where role = 'COLLEGE_ADMIN'")
    failed = "select problems -> 0 ->> 'code' from operation where status = 'FAILED'"
    assert await until(lambda: quick.rows(failed)) == [("FORBIDDEN",)]
    assert await looked_up(quick, quick.college_admin, operation["id"]) is None
    await until(lambda: quick.rows("select 1 from operation having bool_and(finished_at is not null)"))
    assert await stored(quick) == (8, 2, 2)


@pytest.mark.parametrize("lost", ["delete from role_grant", "update account set disabled_at = now()"])
async def test_whoever_follows_it_hears_no_more_without_the_role(campus: Campus, lost: str) -> None:
    """R8.5: asked before each change is told."""
    await ready(campus)
    operation = await asked(campus, campus.college_admin)
    [(account,)] = await campus.rows("select account_id from operation")
    context = SimpleNamespace(database=campus.database, person=SimpleNamespace(account_id=account))
    info: Any = SimpleNamespace(context=context)
    assert await still_reached(info, int(operation["id"]))
    await campus.execute(lost)
    assert not await still_reached(info, int(operation["id"]))


async def test_whose_account_was_disabled_meanwhile_is_refused(quick: Campus) -> None:
    async with held(quick):
        for klass in ("cs1", "cs2"):
            await asked(quick, quick.super_admin, klass)
        await asked(quick, quick.college_admin)
        await quick.execute("update account set disabled_at = now() where username = 'S003'")
    failed = "select problems -> 0 ->> 'code' from operation where status = 'FAILED'"
    assert await until(lambda: quick.rows(failed)) == [("FORBIDDEN",)]


async def test_what_is_refused_at_once_leaves_no_operation(campus: Campus) -> None:
    """The answer says all; nothing was written."""
    answer = await campus.ask(campus.college_admin, COMPUTE, batch=campus.batch)
    payload = answer.data["computeAcademicScores"]
    assert (payload["operation"], payload["userErrors"][0]["code"]) == (None, "PHASE_NOT_OPEN")
    assert await campus.rows("select 1 from operation") == []


async def test_what_is_refused_later_is_told_by_the_operation(quick: Campus) -> None:
    """R4.9, R9.5: the operation gives the reason in the reader's language."""
    query = """mutation($batch: ID!, $major: ID!) {
      rankMajorGrade(input: {batchId: $batch, majorId: $major, grade: 2019}) {
        operation { id status } userErrors { code } } }"""
    async with held(quick):
        for klass in ("cs1", "cs2"):
            await asked(quick, quick.super_admin, klass)
        answer = await quick.ask(quick.college_admin, query, batch=quick.batch, major=quick.software)
        payload = answer.data["rankMajorGrade"]
        assert (payload["operation"]["status"], payload["userErrors"]) == ("QUEUED", [])
    done = await over(quick, quick.college_admin, payload["operation"]["id"])
    assert (done["status"], [one["code"] for one in done["userErrors"]]) == ("FAILED", ["CLASSES_NOT_COMPUTED"])
    assert "软工1901" in done["userErrors"][0]["message"]


async def test_a_long_import_is_stored_once_and_its_file_is_not_kept(quick: Campus) -> None:
    """R4.1: the file waits with the work, and goes with it."""
    file = {"variables.input.file": ("成绩.xlsx", xlsx([HEADERS, of(quick.wu, 课程代码="C9")]))}
    async with quick.database.write() as db:
        await db.execute(text("lock table course_score in exclusive mode"))
        wanted = {"academicYear": "2018-2019", "term": 1}
        document = IMPORT.replace("created replaced", "operation { id status } created replaced")
        answer = await quick.upload(quick.college_admin, document, file, input=wanted)
        payload = answer.data["importCourseScores"]
        assert (payload["operation"]["status"], payload["created"]) == ("RUNNING", None)
        assert await quick.rows("select file_name, file is not null from operation") == [("成绩.xlsx", True)]
    done = await over(quick, quick.college_admin, payload["operation"]["id"])
    counts = {"created": 1, "replaced": 0, "unchanged": 0, "rowCount": 1, "problemCount": 0}
    told = {**counts, "problemGroups": [], "warnings": [], "undecided": 0, "undecidedGroups": [], "leftOut": []}
    columns = {name: done["outcome"].pop(name) for name in ("columns", "passedOver")}
    assert (done["status"], done["outcome"]) == ("SUCCEEDED", told)
    assert (len(columns["columns"]), columns["passedOver"]) == (9, [])
    assert await quick.rows("select 1 from operation where file is not null") == []
    assert len(await quick.rows("select 1 from audit_entry where action = 'importCourseScores'")) == 1


async def test_a_long_export_is_fetched_when_it_is_there(quick: Campus) -> None:
    """R4.11: the download is for the person who asked, as that of a short one."""
    computing = await asked(quick, quick.college_admin)
    await over(quick, quick.college_admin, computing["id"])
    query = """mutation($batch: ID!) { requestExport(input: {academicResults: {batchId: $batch}}) {
      operation { id status downloadUrl } userErrors { code } } }"""
    async with another_process(quick, operation_slots=0, operation_wait_seconds=0) as other:
        answer = await other.ask(quick.college_admin, query, batch=quick.batch)
    operation = answer.data["requestExport"]["operation"]
    assert (operation["status"], operation["downloadUrl"]) == ("QUEUED", None)
    done = await over(quick, quick.college_admin, operation["id"])
    own = {"authorization": f"Bearer {quick.college_admin.token}"}
    file = await quick.client.get(done["downloadUrl"], headers=own)
    assert BytesIO(file.content).read(2) == b"PK"
    assert done["progress"]["done"] == 10


async def test_every_kind_that_goes_through_the_queue_has_a_handler() -> None:
    imports = {OperationKind.IMPORT_ROSTER, OperationKind.IMPORT_ASSIGNED_STAFF}
    always_short = {*imports, OperationKind.TEMPLATE}
    assert set(OperationKind) - set(KINDS) - always_short <= {OperationKind.IMPORT_COMPREHENSIVE_RESULTS}


async def test_many_at_once_are_each_done_once(quick: Campus) -> None:
    answers = await asyncio.gather(*(asked(quick, quick.super_admin, "cs1") for _ in range(12)))
    for one in answers:
        assert (await over(quick, quick.super_admin, one["id"]))["status"] == "SUCCEEDED"
    assert await stored(quick) == (5, 12, 12)
