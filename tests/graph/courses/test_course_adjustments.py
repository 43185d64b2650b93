"""参评课程调整 (1.1.2.3): R3.3, R4.5, R4.6, R8.1, R8.2, R9.3."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.acting import Act
from core.actions.course_adjustments import Adjustment, adjust_courses
from core.errors import OutsideWindow
from core.identity.tokens import hash_of
from db.demands import Demands
from graph.auth import viewer_by
from tests.campus import TODAY, ZONE, Answer, Campus, Person

ADJUST = """
mutation Adjust($input: AdjustCoursesInput!) {
  adjustCourses(input: $input) {
    courseScores { student { name } courseCode counted ratio locked adjustment { counted ratio adjustedBy } }
    userErrors { code message path } } }
"""
KEPT = """select name, term, course_code, counted, ratio::text from course_adjustment
  join student on student.id = student_id order by number, course_code"""
ENTRIES = "select * from audit_entry where action = 'adjustCourses' order by id"


def one(student: Person, code: str = "A", term: int = 1, **how: Any) -> dict[str, Any]:
    return {"studentId": str(student.id), "term": term, "courseCode": code, "counted": True, **how}


async def asked(campus: Campus, person: Person, *adjustments: dict[str, Any]) -> Answer:
    return await campus.ask(person, ADJUST, input={"batchId": campus.batch, "adjustments": list(adjustments)})


async def adjusted(campus: Campus, person: Person, *adjustments: dict[str, Any]) -> dict[str, Any]:
    answer = await asked(campus, person, *adjustments)
    assert not answer.errors, answer.errors
    return answer.data["adjustCourses"]


async def refused(campus: Campus, person: Person, *adjustments: dict[str, Any]) -> list[str]:
    """The codes of the refusals; nothing was written."""
    before = await campus.rows(KEPT), await campus.rows(ENTRIES)
    done = await adjusted(campus, person, *adjustments)
    assert done["courseScores"] is None
    assert (await campus.rows(KEPT), await campus.rows(ENTRIES)) == before
    return [error["code"] for error in done["userErrors"]]


@pytest.fixture
async def taught(campus: Campus) -> Campus:
    """Everybody has passed A and failed F; the academic phases are open, with a default ratio of 0.10."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi, campus.ji, campus.ren, campus.mei):
        await campus.give(student, ("A", "3", "80"), ("F", "2", "59.99"))
    return campus


async def set_windows(campus: Campus, **days: tuple[int, int]) -> None:
    """`monitor`, `counsellor`: from and to, in days from today."""
    for name, (first, last) in days.items():
        await campus.execute(
            f"update phase set {name}_starts_on = :first, {name}_ends_on = :last",
            first=TODAY + timedelta(days=first),
            last=TODAY + timedelta(days=last),
        )


async def test_monitor_counsellor_and_college_adjust(taught: Campus) -> None:
    """R4.6: each of them adjusts for the students within reach."""
    for person, student in (
        (taught.monitor, taught.yi),
        (taught.counsellor_li, taught.ji),
        (taught.college_admin, taught.ren),
        (taught.other_college_admin, taught.mei),
    ):
        done = await adjusted(taught, person, one(student, ratio="0.25"))
        assert done["userErrors"] == []
        assert done["courseScores"] == [
            {
                "student": {"name": student.name},
                "courseCode": "A",
                "counted": True,
                "ratio": "0.25",
                "locked": False,
                "adjustment": {"counted": True, "ratio": "0.25", "adjustedBy": person.name},
            }
        ]
    assert len(await taught.rows(KEPT)) == 4


async def test_a_course_is_taken_out_and_put_back(taught: Campus) -> None:
    """R4.6: back to the default, no adjustment is left; the log keeps both."""
    out = await adjusted(taught, taught.monitor, one(taught.yi, counted=False))
    assert out["courseScores"][0]["adjustment"] == {"counted": False, "ratio": None, "adjustedBy": taught.monitor.name}
    back = await adjusted(taught, taught.counsellor_li, one(taught.yi))
    assert back["courseScores"][0]["adjustment"] is None
    assert back["courseScores"][0]["ratio"] == "0.10"
    assert await taught.rows(KEPT) == []
    entries = await taught.rows(ENTRIES)
    assert [(entry.old["counted"], entry.new["counted"]) for entry in entries] == [(True, False), (False, True)]


async def test_the_course_may_be_named_by_the_id_of_its_score(taught: Campus) -> None:
    (row,) = await taught.rows(
        "select id from course_score where student_id = :id and course_code = 'A'", id=taught.yi.id
    )
    done = await adjusted(taught, taught.monitor, {"courseScoreId": str(row.id), "counted": False})
    assert done["userErrors"] == []
    assert await taught.rows(KEPT) == [(taught.yi.name, 1, "A", False, None)]


async def test_a_failed_course_takes_no_ratio_from_anybody(taught: Campus) -> None:
    """R4.5: named with student and course."""
    for person in (taught.monitor, taught.counsellor_li, taught.college_admin):
        done = await adjusted(taught, person, one(taught.yi, "F", ratio="0.01"))
        (error,) = done["userErrors"]
        assert (error["code"], error["path"]) == ("FAILED_COURSE_LOCKED", "input.adjustments.0.ratio")
        assert taught.yi.name in error["message"]
        assert "课程F" in error["message"]
    assert await taught.rows(KEPT) == []


async def test_a_failed_course_may_be_taken_out(taught: Campus) -> None:
    """R4.5: a ratio of 0 is what it has, and is no adjustment of its own."""
    done = await adjusted(taught, taught.monitor, one(taught.yi, "F", counted=False, ratio="0"))
    assert done["courseScores"][0]["ratio"] == "0.00"
    assert done["courseScores"][0]["locked"] is True
    assert await taught.rows(KEPT) == [(taught.yi.name, 1, "F", False, None)]


async def test_a_course_failed_later_is_locked_whatever_was_adjusted(taught: Campus) -> None:
    """R4.5: a score imported again below 60; the adjustment stands behind it."""
    await adjusted(taught, taught.college_admin, one(taught.yi, ratio="0.50"))
    await taught.execute("update course_score set score = 59 where student_id = :id", id=taught.yi.id)
    done = await adjusted(taught, taught.college_admin, one(taught.yi, counted=False, ratio="0.00"))
    assert done["courseScores"][0]["ratio"] == "0.00"


async def test_all_or_nothing_and_each_refusal_names_student_and_course(taught: Campus) -> None:
    """R4.6: one refused, none kept."""
    done = await adjusted(
        taught,
        taught.college_admin,
        one(taught.jia, ratio="0.20"),
        one(taught.yi, "F", ratio="0.20"),
        one(taught.ji, "X"),
        one(taught.jia, counted=False),
        one(taught.ren, term=2),
    )
    assert [(error["path"], error["code"]) for error in done["userErrors"]] == [
        ("input.adjustments.1.ratio", "FAILED_COURSE_LOCKED"),
        ("input.adjustments.2", "NOT_FOUND"),
        ("input.adjustments.3", "INVALID"),
        ("input.adjustments.4", "NOT_FOUND"),
    ]
    for error, student in zip(done["userErrors"], (taught.yi, taught.ji, taught.jia, taught.ren), strict=True):
        assert student.name in error["message"]
    assert await taught.rows(KEPT) == []
    assert await taught.rows(ENTRIES) == []


async def test_each_kind_of_person_has_an_own_window(taught: Campus) -> None:
    """R4.6: monitors and counsellors within theirs; the college at any time."""
    await set_windows(taught, monitor=(-5, -1), counsellor=(-1, 1))
    assert await refused(taught, taught.monitor, one(taught.yi, counted=False)) == ["OUTSIDE_WINDOW"]
    assert (await adjusted(taught, taught.counsellor_li, one(taught.yi, counted=False)))["userErrors"] == []
    await set_windows(taught, monitor=(-1, 1), counsellor=(2, 5))
    assert (await adjusted(taught, taught.monitor, one(taught.yi)))["userErrors"] == []
    assert await refused(taught, taught.counsellor_li, one(taught.yi, counted=False)) == ["OUTSIDE_WINDOW"]
    assert (await adjusted(taught, taught.college_admin, one(taught.yi, counted=False)))["userErrors"] == []


@pytest.mark.parametrize(("who", "window"), [("monitor", "monitor"), ("counsellor_li", "counsellor")])
async def test_the_first_and_the_last_day_of_a_window_are_for_adjusting(taught: Campus, who: str, window: str) -> None:
    """R4.6, R3.3: the act is given its day, for the clock may pass midnight in the middle of a test."""
    await set_windows(taught, **{"monitor": (-9, -8), "counsellor": (-9, -8), window: (0, 2)})
    assert [day for day in range(-1, 4) if await may_adjust(taught, taught.people[who], day)] == [0, 1, 2]


async def may_adjust(campus: Campus, person: Person, day: int) -> bool:
    """Whether the person may adjust 李乙's course so many days from today."""
    viewer = await viewer_by(hash_of(person.token), campus.database, Demands(), by_cookie=False)
    assert viewer is not None
    wanted = [Adjustment(counted=bool(day % 2), ratio=None, course=(campus.yi.id, 1, "A"))]
    try:
        async with campus.database.write() as db:
            act = Act(db, viewer, datetime.now(UTC), TODAY + timedelta(days=day), ZONE)
            await adjust_courses(act, campus.ids["batch"], wanted)
    except OutsideWindow:
        return False
    return True


async def test_a_window_that_is_not_set_is_shut(taught: Campus) -> None:
    await taught.execute("update phase set monitor_starts_on = null, counsellor_ends_on = null")
    assert await refused(taught, taught.monitor, one(taught.yi, counted=False)) == ["WINDOW_NOT_SET"]
    assert await refused(taught, taught.counsellor_li, one(taught.yi, counted=False)) == ["WINDOW_NOT_SET"]


async def test_the_phase_binds_monitors_and_counsellors_and_not_the_college(taught: Campus) -> None:
    """R3.3, R4.6."""
    for change, code in (
        ("status = 'STOPPED'", "PHASE_NOT_OPEN"),
        ("status = 'OPEN', starts_on = current_date + 2", "OUTSIDE_WINDOW"),
    ):
        await taught.execute(f"update phase set {change} where module = 'ACADEMIC'")
        for person in (taught.monitor, taught.counsellor_li):
            assert await refused(taught, person, one(taught.yi, counted=False)) == [code]
    assert (await adjusted(taught, taught.college_admin, one(taught.yi, counted=False)))["userErrors"] == []


async def test_nobody_adjusts_while_the_batch_is_not_open(taught: Campus) -> None:
    """R4.6: the college while the batch is OPEN, and no longer."""
    for status in ("STOPPED", "ENDED"):
        await taught.execute("update batch set status = :status", status=status)
        for person in (taught.monitor, taught.counsellor_li, taught.college_admin):
            assert await refused(taught, person, one(taught.yi, counted=False)) == ["BATCH_NOT_OPEN"]


async def test_any_of_several_roles_that_reaches_the_record_may_allow_it(taught: Campus) -> None:
    """R8.1: 赵敏, counsellor of 软工1901 and head teacher of 计科1902, made a counsellor of that too."""
    await set_windows(taught, monitor=(-5, -1))
    assert (await asked(taught, taught.counsellor_zhao, one(taught.ji, counted=False))).codes == ["FORBIDDEN"]
    assert (await adjusted(taught, taught.counsellor_zhao, one(taught.ren, counted=False)))["userErrors"] == []
    await taught.execute(
        "insert into role_grant (account_id, role, college_id) select id, 'COLLEGE_ADMIN', :info from account"
        " where username = :monitor",
        info=taught.ids["info"],
        monitor=taught.monitor.username,
    )
    assert (await adjusted(taught, taught.monitor, one(taught.yi, counted=False)))["userErrors"] == []


async def test_a_student_out_of_sight_is_unknown(taught: Campus) -> None:
    """R8.2: another class to a monitor, another college to an admin, exactly as an id of nobody."""
    nobody = {**one(taught.yi), "studentId": "999999"}
    for person, student in (
        (taught.monitor, taught.ji),
        (taught.counsellor_li, taught.ren),
        (taught.college_admin, taught.mei),
    ):
        before = await taught.rows(KEPT)
        hidden = await adjusted(taught, person, {**one(student), "counted": False})
        unknown = await adjusted(taught, person, nobody)
        assert hidden == unknown
        assert [error["code"] for error in hidden["userErrors"]] == ["NOT_FOUND"]
        assert await taught.rows(KEPT) == before


async def test_a_score_out_of_sight_is_unknown(taught: Campus) -> None:
    (row,) = await taught.rows("select id from course_score where student_id = :id limit 1", id=taught.mei.id)
    answers = [
        await adjusted(taught, taught.monitor, {"courseScoreId": one_id, "counted": False})
        for one_id in (str(row.id), "999999", "x")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["userErrors"][0]["code"] == "NOT_FOUND"


async def test_those_who_see_and_may_not_adjust_are_forbidden(taught: Campus) -> None:
    """R4.6: head teachers, students, deputy secretaries, student affairs."""
    people = (taught.head_teacher_chen, taught.yi, taught.deputy_secretary, taught.student_affairs, taught.bystander)
    for person in people:
        answer = await asked(taught, person, one(taught.yi, counted=False))
        assert answer.codes == ["FORBIDDEN"]
    assert await taught.rows(KEPT) == []


async def test_only_participants_have_courses_to_adjust(taught: Campus) -> None:
    await taught.execute("update participant set participating = false where student_id = :id", id=taught.yi.id)
    assert await refused(taught, taught.college_admin, one(taught.yi, counted=False)) == ["NOT_FOUND"]


async def test_only_courses_of_the_batchs_year_are_adjusted(taught: Campus) -> None:
    await taught.give(taught.yi, ("OLD", "3", "80"), year="2017-2018")
    assert await refused(taught, taught.college_admin, one(taught.yi, "OLD", counted=False)) == ["NOT_FOUND"]


async def test_a_ratio_is_from_0_to_99_99(taught: Campus) -> None:
    for ratio in ("-0.01", "100.00"):
        assert await refused(taught, taught.college_admin, one(taught.yi, ratio=ratio)) == ["INVALID"]
    answer = await asked(taught, taught.college_admin, one(taught.yi, ratio="0.001"))
    assert answer.data is None
    assert (await adjusted(taught, taught.college_admin, one(taught.yi, ratio="99.99")))["userErrors"] == []


async def test_a_course_must_be_named_in_one_way(taught: Campus) -> None:
    for named in ({}, {"studentId": str(taught.yi.id)}, {**one(taught.yi), "courseScoreId": "1"}):
        assert await refused(taught, taught.college_admin, {"counted": False, **named}) == ["INVALID"]
    assert await refused(taught, taught.college_admin) == ["INVALID"]


async def test_an_adjustment_is_in_the_log_with_old_and_new(taught: Campus) -> None:
    """R9.3: one entry for each course that was changed, and none for one that was not."""
    await adjusted(taught, taught.monitor, one(taught.yi, ratio="0.20"), one(taught.jia))
    await adjusted(taught, taught.counsellor_li, one(taught.yi, counted=False, ratio="0.20"))
    first, second = await taught.rows(ENTRIES)
    assert first.old == {"term": 1, "courseCode": "A", "counted": True, "ratio": None}
    assert first.new == second.old == {"term": 1, "courseCode": "A", "counted": True, "ratio": "0.20"}
    assert (second.new["counted"], second.actor_name) == (False, taught.counsellor_li.name)
    place = (second.batch_id, second.college_id, second.class_id, second.student_id)
    assert place == (taught.ids["batch"], taught.ids["info"], taught.ids["cs1"], taught.yi.id)


async def test_two_people_at_once_leave_one_result_and_a_true_log(taught: Campus) -> None:
    """R9.3: the old value in each entry is the one that the act before it wrote."""
    await asyncio.gather(
        adjusted(taught, taught.monitor, one(taught.yi, ratio="0.20")),
        adjusted(taught, taught.counsellor_li, one(taught.yi, ratio="0.30")),
        adjusted(taught, taught.college_admin, one(taught.yi, ratio="0.40")),
    )
    entries = await taught.rows(ENTRIES)
    assert len(entries) == 3
    assert [entry.old["ratio"] for entry in entries] == [None, *(entry.new["ratio"] for entry in entries[:-1])]
    assert await taught.rows(KEPT) == [(taught.yi.name, 1, "A", True, entries[-1].new["ratio"])]


async def test_adjustments_stand_when_participants_change_and_the_class_is_cleared(taught: Campus) -> None:
    """R2.4, R2.5: only the changed students need their courses adjusted again."""
    await adjusted(taught, taught.monitor, one(taught.yi, counted=False), one(taught.jia, ratio="0.30"))
    clear = "mutation($input: ClearProcessDataInput!) { clearProcessData(input: $input) { userErrors { code } } }"
    answer = await taught.ask(taught.college_admin, clear, input={"batchId": taught.batch, "classIds": [taught.cs1]})
    assert not answer.errors, answer.errors
    assert len(await taught.rows(KEPT)) == 2
