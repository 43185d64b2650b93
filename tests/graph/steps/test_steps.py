"""Steps tell each person their own work, windows and days, reasons in two languages, and cost few statements (R1.7)."""

from datetime import timedelta
from typing import Any

import pytest

from db.tables import Module
from tests.campus import TODAY, Campus, Person
from tests.graph.academic_acts import compute
from tests.graph.batch_acts import CREATE, batch_form, days, press, schedule
from tests.graph.steps.asking import OF_COLLEGE, OF_SCHOOL, OF_VIEWER, college_steps, letters, step, tasks
from tests.statements import counted
from tests.story.acts import done, ids


async def kinds(campus: Campus, person: Person) -> list[tuple[str, str, str | None]]:
    found = await tasks(campus, person)
    return [(one["kind"], one["state"], one["schoolClass"] and one["schoolClass"]["name"]) for one in found]


async def phase(campus: Campus, module: str, **columns: Any) -> None:
    """Sets columns of 信息学院's phase."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    where = "where batch_id = :batch and college_id = :college and module = :module"
    place = {"batch": campus.ids["batch"], "college": campus.ids["info"], "module": module}
    await campus.execute(f"update phase set {sets} {where}", **columns, **place)


async def test_a_student_rates_first_and_reads_the_notice_afterwards(campus: Campus) -> None:
    """R1.7: the ballot stands with its marks; once it is submitted, the notice is left."""
    await campus.open_phases(Module.RATING)
    ballot = {"kind": "RATING", "state": "CURRENT", "title": "互评：计科1901", "done": 0, "total": 15, "daysLeft": 5}
    first, second = await tasks(campus, campus.yi)
    assert {key: first[key] for key in ballot} == ballot
    assert (first["mine"], first["raterKind"], first["batch"]["name"]) == (True, "PEER", "2018-2019学年综合测评")
    assert (second["kind"], second["state"], second["reason"]) == ("NOTICE", "BLOCKED", "尚未公示")
    await campus.fill(campus.yi, "cs1")
    assert await kinds(campus, campus.yi) == [("NOTICE", "BLOCKED", None), ("RATING", "DONE", "计科1901")]


async def test_a_student_who_does_not_take_part_reads_so(campus: Campus) -> None:
    """R1.7: 未参评 stands in place of the ballot, and is nothing to do."""
    await campus.open_phases(Module.RATING)
    await campus.execute("update participant set participating = false where student_id = :yi", yi=campus.yi.id)
    [first, _] = await tasks(campus, campus.yi)
    assert (first["state"], first["reason"][1:], first["mine"]) == ("BLOCKED", "未参评本批次，不能打分", False)


async def test_a_class_without_participants_asks_nothing_of_its_staff(campus: Campus) -> None:
    """R1.7: its head teacher has no ballot for it, and its counsellor neither computes nor imports it."""
    await campus.open_phases(Module.RATING, Module.ACADEMIC)
    await campus.execute("update participant set participating = false where class_id = :c", c=campus.ids["cs1"])
    assert await kinds(campus, campus.head_teacher_chen) == []
    ballots = "query($batch: ID!) { viewer { ballots(batchId: $batch) { schoolClass { name } } } }"
    assert (await campus.ask(campus.head_teacher_chen, ballots, batch=campus.batch)).data["viewer"]["ballots"] == []
    found = {one["kind"]: one for one in await tasks(campus, campus.counsellor_li)}
    assert (found["RATING"]["title"], found["ACADEMIC"]["total"]) == ("辅导员打分：计科1902", 1)


async def test_what_is_due_first_comes_first_over_all_batches(campus: Campus) -> None:
    """R1.7: a ballot of last year's batch that ends tomorrow stands above this year's."""
    await campus.open_phases(Module.RATING)
    last = campus.ids["batch"]
    made = await press(campus, campus.student_affairs, CREATE, **batch_form())
    campus.ids["batch"] = int(made["batch"]["id"])
    await done(campus, campus.student_affairs, "openBatch", id=campus.batch)
    await campus.open_phases(Module.RATING)
    await campus.execute(
        "update phase set ends_on = :tomorrow where batch_id = :last and module = 'RATING'",
        last=last,
        tomorrow=TODAY + timedelta(days=1),
    )
    found = [(one["batch"]["name"][:9], one["daysLeft"]) for one in await tasks(campus, campus.yi)][:2]
    assert found == [("2018-2019", 1), ("2019-2020", 5)]
    idle = [one["batch"]["name"][:9] for one in await tasks(campus, campus.yi) if one["kind"] == "NOTICE"]
    assert idle == ["2019-2020", "2018-2019"], "what nobody can do yet goes by the newest batch"
    await done(campus, campus.student_affairs, "endBatch", id=str(last))
    assert {one["batch"]["name"][:9] for one in await tasks(campus, campus.yi)} == {"2019-2020"}


async def test_monitors_and_counsellors_read_their_own_windows(campus: Campus) -> None:
    """R1.7, R4.6: until when each of them adjusts, and that it is not time yet."""
    await campus.open_phases()
    [before] = [one for one in await tasks(campus, campus.jia) if one["kind"] == "ADJUSTMENTS"]
    assert (before["state"], before["reason"]) == ("BLOCKED", "本学年还没有导入原始成绩")
    await campus.give(campus.jia, ("A", "3", "80"))
    await phase(campus, "ACADEMIC", monitor_ends_on=TODAY, counsellor_starts_on=TODAY + timedelta(days=2))
    [monitor] = [one for one in await tasks(campus, campus.jia) if one["kind"] == "ADJUSTMENTS"]
    assert (monitor["state"], monitor["daysLeft"], monitor["mine"]) == ("CURRENT", 0, True)
    [counsellor] = [one for one in await tasks(campus, campus.counsellor_li) if one["kind"] == "ADJUSTMENTS"]
    assert (counsellor["state"], counsellor["reason"][:9]) == ("BLOCKED", "不在辅导员调整时间")
    assert not [one for one in await tasks(campus, campus.yi) if one["kind"] == "ADJUSTMENTS"]
    await phase(campus, "ACADEMIC", status="ENDED")
    [counsellor] = [one for one in await tasks(campus, campus.counsellor_li) if one["kind"] == "ADJUSTMENTS"]
    assert counsellor["state"] == "DONE", "nobody is sent to the college for what it has ended"


async def test_a_stopped_batch_blocks_what_is_not_done(campus: Campus) -> None:
    """R1.7, R3.3: the reason is the act's own."""
    await campus.open_phases(Module.RATING)
    await done(campus, campus.student_affairs, "stopBatch", id=campus.batch)
    steps = await college_steps(campus)
    assert letters(steps) == "dd-d-------"
    reasons = {one["reason"] for one in steps if one["state"] == "BLOCKED"}
    assert reasons == {"批次已停止，如须办理请联系学生处"}
    [first, *_] = await tasks(campus, campus.yi)
    assert (first["state"], first["reason"]) == ("BLOCKED", "批次已停止，如须办理请联系学生处")


async def test_a_window_that_is_over_is_to_be_prolonged(campus: Campus) -> None:
    """R1.7: by the college, or, once the school's is over, by nobody of the college."""
    await campus.open_phases(*Module)
    await campus.give(campus.yi, ("A", "3", "80"))
    past = {"starts_on": TODAY - timedelta(days=3), "ends_on": TODAY - timedelta(days=1)}
    await phase(campus, "ACADEMIC", **past, monitor_ends_on=None, counsellor_ends_on=None)
    prolonging = await step(campus, "PHASES")
    assert prolonging["state"] == "CURRENT"
    assert prolonging["advice"] == f"学业成绩：时间已过（至 {TODAY - timedelta(days=1)}），请延长"
    assert (await step(campus, "ACADEMIC"))["reason"].startswith("不在本学院的学业成绩管理起止时间内")
    await campus.execute("update batch_window set ends_on = :past", past=TODAY - timedelta(days=1))
    prolonging = await step(campus, "PHASES")
    assert (prolonging["state"], prolonging["reason"][:9]) == ("BLOCKED", "不在学校的学业成绩")


async def test_rating_that_is_over_is_left_to_be_computed(campus: Campus) -> None:
    """R1.7, R5.6: missing ballots stay missing; computing needs no phase."""
    await campus.open_phases(*Module)
    await phase(campus, "RATING", status="ENDED")
    assert (await step(campus, "PHASES"))["state"] == "DONE"
    rating = await step(campus, "RATING")
    assert (rating["state"], rating["advice"]) == ("OPEN", "3 个班级的评分成绩待计算")
    await done(campus, campus.college_admin, "computeRatingScores")
    assert (await step(campus, "RATING"))["state"] == "DONE"


async def test_rating_is_not_opened_without_items(campus: Campus) -> None:
    """R1.7, R5.1: the step of phases waits for the items, and the next step is to set them."""
    await campus.execute("delete from rating_item where college_id = :info", info=campus.ids["info"])
    await campus.open_phases(Module.ACADEMIC, Module.COMPREHENSIVE)
    steps = await college_steps(campus)
    assert (letters(steps)[:4], "请先设置评分项目" in steps[2]["reason"]) == ("dd-C", True)


async def test_later_modules_are_asked_for_from_their_first_day_on(campus: Campus) -> None:
    """R1.7: the academic phase at once, however far away the school's window is."""
    await campus.execute("update batch_window set starts_on = :later", later=TODAY + timedelta(days=3))
    assert (await step(campus, "PHASES"))["advice"].startswith("学业成绩：设置起止时间与学分加成比例")
    assert "评分" not in (await step(campus, "PHASES"))["advice"]
    await schedule(campus, window=days(3, 9))
    await done(campus, campus.college_admin, "openPhase", module="ACADEMIC")
    assert (await step(campus, "PHASES"))["state"] == "DONE"


async def test_undecided_and_changed_scores_call_the_college_back(campus: Campus) -> None:
    """R1.7, R10.6, R10.7: undecided scores and stale classes are steps that are not done."""
    await campus.open_phases(*Module)
    for key in ("yi", "ji", "ren"):
        await campus.give(campus.people[key], ("A", "3", "80"))
    assert (await step(campus, "COURSE_SCORES"))["state"] == "DONE"
    await compute(campus, campus.college_admin)
    await campus.execute(
        "update course_score set score = null, text = '缓考', question = '缓考' where course_code = 'A'"
    )
    await campus.execute("update batch_class set academic_stale = true where class_id = :c", c=campus.ids["cs1"])
    assert (await step(campus, "COURSE_SCORES"))["advice"] == "有待定成绩须处理"
    assert (await step(campus, "ACADEMIC"))["advice"] == "1 个班级须重新计算；2 个专业年级待排名"


async def test_a_college_in_which_nobody_takes_part_has_to_say_who_does(campus: Campus) -> None:
    """R1.7: nothing else can be done."""
    await campus.execute("update participant set participating = false")
    steps = await college_steps(campus)
    assert letters(steps)[:3] == "C-C" or letters(steps)[:2] == "C-"
    assert (await step(campus, "ACADEMIC"))["reason"] == "本学院还没有参评学生"


async def test_steps_are_told_in_english_too(campus: Campus) -> None:
    """R9.5: titles, reasons and advice follow Accept-Language."""
    headers = {"authorization": f"Bearer {campus.college_admin.token}", "accept-language": "en"}
    sent = {"query": OF_COLLEGE, "variables": {"batch": campus.batch}}
    body = (await campus.client.post("/graphql", json=sent, headers=headers)).json()
    steps = body["data"]["batch"]["colleges"][0]["steps"]
    told = " ".join(str(one[name]) for one in steps for name in ("title", "reason", "advice") if one[name])
    assert steps[0]["title"] == "Set the participants"
    assert not [letter for letter in told.replace("计科1901", "").replace("计科1902", "").replace("软工1901", "")
                if "\u4e00" <= letter <= "\u9fff"]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "query", "most"),
    [
        ("student_affairs", OF_SCHOOL, 4),
        ("student_affairs", OF_COLLEGE, 7),
        ("student_affairs", OF_VIEWER, 4),
        ("college_admin", OF_VIEWER, 6),
        ("counsellor_li", OF_VIEWER, 7),
        ("yi", OF_VIEWER, 7),
    ],
)
async def test_steps_cost_as_many_statements_for_many_batches(campus: Campus, who: str, query: str, most: int) -> None:
    """R1.7: the viewer, what the steps follow from, and the names of what they are about."""

    async def cost() -> int:
        with counted(campus.database) as seen:
            answer = await campus.ask(getattr(campus, who), query, **({"batch": campus.batch} if "$" in query else {}))
        assert not answer.errors, answer.errors
        return len(seen)

    await campus.open_phases(*Module)
    before = await cost()
    for number in range(3):
        made = await press(campus, campus.student_affairs, CREATE, **batch_form(name=f"第{number}批"))
        campus.ids["batch"] = int(made["batch"]["id"])
        await done(campus, campus.student_affairs, "openBatch", id=campus.batch)
        chosen, li = ids(campus, "cs1", "cs2", "se1"), [str(campus.counsellor_li.id)]
        await done(campus, campus.college_admin, "assignCounsellors", classIds=chosen, staffIds=li)
    assert await cost() == before
    assert before <= most
