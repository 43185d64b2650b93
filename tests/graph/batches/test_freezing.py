"""An approval freezes a college's work, and a submitted class its own (R7.6, R1.3, R6.2); also while both happen at
once."""

import asyncio
from typing import Any

import pytest

from core.acting import Act
from core.actions import academic, approvals, ballot_reopening, course_adjustments, notices, ratings
from core.actions.course_adjustments import Adjustment
from core.actions.notices import NoticeForm
from db.queries.ratings.computation import Choice
from db.tables import Module, RaterKind, Role, Stage
from tests.campus import Campus, Person
from tests.graph.batch_acts import acting, assign, clear, codes, move_phase, schedule, set_participants
from tests.graph.notice_acts import approve, end_notice, held_notice, open_notice, stages, standing, withdraw
from tests.graph.people.rosters import take_in
from tests.graph.results import bring, bring_college
from tests.waiting import held_up

ACTS = {
    "openPhase": "openPhase(input: {batchId: $batch, module: ACADEMIC, collegeId: $info})",
    "stopPhase": "stopPhase(input: {batchId: $batch, module: RATING, collegeId: $info})",
    "endPhase": "endPhase(input: {batchId: $batch, module: RATING, collegeId: $info})",
    "schedulePhase": "schedulePhase(input: {batchId: $batch, module: ACADEMIC, collegeId: $info, "
    'bonusRatio: "0.20", window: {startsOn: "2026-01-01", endsOn: "2026-01-09"}})',
    "setParticipants": "setParticipants(input: {batchId: $batch, studentIds: [$ji], participating: false})",
    "clearProcessData": "clearProcessData(input: {batchId: $batch, classIds: [$cs2]})",
    "adjustCourses": "adjustCourses(input: {batchId: $batch, adjustments: "
    '[{studentId: $ji, term: 1, courseCode: "C1", counted: false}]})',
    "computeAcademicScores": "computeAcademicScores(input: {batchId: $batch, classIds: [$cs2]})",
    "rankMajorGrade": "rankMajorGrade(input: {batchId: $batch, majorId: $computing, grade: 2019})",
    "computeRatingScores": "computeRatingScores(input: {batchId: $batch, classIds: [$cs2]})",
    "reopenBallot": 'reopenBallot(input: {batchId: $batch, kind: PEER, studentId: $ji, reason: "误填"})',
    "openPublicNotice": "openPublicNotice(input: {batchId: $batch, collegeId: $info})",
}
WORKERS = {
    "college_admin": list(ACTS),
    "super_admin": list(ACTS),
    "counsellor_li": ["adjustCourses", "computeAcademicScores", "computeRatingScores"],
    "ji": ["adjustCourses"],
}
"""孙己 is the monitor of 计科1902."""


async def attempt(campus: Campus, who: Person, act: str) -> list[str]:
    """The codes that the act is refused with."""
    known = {"batch": campus.batch, "ji": str(campus.ji.id)}
    known |= {name: str(campus.ids[name]) for name in ("info", "cs2", "computing")}
    field = ACTS[act]
    for name, value in known.items():
        field = field.replace(f"${name}", f'"{value}"')
    answer = await campus.ask(who, f"mutation {{ done: {field} {{ userErrors {{ code }} }} }}")
    assert not answer.errors, answer.errors
    return [error["code"] for error in answer.data["done"]["userErrors"]]


@pytest.fixture
async def published(campus: Campus) -> Campus:
    """Both modules open, 计科 computed, a ballot submitted; a notice was held: all that is left is the approval."""
    await campus.open_phases(Module.RATING, Module.ACADEMIC)
    await campus.give(campus.ji, ("C1", "3", "80"))
    for rater in (campus.ji, campus.geng):
        await campus.fill(rater, "cs2")
    for act in ("computeAcademicScores", "computeRatingScores"):
        assert not await attempt(campus, campus.super_admin, act)
    await campus.execute("update batch_class set academic_computed_at = now()")
    await bring_college(campus, "info", Stage.SUBMITTED)
    await held_notice(campus)
    return campus


@pytest.mark.parametrize("who", WORKERS)
async def test_an_approval_freezes_the_college(published: Campus, who: str) -> None:
    """R7.6: told as such, before the phase that it has ended; nothing changes."""
    await approve(published)
    before = await standing(published)
    for act in WORKERS[who]:
        assert await attempt(published, published.people[who], act) == ["RESULTS_APPROVED"], act
    assert await standing(published) == before


async def test_it_says_so_in_both_languages(published: Campus) -> None:
    await approve(published)
    payload = await move_phase(published, "open")
    assert payload["userErrors"][0]["message"].startswith("本学院的测评结果已审核通过并提交，不能再修改")


async def test_whoever_computes_everything_is_refused_for_one_approved_college(published: Campus) -> None:
    await approve(published)
    before = await standing(published)
    for act in ("computeAcademicScores", "computeRatingScores"):
        query = f"mutation($b: ID!) {{ done: {act}(input: {{batchId: $b}}) {{ userErrors {{ code }} }} }}"
        answer = await published.ask(published.super_admin, query, b=published.batch)
        assert [error["code"] for error in answer.data["done"]["userErrors"]] == ["RESULTS_APPROVED"]
    assert await standing(published) == before


async def test_ballots_find_the_phase_shut(published: Campus) -> None:
    await approve(published)
    before = await standing(published)
    query = """mutation($b: ID!, $s: ID!, $i: ID!) {
      saveBallot(input: {batchId: $b, marks: [{studentId: $s, itemId: $i, points: "20"}]}) { userErrors { code } } }"""
    answer = await published.ask(published.xin, query, b=published.batch, s=str(published.ji.id), i="1")
    assert [error["code"] for error in answer.data["saveBallot"]["userErrors"]] == ["PHASE_NOT_OPEN"]
    assert await standing(published) == before


async def test_assigning_staff_stays_allowed(published: Campus) -> None:
    """It decides who sees, not what."""
    await approve(published)
    assert not codes(await assign(published, "Counsellors", ["cs2"], [published.counsellor_zhao]))


async def test_another_college_is_not_frozen(published: Campus) -> None:
    await approve(published)
    admin = published.other_college_admin
    assert not codes(await schedule(published, "ACADEMIC", admin, bonusRatio="0.20"))
    assert not codes(await move_phase(published, "stop", "ACADEMIC", admin))
    assert not codes(await clear(published, "en1", person=admin))


async def test_a_withdrawal_thaws_it_and_the_college_opens_its_phases_again(published: Campus) -> None:
    """R1.3."""
    await approve(published)
    await withdraw(published)
    assert await attempt(published, published.counsellor_li, "computeAcademicScores") == ["PHASE_NOT_OPEN"]
    assert await attempt(published, published.counsellor_li, "computeRatingScores") == []
    assert await attempt(published, published.college_admin, "openPhase") == []
    assert await attempt(published, published.counsellor_li, "computeAcademicScores") == []
    assert await attempt(published, published.college_admin, "setParticipants") == ["SHEET_SUBMITTED"]


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.PUBLISHED])
async def test_who_takes_part_in_a_submitted_class_stays(campus: Campus, stage: Stage) -> None:
    """R6.2: it is set back first; the refusal names the classes, and nothing changes in the others either."""
    await bring(campus, "cs2", stage)
    await bring(campus, "cs1", Stage.IMPORTED)
    before = await standing(campus)
    payloads = [
        await set_participants(campus, studentIds=[str(campus.ji.id), str(campus.jia.id)]),
        await set_participants(campus, classIds=[campus.cs1, campus.cs2]),
        await clear(campus, "cs1", "cs2"),
        await clear(campus, "cs2", person=campus.super_admin),
    ]
    for payload in payloads:
        assert codes(payload) == ["SHEET_SUBMITTED"]
        words = "计科1902的综合测评成绩已提交，参评学生不能变动；请先将其导入状态改为未提交"
        assert payload["userErrors"][0]["message"] == words
    assert await standing(campus) == before
    assert not codes(await set_participants(campus, studentIds=[str(campus.jia.id)]))
    assert not codes(await clear(campus, "cs1", "se1"))


async def test_what_changes_nothing_needs_nothing_set_back(campus: Campus) -> None:
    """R2.3."""
    await bring(campus, "cs2", Stage.SUBMITTED)
    payload = await set_participants(campus, classIds=[campus.cs2], participating=True)
    assert (codes(payload), payload["changedCount"]) == ([], 0)


async def test_a_new_roster_leaves_submitted_results_their_participants(campus: Campus) -> None:
    """R6.2: also where the college has opened neither rating nor scores; who is new does not take part."""
    await bring_college(campus, "info", Stage.SUBMITTED)
    moved = ("20190101", "张甲", "女", "汉族", "J1902")
    await take_in(campus, students=[moved, ("20190601", "新一", None, None, "J1901")])
    rows = await campus.rows(
        """select number, participant.class_id, participating from participant join student on student.id = student_id
           where number in ('20190101', '20190601') order by number"""
    )
    assert [tuple(row) for row in rows] == [
        ("20190101", campus.ids["cs1"], True),
        ("20190601", campus.ids["cs1"], False),
    ]


# The next tests run both acts at once: the first is done as a whole, and the second knows it.


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_waits_for_an_approval_under_way(published: Campus, act: str) -> None:
    """R7.6: no act passes an approval that is under way."""
    async with acting(published, Role.DEPUTY_SECRETARY, published.deputy_secretary) as approving:
        await approvals.approve_results(approving, published.ids["batch"], None)
        waiting = asyncio.create_task(attempt(published, published.college_admin, act))
        await held_up(published, waiting)
    before = await standing(published)
    assert await waiting == ["RESULTS_APPROVED"]
    assert await standing(published) == before


async def _compute(act: Act, campus: Campus) -> Any:
    return await academic.compute_academic_scores(act, campus.ids["batch"], [campus.ids["cs2"]])


async def _rate(act: Act, campus: Campus) -> Any:
    return await ratings.compute_rating_scores(act, campus.ids["batch"], Choice(class_ids=(campus.ids["cs2"],)))


async def _adjust(act: Act, campus: Campus) -> Any:
    wanted = [Adjustment(False, None, course=(campus.ji.id or 0, 1, "C1"))]
    return await course_adjustments.adjust_courses(act, campus.ids["batch"], wanted)


async def _reopen(act: Act, campus: Campus) -> Any:
    rater = ballot_reopening.Rater(RaterKind.PEER, student_id=campus.ji.id)
    return await ballot_reopening.reopen_ballot(act, campus.ids["batch"], rater, "误填")


@pytest.mark.parametrize("begin", [_compute, _rate, _adjust, _reopen])
async def test_an_approval_waits_for_an_act_under_way(published: Campus, begin: Any) -> None:
    """An act that was begun before the approval is part of what is approved."""
    async with acting(published, Role.COLLEGE_ADMIN, published.college_admin) as act:
        await begin(act, published)
        approving = asyncio.create_task(approve(published))
        await held_up(published, approving)
    assert not codes(await approving)


async def test_a_notice_under_way_is_seen_by_the_approval(published: Campus) -> None:
    """R7.4."""
    async with acting(published, Role.COLLEGE_ADMIN, published.college_admin) as act:
        await notices.open_public_notice(act, published.ids["batch"], None, NoticeForm())
        approving = asyncio.create_task(approve(published))
        await held_up(published, approving)
    assert codes(await approving) == ["NOTICE_OPEN"]


async def test_approving_and_computing_at_once_leave_one_story(published: Campus) -> None:
    """The acts run again and again: nothing is computed after an approval in force, and nothing blocks for good."""
    li, college = published.counsellor_li, published.college_admin
    for _ in range(4):
        done: list[Any] = await asyncio.gather(
            attempt(published, li, "computeAcademicScores"),
            attempt(published, college, "rankMajorGrade"),
            attempt(published, li, "computeRatingScores"),
            attempt(published, college, "adjustCourses"),
            approve(published),
            attempt(published, li, "computeRatingScores"),
            attempt(published, college, "openPublicNotice"),
            attempt(published, published.super_admin, "computeAcademicScores"),
        )
        assert {code for one in done if isinstance(one, list) for code in one} <= {"RESULTS_APPROVED"}
        approved = codes(done[4]) == []
        assert approved or done[6] == []
        if not approved:
            [(notice,)] = await published.rows("select id from public_notice where ended_at is null")
            await end_notice(published, str(notice))
            continue
        assert await stages(published) == {Stage.APPROVED}
        log = [row.action for row in await published.rows("select action from audit_entry order by id")]
        after = log[len(log) - log[::-1].index("approveResults") :]
        assert after == []
        await withdraw(published)
        await published.execute("update phase set status = 'OPEN' where module in ('RATING', 'ACADEMIC')")


async def test_taking_back_while_a_phase_is_opened(published: Campus) -> None:
    await approve(published)
    opened, withdrawn = await asyncio.gather(move_phase(published, "open"), withdraw(published))
    assert codes(withdrawn) == []
    assert codes(opened) in ([], ["RESULTS_APPROVED"])


async def test_opening_a_notice_and_approving_at_once(published: Campus) -> None:
    """Either it is approved, or a notice is open; never both."""
    notice, approved = await asyncio.gather(open_notice(published), approve(published))
    assert sorted([*codes(notice), *codes(approved)]) in (["RESULTS_APPROVED"], ["NOTICE_OPEN"])
