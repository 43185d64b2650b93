"""The steps of a whole year, after each act: of the school, a college, and its people (R1.7)."""

from typing import Any

from db.tables import RaterKind
from tests.campus import STUDENTS, Campus, Person
from tests.graph.batch_acts import batch_form, days
from tests.graph.comprehensive_acts import bring_in, of_class
from tests.graph.steps.asking import college_steps, letters, school_steps, step, tasks
from tests.story.acts import done, ids
from tests.story.papers import scores_of_term

COLLEGE = ("cs1", "cs2", "se1")
COUNSELLORS = {"cs1": "counsellor_li", "cs2": "counsellor_li", "se1": "counsellor_zhao"}


async def seen(campus: Campus) -> tuple[str, str]:
    """The states of the school's steps and of the college's; the college's current step is one, until it is approved.

    The deputy secretary and student affairs see the college's steps as the college does.
    """
    steps = await college_steps(campus)
    found = letters(steps)
    assert found.count("C") == (0 if found == "d" * 11 else 1), found
    for other in (campus.deputy_secretary, campus.student_affairs, campus.super_admin):
        assert letters(await college_steps(campus, other)) == found
    mine = [one for one in await tasks(campus, campus.college_admin) if one["batch"]["name"].startswith("2019")]
    assert letters(mine) == found
    return letters(await school_steps(campus)), found


async def own(campus: Campus, person: Person) -> list[tuple[str, str]]:
    """Returns the kinds and states of a person's tasks, in the order of the answer."""
    return [(one["kind"], one["state"]) for one in await tasks(campus, person)]


async def begun(campus: Campus) -> None:
    """A new batch, whose form student affairs has saved."""
    affairs = campus.student_affairs
    await done(campus, affairs, "endBatch", id=campus.batch)
    batch = (await done(campus, affairs, "createBatch", "batch { id }", **batch_form()))["batch"]
    campus.ids["batch"] = int(batch["id"])


async def assigned(campus: Campus, *classes: str) -> None:
    for klass in classes:
        staff = [str(campus.people[COUNSELLORS[klass]].id)]
        await done(campus, campus.college_admin, "assignCounsellors", classIds=ids(campus, klass), staffIds=staff)


async def opened(campus: Campus, module: str, **more: Any) -> None:
    await done(campus, campus.college_admin, "schedulePhase", module=module, window=days(-1, 10), **more)
    await done(campus, campus.college_admin, "openPhase", module=module)


async def imported(campus: Campus, *terms: int) -> None:
    for term in terms:
        file = scores_of_term(campus, term)
        await done(campus, campus.college_admin, "importCourseScores", file=file, academicYear="2019-2020", term=term)


async def rated(campus: Campus) -> None:
    """Everybody has submitted their ballots."""
    for klass in COLLEGE:
        for key, _ in STUDENTS[klass]:
            await campus.fill(campus.people[key], klass)
        await campus.fill(campus.people[COUNSELLORS[klass]], klass, RaterKind.COUNSELLOR)
    await campus.fill(campus.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER)
    await campus.fill(campus.counsellor_zhao, "cs2", RaterKind.HEAD_TEACHER)


async def handed_in(campus: Campus, *classes: str) -> None:
    for klass in classes:
        who = campus.people[COUNSELLORS[klass]]
        assert (await bring_in(campus, who, of_class(campus, klass)))["userErrors"] == []
        await done(campus, who, "submitResultSheets", classIds=ids(campus, klass))


async def end_notice(campus: Campus) -> None:
    [(notice,)] = await campus.rows("select id from public_notice where ended_at is null")
    await done(campus, campus.college_admin, "endPublicNotice", id=str(notice))


async def test_the_steps_move_through_the_year(campus: Campus) -> None:
    """R1.7: after each act the next step is current, and the others say why not yet."""
    college, affairs = campus.college_admin, campus.student_affairs
    await begun(campus)
    assert letters(await school_steps(campus)) == "C---"
    assert await own(campus, college) == []
    await done(campus, affairs, "openBatch", id=campus.batch)
    assert await seen(campus) == ("dC--", "Coodo------")
    await assigned(campus, "cs1", "cs2")
    assert await seen(campus) == ("dC--", "dCodo------")
    lacking = await step(campus, "STAFF")
    assert (lacking["done"], lacking["total"]) == (2, 3)
    assert lacking["advice"] == "还没有辅导员：软工1901；1 个班级没有班主任"
    await assigned(campus, "se1")
    assert await seen(campus) == ("dC--", "ddCdo------")
    await opened(campus, "ACADEMIC", bonusRatio="0.10", counsellorWindow=days(-1, 5))
    assert await seen(campus) == ("dCo-", "ddCdo------")
    assert (await step(campus, "PHASES"))["advice"].startswith("评分：设置起止时间，然后开启；素质测评成绩")
    await opened(campus, "RATING")
    await opened(campus, "COMPREHENSIVE")
    assert await seen(campus) == ("dCo-", "ddddC--oo--")
    assert (await step(campus, "ACADEMIC"))["reason"] == "本学年还没有导入原始成绩"
    waiting = ("ADJUSTMENTS", "BLOCKED"), ("ACADEMIC", "BLOCKED")
    assert set(waiting) <= set(await own(campus, campus.counsellor_li))
    await imported(campus, 1, 2)
    assert (await own(campus, campus.counsellor_li))[0] == ("ADJUSTMENTS", "CURRENT")
    assert (await step(campus, "ADJUSTMENTS"))["advice"].endswith("；不须调整的，可直接计算学业成绩")
    assert await seen(campus) == ("dCo-", "dddddCooo--")
    await done(campus, campus.counsellor_li, "computeAcademicScores")
    assert (await step(campus, "ACADEMIC"))["advice"] == "1 个班级未计算；2 个专业年级待排名"
    assert {("ADJUSTMENTS", "OPEN"), ("RATING", "CURRENT")} <= set(await own(campus, campus.counsellor_li))
    await done(campus, college, "computeAcademicScores")
    assert (await step(campus, "ACADEMIC"))["advice"] == "2 个专业年级待排名"
    assert await seen(campus) == ("dCo-", "dddddoCoo--")
    await done(campus, college, "rankMajorGrade")
    assert await seen(campus) == ("dCo-", "dddddddCo--")
    await rated(campus)
    assert (await step(campus, "RATING"))["advice"] == "3 个班级的评分成绩待计算"
    await done(campus, college, "computeRatingScores")
    assert await seen(campus) == ("dCo-", "ddddddddC--")
    await handed_in(campus, "cs1", "cs2")
    assert ("ADJUSTMENTS", "DONE") in await own(campus, campus.counsellor_li)
    lacking = await step(campus, "NOTICE")
    assert (lacking["state"], lacking["reason"]) == ("BLOCKED", "以下班级尚未提交综合测评成绩：软工1901")
    later = "各班级提交综合测评成绩并公示之后，由学院副书记审核"
    assert (await step(campus, "APPROVAL"))["reason"] == later
    await handed_in(campus, "se1")
    assert await seen(campus) == ("dCo-", "dddddddddC-")
    assert (await step(campus, "NOTICE"))["advice"] == "各班级都已提交，可以开启公示"
    await done(campus, college, "openPublicNotice", endsOn=days(0, 4)["endsOn"])
    assert await seen(campus) == ("dCo-", "dddddddddC-")
    running = await step(campus, "NOTICE")
    assert (running["daysLeft"], (await step(campus, "APPROVAL"))["reason"]) == (
        4,
        "公示“2019-2020学年综合测评 信息学院综合测评成绩公示”正在进行，请先结束公示",
    )
    await end_notice(campus)
    assert await seen(campus) == ("dCo-", "ddddddddddC")
    assert [(await step(campus, "APPROVAL", who))["mine"] for who in (college, campus.deputy_secretary)] == [
        False,
        True,
    ]
    await done(campus, campus.deputy_secretary, "approveResults")
    assert await seen(campus) == ("dCo-", "ddddddddddd")


async def approved(campus: Campus) -> None:
    """The college has gone through its year, and the deputy secretary has approved."""
    await begun(campus)
    await done(campus, campus.student_affairs, "openBatch", id=campus.batch)
    await assigned(campus, *COLLEGE)
    for module in ("ACADEMIC", "RATING", "COMPREHENSIVE"):
        await opened(campus, module)
    await handed_in(campus, *COLLEGE)
    await done(campus, campus.college_admin, "openPublicNotice")
    await end_notice(campus)
    await done(campus, campus.deputy_secretary, "approveResults")


async def test_a_withdrawn_approval_leads_back_to_the_import(campus: Campus) -> None:
    """R1.7, R7.6: open again, set back, import, publish, approve; the reason stands beside each step."""
    college = campus.college_admin
    await approved(campus)
    assert await seen(campus) == ("dCo-", "ddddddddddd")
    where = {"collegeId": campus.info, "reason": "加分有误"}
    await done(campus, campus.student_affairs, "withdrawApproval", **where)
    _, found = await seen(campus)
    assert (found[2], found[8:]) == ("C", "odo")
    handing_in = (await school_steps(campus))[2]["advice"]
    assert handing_in == "已撤销审核，待更正：信息学院；未提交：外语学院", "a college is named once"
    reopening = await step(campus, "PHASES")
    assert reopening["advice"] == "学生处已撤销审核（加分有误）；素质测评成绩：重新开启批次"
    assert (await step(campus, "APPROVAL", campus.deputy_secretary))["advice"] == "如不须更正，可再次审核通过"
    await done(campus, college, "openPhase", module="COMPREHENSIVE")
    _, found = await seen(campus)
    assert (found[2], found[8:]) == ("d", "Cdo")
    setting_back = await step(campus, "COMPREHENSIVE")
    assert setting_back["mine"]
    assert setting_back["advice"].startswith("学生处已撤销审核（加分有误）；请将有误的班级改为未提交")
    await done(campus, college, "reopenResultSheets", classIds=ids(campus, "se1"), reason="加分有误")
    _, found = await seen(campus)
    assert found[8:] == "C--"
    [returned] = [one for one in await tasks(campus, campus.counsellor_zhao) if one["kind"] == "COMPREHENSIVE"]
    assert (returned["state"], returned["mine"]) == ("CURRENT", True)
    assert returned["advice"] == "已改为未提交：软工1901；原因：加分有误"
    assert (await bring_in(campus, campus.counsellor_zhao, of_class(campus, "se1")))["userErrors"] == []
    [imported_again] = [one for one in await tasks(campus, campus.counsellor_zhao) if one["kind"] == "COMPREHENSIVE"]
    assert imported_again["advice"] == "已导入，待提交：软工1901", "what was asked for is done"
    await handed_in(campus, "se1")
    assert (await seen(campus))[1][8:] == "dC-"
    await done(campus, college, "openPublicNotice")
    assert (await step(campus, "NOTICE"))["advice"] == "正在公示，未设最后一天，公示期满后须手动结束"
    await end_notice(campus)
    assert (await seen(campus))[1][8:] == "ddC"
    await done(campus, campus.deputy_secretary, "approveResults")
    assert await seen(campus) == ("dCo-", "ddddddddddd")


async def test_the_last_college_lets_student_affairs_end_the_batch(campus: Campus) -> None:
    """R1.7: a stopped batch is to be opened again; an ended one is nobody's step any more."""
    await approved(campus)
    await campus.execute(
        "delete from batch_college where batch_id = :batch and college_id = :lang",
        batch=campus.ids["batch"],
        lang=campus.ids["lang"],
    )
    assert letters(await school_steps(campus)) == "dddC"
    await done(campus, campus.student_affairs, "stopBatch", id=campus.batch)
    assert letters(await school_steps(campus)) == "Cdd-"
    await done(campus, campus.student_affairs, "endBatch", id=campus.batch)
    assert letters(await school_steps(campus)) == "dddd"
    for who in (campus.student_affairs, campus.college_admin, campus.counsellor_li, campus.yi):
        assert await own(campus, who) == []
