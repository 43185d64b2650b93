"""审核通过并提交, and taking it back (R7.4 - R7.6, R1.4)."""

import asyncio
from typing import Any

import pytest

from db.tables import Module, Stage
from tests.campus import Campus, Person
from tests.graph.batch_acts import codes, forbidden, move_batch, move_phase, set_participants
from tests.graph.notice_acts import (
    APPROVE,
    WITHDRAW,
    approve,
    end_notice,
    held_notice,
    open_notice,
    stages,
    standing,
    withdraw,
)
from tests.graph.results import bring, bring_college

STATE = """query S($b: ID!) { batch(id: $b) { colleges { college { name }
  approvedAt approvedBy withdrawnAt withdrawalReason notice { open } phases { module status done classesDone } } } }"""
OTHERS = ("student_affairs", "college_admin", "counsellor_li", "head_teacher_chen", "monitor", "yi", "super_admin")


async def published(campus: Campus) -> None:
    await bring_college(campus, "info", Stage.SUBMITTED)
    await held_notice(campus)


async def state(campus: Campus, person: Person, college: str = "信息学院") -> Any:
    answer = await campus.ask(person, STATE, b=campus.batch)
    assert not answer.errors, answer.errors
    return next(one for one in answer.data["batch"]["colleges"] if one["college"]["name"] == college)


async def test_approving_ends_the_colleges_phases_by_itself(campus: Campus) -> None:
    """R7.4: those open or stopped, each in the log; another college's go on."""
    await campus.open_phases(Module.RATING, Module.ACADEMIC)
    await move_phase(campus, "stop", "ACADEMIC")
    await published(campus)
    payload = await approve(campus)
    assert codes(payload) == []
    college = payload["batchCollege"]
    assert {one["module"]: one["status"] for one in college["phases"]} == {
        "RATING": "ENDED",
        "ACADEMIC": "ENDED",
        "COMPREHENSIVE": "NOT_OPENED",
    }
    assert (college["approvedBy"], college["withdrawnAt"], college["notice"]["open"]) == ("郑副书记", None, False)
    assert await stages(campus) == {Stage.APPROVED}
    there = await state(campus, campus.student_affairs, "外语学院")
    assert {one["status"] for one in there["phases"]} == {"OPEN", "NOT_OPENED"}
    log = await campus.rows("select * from audit_entry where action in ('approveResults', 'endPhase') order by id")
    assert [(one.action, one.new.get("module"), (one.old or {}).get("status")) for one in log] == [
        ("endPhase", "ACADEMIC", "STOPPED"),
        ("endPhase", "RATING", "OPEN"),
        ("approveResults", None, None),
    ]
    assert {one.college_id for one in log} == {campus.ids["info"]}
    assert (log[2].subject, log[2].actor_name) == ("2018-2019学年综合测评 信息学院", "郑副书记")
    assert log[2].new == {"participants": 10, "notTakingPart": 0}


async def test_a_second_click_answers_as_the_first_did(campus: Campus) -> None:
    """And leaves no second entry."""
    await published(campus)
    first = await approve(campus)
    before = await standing(campus)
    assert await approve(campus) == first
    await move_batch(campus, "stop", campus.batch)
    assert (await approve(campus))["batchCollege"]["approvedAt"] == first["batchCollege"]["approvedAt"]
    log = [row for row in before if row.kind == "audit_entry"]
    assert len([row for row in await standing(campus) if row.kind == "audit_entry"]) == len(log) + 1, "stopBatch alone"


async def test_two_clicks_at_once_approve_once(campus: Campus) -> None:
    await published(campus)
    payloads = await asyncio.gather(*(approve(campus) for _ in range(4)))
    assert [codes(one) for one in payloads] == [[]] * 4
    assert len({one["batchCollege"]["approvedAt"] for one in payloads}) == 1
    assert len(await campus.rows("select 1 from approval")) == 1
    assert len(await campus.rows("select 1 from audit_entry where action = 'approveResults'")) == 1


async def test_not_while_a_notice_is_open(campus: Campus) -> None:
    """R7.4."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    notice = (await open_notice(campus))["publicNotice"]
    before = await standing(campus)
    assert codes(await approve(campus)) == ["NOTICE_OPEN"]
    assert await standing(campus) == before
    await end_notice(campus, notice["id"])
    assert codes(await approve(campus)) == []


async def test_every_class_must_have_been_in_a_notice_since_it_was_submitted(campus: Campus) -> None:
    """R7.3, R7.4: imported and submitted again, it needs another."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    before = await standing(campus)
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]
    assert await standing(campus) == before
    await held_notice(campus)
    await bring(campus, "cs2", Stage.SUBMITTED)
    await bring(campus, "se1", Stage.IMPORTED)
    before = await standing(campus)
    payload = await approve(campus)
    assert codes(payload) == ["NOTICE_NOT_HELD"]
    assert payload["userErrors"][0]["message"].endswith("计科1902、软工1901")
    assert payload["batchCollege"] is None
    assert await standing(campus) == before


async def test_nothing_to_approve(campus: Campus) -> None:
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]
    await campus.execute("update participant set participating = false")
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]


async def test_only_in_an_open_batch(campus: Campus) -> None:
    await published(campus)
    await move_batch(campus, "stop", campus.batch)
    before = await standing(campus)
    assert codes(await approve(campus)) == ["BATCH_NOT_OPEN"]
    assert await standing(campus) == before


async def test_those_who_do_not_take_part_come_into_the_library(campus: Campus) -> None:
    """R7.8: single students, and classes in which nobody does; what was imported of such a class before goes."""
    await bring(campus, "se1", Stage.IMPORTED)
    assert not codes(await set_participants(campus, classIds=[campus.se1], studentIds=[str(campus.wu.id)]))
    await bring(campus, "cs1", Stage.SUBMITTED)
    await bring(campus, "cs2", Stage.SUBMITTED)
    await held_notice(campus)
    assert not codes(await approve(campus))
    rows = await campus.rows("select * from comprehensive_result join student on student.id = student_id")
    idle = {one.name: one for one in rows if not one.participating}
    assert (set(idle), len(rows)) == ({"钱戊", "郑壬", "冯癸"}, 10)
    assert {(one.stage, one.overall_score, one.overall_position, one.class_size) for one in idle.values()} == {
        (Stage.APPROVED, None, None, None)
    }
    assert idle["郑壬"].major_id == campus.ids["software"]
    assert {"郑壬", "冯癸"} & {name for name, one in idle.items() if one.overall_level is not None} == set()
    sheets = {row.class_id: row for row in await campus.rows("select * from result_sheet")}
    assert {row.stage for row in sheets.values()} == {Stage.APPROVED}
    assert (len(sheets), sheets[campus.ids["se1"]].imported_at) == (3, None)
    assert await stages(campus) == {Stage.APPROVED}


async def test_grade_ranks_are_among_those_who_take_part(campus: Campus) -> None:
    """R6.3: a class that was imported, and that nobody is left in, is in no divisor."""
    await bring(campus, "cs1", Stage.SUBMITTED)
    await bring(campus, "se1", Stage.SUBMITTED)
    await bring(campus, "cs2", Stage.IMPORTED)
    sizes = "select distinct grade_size from comprehensive_result where participating and class_id = :c"
    assert [row.grade_size for row in await campus.rows(sizes, c=campus.ids["cs1"])] == [8]
    assert not codes(await set_participants(campus, classIds=[campus.cs2]))
    await held_notice(campus)
    assert not codes(await approve(campus))
    assert [row.grade_size for row in await campus.rows(sizes, c=campus.ids["cs1"])] == [5]


async def published_rows(campus: Campus) -> list[Any]:
    """Sheets, results of those who take part, participants and notices."""
    tables = ("result_sheet", "comprehensive_result", "participant", "public_notice")
    rows = [row for row in await standing(campus) if row.kind in tables]
    return [row for row in rows if row.kind != "comprehensive_result" or '"participating": true' in row.r]


async def test_a_withdrawal_leaves_it_as_it_was_before(campus: Campus) -> None:
    """R7.6: the college learns the reason; phases stay ended until the college opens them again (R1.3)."""
    await campus.open_phases(Module.COMPREHENSIVE)
    assert not codes(await set_participants(campus, classIds=[campus.se1], studentIds=[str(campus.wu.id)]))
    await bring(campus, "cs1", Stage.SUBMITTED)
    await bring(campus, "cs2", Stage.SUBMITTED)
    await held_notice(campus)
    before = await published_rows(campus)
    await approve(campus)
    payload = await withdraw(campus, "  第3人名单有误 ")
    college = payload["batchCollege"]
    assert (codes(payload), college["approvedAt"], college["approvedBy"]) == ([], None, None)
    assert (college["withdrawalReason"], college["withdrawnAt"] is not None) == ("第3人名单有误", True)
    assert [one["status"] for one in college["phases"]] == ["NOT_OPENED", "NOT_OPENED", "ENDED"]
    assert await published_rows(campus) == before
    assert await stages(campus) == {Stage.PUBLISHED}
    [entry] = await campus.rows("select * from audit_entry where action = 'withdrawApproval'")
    assert (entry.new, entry.college_id) == ({"reason": "第3人名单有误"}, campus.ids["info"])
    assert set(entry.old) == {"approvedAt"}
    assert (await state(campus, campus.college_admin))["withdrawalReason"] == "第3人名单有误"
    assert not codes(await move_phase(campus, "open", "COMPREHENSIVE"))


async def test_a_class_that_nobody_took_part_in_may_take_part_after_a_withdrawal(campus: Campus) -> None:
    """R2.1: no sheet stands in its way; and those whom the import knows as not taking part stay known."""
    assert not codes(await set_participants(campus, classIds=[campus.se1], studentIds=[str(campus.wu.id)]))
    await bring(campus, "cs1", Stage.SUBMITTED)
    await bring(campus, "cs2", Stage.SUBMITTED)
    await held_notice(campus)
    await approve(campus)
    await withdraw(campus)
    assert not codes(await set_participants(campus, classIds=[campus.se1], participating=True))
    assert codes(await approve(campus)) == ["NOTICE_NOT_HELD"]
    [row] = await campus.rows("select * from comprehensive_result where not participating")
    assert (row.student_id, row.stage) == (campus.wu.id, Stage.PUBLISHED)


async def test_it_can_be_approved_again_and_all_of_it_is_kept(campus: Campus) -> None:
    """R7.6: the earlier notice still counts where nothing was set back."""
    await published(campus)
    for turn in range(3):
        assert codes(await approve(campus)) == []
        assert (await state(campus, campus.student_affairs))["approvedBy"] == "郑副书记"
        assert codes(await withdraw(campus, f"原因{turn}")) == []
    assert (await state(campus, campus.student_affairs))["withdrawalReason"] == "原因2"
    rows = await campus.rows("select withdrawal_reason from approval order by id")
    assert [row.withdrawal_reason for row in rows] == ["原因0", "原因1", "原因2"]


async def test_what_is_not_approved_is_not_taken_back(campus: Campus) -> None:
    """A second click too; and many at once take it back once."""
    await published(campus)
    before = await standing(campus)
    assert codes(await withdraw(campus)) == ["RESULTS_NOT_APPROVED"]
    assert await standing(campus) == before
    await approve(campus)
    payloads = await asyncio.gather(*(withdraw(campus) for _ in range(3)))
    assert sorted(map(codes, payloads)) == [[], *[["RESULTS_NOT_APPROVED"]] * 2]
    assert len(await campus.rows("select 1 from audit_entry where action = 'withdrawApproval'")) == 1


@pytest.mark.parametrize("act", ["stop", "end"])
async def test_it_is_taken_back_in_any_status_of_the_batch(campus: Campus, act: str) -> None:
    await published(campus)
    await approve(campus)
    await move_batch(campus, act, campus.batch)
    assert codes(await withdraw(campus)) == []


@pytest.mark.parametrize("reason", ["", "   ", "因" * 201])
async def test_a_reason_is_given(campus: Campus, reason: str) -> None:
    await published(campus)
    await approve(campus)
    before = await standing(campus)
    payload = await withdraw(campus, reason)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", "input.reason")]
    assert await standing(campus) == before


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_approves(campus: Campus, who: str) -> None:
    """Rule 8: the deputy secretary of the college alone."""
    await published(campus)
    before = await standing(campus)
    for college in (campus.info, campus.lang):
        assert await forbidden(campus, campus.people[who], APPROVE, batchId=campus.batch, collegeId=college)
    assert await standing(campus) == before


@pytest.mark.parametrize("who", ["super_admin", "college_admin", "deputy_secretary", "counsellor_li", "monitor", "yi"])
async def test_nobody_else_takes_it_back(campus: Campus, who: str) -> None:
    """Rule 8: student affairs alone."""
    await published(campus)
    await approve(campus)
    before = await standing(campus)
    given = {"batchId": campus.batch, "collegeId": campus.info, "reason": "有误"}
    assert await forbidden(campus, campus.people[who], WITHDRAW, **given)
    assert await standing(campus) == before


async def test_another_college_does_not_exist(campus: Campus) -> None:
    """R8.2."""
    await published(campus)
    before = await standing(campus)
    for college in (campus.info, "999999", "x"):
        assert codes(await approve(campus, campus.other_deputy_secretary, collegeId=college)) == ["NOT_FOUND"]
        if college != campus.info:
            assert codes(await withdraw(campus, collegeId=college)) == ["NOT_FOUND"]
    assert codes(await approve(campus, batchId="999999")) == ["NOT_FOUND"]
    assert codes(await withdraw(campus, batchId="999999")) == ["NOT_FOUND"]
    assert await standing(campus) == before


@pytest.mark.parametrize("who", ["counsellor_li", "head_teacher_chen", "monitor", "yi"])
async def test_a_class_hears_nothing_of_approvals(campus: Campus, who: str) -> None:
    """R8.3: the fields are null, with one error for each coordinate."""
    await published(campus)
    await approve(campus)
    await withdraw(campus)
    answer = await campus.ask(campus.people[who], STATE, b=campus.batch)
    [college] = answer.data["batch"]["colleges"]
    hidden = ("approvedAt", "approvedBy", "withdrawnAt", "withdrawalReason")
    assert [college[name] for name in hidden] == [None] * 4
    told = {error["extensions"]["coordinate"] for error in answer.errors}
    assert {f"BatchCollege.{name}" for name in hidden} <= told


async def test_submitted_classes_and_their_participants_are_what_is_done(campus: Campus) -> None:
    """R1.4: imported is not done; published and approved is."""
    await bring(campus, "cs1", Stage.IMPORTED)
    done = []
    for stage in (Stage.IMPORTED, Stage.SUBMITTED, Stage.PUBLISHED):
        await bring(campus, "cs2", stage)
        phase = (await state(campus, campus.student_affairs))["phases"][2]
        done.append((phase["done"], phase["classesDone"]))
    assert done == [(0, 0), (3, 1), (3, 1)]
    await published(campus)
    await campus.execute("update participant set participating = false where student_id = :s", s=campus.wu.id)
    await campus.execute("delete from comprehensive_result where student_id = :s", s=campus.wu.id)
    await approve(campus)
    phase = (await state(campus, campus.student_affairs))["phases"][2]
    assert (phase["done"], phase["classesDone"]) == (9, 3), "those who do not take part are not counted"


async def test_acts_of_one_request_are_told_as_they_were_left(campus: Campus) -> None:
    """The second act does not answer with what the first act loaded."""
    await published(campus)
    await campus.execute(
        "insert into role_grant (account_id, role) select id, 'STUDENT_AFFAIRS' from account where username = 'S004'"
    )
    query = """mutation($a: ApproveResultsInput!, $w: WithdrawApprovalInput!) {
      one: approveResults(input: $a) { batchCollege { approvedBy withdrawalReason } }
      two: withdrawApproval(input: $w) { batchCollege { approvedBy withdrawalReason } } }"""
    given = {"batchId": campus.batch, "collegeId": campus.info}
    answer = await campus.ask(campus.deputy_secretary, query, a=given, w={**given, "reason": "有误"})
    assert answer.data["one"]["batchCollege"] == {"approvedBy": "郑副书记", "withdrawalReason": None}
    assert answer.data["two"]["batchCollege"] == {"approvedBy": None, "withdrawalReason": "有误"}
