"""A college's results go the whole way from the import to student affairs, and back (R6.4, R7.1 - R7.7)."""

import asyncio
from typing import Any

import pytest

from core.actions import approvals
from db.queries import approvals as queries
from db.tables import Module, Role, Stage
from tests.campus import Campus
from tests.graph.academic_acts import compute
from tests.graph.batch_acts import acting, codes
from tests.graph.comprehensive_acts import RESULTS, bring_in, of_class, reopen, submit
from tests.graph.notice_acts import approve, end_notice, held_notice, names, open_notice, stages, titles, withdraw
from tests.waiting import held_up

CLASSES = {"counsellor_li": ("cs1", "cs2"), "counsellor_zhao": ("se1",)}


@pytest.fixture
async def submitted(campus: Campus) -> Campus:
    """Every class of 信息学院 is imported by its counsellor, and submitted."""
    await campus.open_phases(Module.COMPREHENSIVE)
    for who, classes in CLASSES.items():
        rows = [row for klass in classes for row in of_class(campus, klass)]
        assert not codes(await bring_in(campus, campus.people[who], rows))
        assert not codes(await submit(campus, campus.people[who]))
    return campus


async def seen(campus: Campus, who: str) -> int:
    answer = await campus.ask(campus.people[who], RESULTS, batch=campus.batch)
    return int(answer.data["comprehensiveResults"]["totalCount"])


async def setting_back(campus: Campus) -> Any:
    """Returns what stops setting a class back, as it is read beforehand."""
    query = "query($b: ID!) { batch(id: $b) { colleges { work(permission: REOPEN_SHEETS) { refusal { message } } } } }"
    answer = await campus.ask(campus.college_admin, query, b=campus.batch)
    return answer.data["batch"]["colleges"][0]["work"]["refusal"]


async def test_from_the_import_to_student_affairs_and_back(submitted: Campus) -> None:
    campus, li = submitted, submitted.counsellor_li
    assert (await seen(campus, "yi"), await seen(campus, "student_affairs")) == (0, 0)
    first = (await open_notice(campus, title="第一次"))["publicNotice"]
    assert await names(campus, campus.ji) == ["孙己", "周庚", "吴辛"]
    assert (await seen(campus, "yi"), await seen(campus, "student_affairs")) == (1, 0)
    refused = await reopen(campus, campus.college_admin, "cs2")
    assert codes(refused) == ["NOTICE_OPEN"]
    assert await setting_back(campus) == {"message": refused["userErrors"][0]["message"]}, (
        "R3.4: known before it is tried"
    )
    await end_notice(campus, first["id"])
    assert await setting_back(campus) is None
    assert not codes(await reopen(campus, campus.college_admin, "cs2"))
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]
    assert not codes(await bring_in(campus, li, of_class(campus, "cs2", first=80)))
    assert not codes(await submit(campus, li, "cs2"))
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]
    second = (await open_notice(campus, title="第二次"))["publicNotice"]
    await end_notice(campus, second["id"])
    assert not codes(await approve(campus))
    assert await titles(campus, campus.yi) == ["第二次", "第一次"]
    assert (await seen(campus, "yi"), await seen(campus, "student_affairs")) == (1, 10)


async def test_an_approval_freezes_import_submitting_and_setting_back(submitted: Campus) -> None:
    """R7.6, R6.4; once it is withdrawn, student affairs sees nothing of it, and the college goes on."""
    campus, li = submitted, submitted.counsellor_li
    await held_notice(campus)
    await approve(campus)
    assert codes(await bring_in(campus, li, of_class(campus, "cs1"))) == ["RESULTS_APPROVED"]
    assert codes(await submit(campus, li)) == ["RESULTS_APPROVED"]
    for who in ("college_admin", "student_affairs"):
        assert codes(await reopen(campus, campus.people[who], "cs1")) == ["RESULTS_APPROVED"]
    assert await stages(campus) == {Stage.APPROVED}
    await withdraw(campus)
    assert await seen(campus, "student_affairs") == 0
    assert not codes(await reopen(campus, campus.student_affairs, "cs1"))


async def test_approving_tells_of_students_whose_scores_are_undecided(submitted: Campus) -> None:
    """R7.4, R10.6: before and in the answer; of one's own college alone."""
    await submitted.open_phases(Module.ACADEMIC)
    await submitted.give(submitted.jia, ("A", "3", "80"))
    await submitted.execute("update course_score set score = null, text = '缓考', rule = 'STATE', question = '缓考'")
    await compute(submitted, submitted.super_admin)
    await held_notice(submitted)
    asked = "query($b: ID!) { batch(id: $b) { colleges { college { name } heldUpCount } } }"
    answer = await submitted.ask(submitted.deputy_secretary, asked, b=submitted.batch)
    assert [one["heldUpCount"] for one in answer.data["batch"]["colleges"]] == [1]
    done = await approve(submitted)
    assert (codes(done), done["batchCollege"]["heldUpCount"]) == ([], 1)
    answer = await submitted.ask(submitted.super_admin, asked, b=submitted.batch)
    assert sorted(one["heldUpCount"] for one in answer.data["batch"]["colleges"]) == [0, 1]


async def test_submitting_and_approving_at_once_block_nobody(submitted: Campus) -> None:
    """A submission takes the phase before its classes, as an approval does."""
    campus = submitted
    await held_notice(campus)
    for _ in range(3):
        *done, approved = await asyncio.gather(
            *(submit(campus, campus.people[who]) for who in (*CLASSES, "counsellor_li")), approve(campus)
        )
        assert codes(approved) == []
        assert {code for one in done for code in codes(one)} <= {"RESULTS_APPROVED"}
        await withdraw(campus)
        await campus.execute("update phase set status = 'OPEN' where module = 'COMPREHENSIVE'")


async def test_a_submission_waits_for_an_approval_under_way_and_holds_nothing_meanwhile(submitted: Campus) -> None:
    campus = submitted
    await held_notice(campus)
    async with acting(campus, Role.DEPUTY_SECRETARY, campus.deputy_secretary) as approving:
        await queries.lock_phases(approving.db, campus.ids["batch"], campus.ids["info"])
        waiting = asyncio.create_task(submit(campus, campus.counsellor_li))
        await held_up(campus, waiting)
        await approvals.approve_results(approving, campus.ids["batch"], None)
    assert codes(await waiting) == ["RESULTS_APPROVED"]
    assert await stages(campus) == {Stage.APPROVED}
