"""Participants through the API: R2.1 - R2.5."""

import pytest

from tests.campus import Campus
from tests.graph.academic_acts import compute, rank
from tests.graph.batch_acts import (
    EVERYBODY,
    clear,
    codes,
    kept,
    move_batch,
    move_phase,
    opened,
    schedule,
    set_participants,
    taking_part,
)

MANUAL = "请先点击本班级的清空过程数据操作，再调整参评学生"


async def test_by_default_everybody_takes_part(campus: Campus) -> None:
    """R2.1; the class of another cohort is not in the batch."""
    assert await taking_part(campus) == EVERYBODY
    assert len(await campus.rows("select 1 from batch_class")) == 4


async def test_participants_change_freely_before_work_begins(campus: Campus) -> None:
    """R2.2: they change by class, by student, or both at once, there and back."""
    payload = await set_participants(campus, classIds=[campus.cs2], studentIds=[str(campus.jia.id)])
    assert payload["changedCount"] == 4
    assert await taking_part(campus) == EVERYBODY - {"张甲", "孙己", "周庚", "吴辛"}
    sizes = {one["schoolClass"]["name"]: (one["classSize"], one["participantCount"]) for one in payload["batchClasses"]}
    assert sizes == {"计科1901": (5, 4), "计科1902": (3, 0)}
    assert [one["participating"] for one in payload["batchClasses"]] == [True, False]
    payload = await set_participants(campus, classIds=[campus.cs1, campus.cs2], participating=True)
    assert (payload["changedCount"], await taking_part(campus)) == (4, EVERYBODY)


async def test_a_change_is_written_to_the_audit_log(campus: Campus) -> None:
    """R9.3: one entry a class, with the students whose state changed."""
    await set_participants(campus, classIds=[campus.cs2], studentIds=[str(campus.jia.id)])
    entries = await campus.rows("select * from audit_entry where action = 'setParticipants' order by class_id")
    assert [(one.subject, one.new["students"]) for one in entries] == [
        ("计科1901", ["20190101"]),
        ("计科1902", ["20190201", "20190202", "20190203"]),
    ]
    assert (entries[0].old["participating"], entries[0].new["participating"]) == (True, False)
    assert {(one.actor_name, one.college_id) for one in entries} == {("周老师", campus.ids["info"])}
    await set_participants(campus, classIds=[campus.cs2])
    assert len(await campus.rows("select 1 from audit_entry where action = 'setParticipants'")) == 2


@pytest.mark.parametrize("module", ["RATING", "ACADEMIC"])
async def test_after_the_first_opening_a_class_must_be_cleared(campus: Campus, module: str) -> None:
    """R2.3, in the manual's words; and although the phase has ended since."""
    await opened(campus, module)
    await move_phase(campus, "end", module)
    before = await kept(campus)
    for chosen in ({"classIds": [campus.cs1]}, {"studentIds": [str(campus.yi.id)]}):
        payload = await set_participants(campus, **chosen)
        assert [(one["code"], one["message"]) for one in payload["userErrors"]] == [
            ("PROCESS_DATA_NOT_CLEARED", MANUAL)
        ]
    assert await kept(campus) == before
    assert (await clear(campus, "cs1"))["batchClasses"][0]["cleared"] is True
    assert (await set_participants(campus, studentIds=[str(campus.yi.id)]))["changedCount"] == 1


async def test_the_comprehensive_phase_holds_nobody(campus: Campus) -> None:
    """R2.2 names rating and academic."""
    await opened(campus, "COMPREHENSIVE")
    assert (await set_participants(campus, classIds=[campus.cs1]))["changedCount"] == 5


async def test_another_colleges_opening_holds_nobody_here(campus: Campus) -> None:
    await opened(campus, person=campus.other_college_admin)
    assert (await set_participants(campus, classIds=[campus.cs1]))["changedCount"] == 5
    assert codes(await set_participants(campus, campus.super_admin, classIds=[campus.en1, campus.cs1])) == [
        "PROCESS_DATA_NOT_CLEARED"
    ]


async def test_one_class_that_is_not_cleared_stops_the_whole_change(campus: Campus) -> None:
    """R2.3: all or nothing."""
    await opened(campus)
    await clear(campus, "cs1")
    before = await kept(campus)
    payload = await set_participants(campus, classIds=[campus.cs1, campus.cs2])
    assert codes(payload) == ["PROCESS_DATA_NOT_CLEARED"]
    assert await kept(campus) == before


async def test_what_changes_nothing_needs_no_clearing(campus: Campus) -> None:
    await opened(campus)
    payload = await set_participants(campus, classIds=[campus.cs1], participating=True)
    assert (codes(payload), payload["changedCount"]) == ([], 0)


async def test_a_class_is_cleared_until_its_next_computed_result(campus: Campus) -> None:
    """R2.3."""
    await opened(campus)
    await clear(campus, "cs1")
    await set_participants(campus, studentIds=[str(campus.yi.id)])
    await set_participants(campus, studentIds=[str(campus.bing.id)])
    await compute(campus, campus.counsellor_li, "cs1")
    assert codes(await set_participants(campus, studentIds=[str(campus.ding.id)])) == ["PROCESS_DATA_NOT_CLEARED"]
    assert len(await campus.rows("select 1 from academic_result")) == 3


async def prepared(campus: Campus) -> None:
    """Computed and ranked classes, with an adjustment in each."""
    await opened(campus)
    await schedule(campus, bonusRatio="0.10")
    for student in (campus.jia, campus.yi, campus.ji):
        await campus.give(student, ("A", "2", "90"), ("B", "3", "70"))
        await campus.execute(
            """insert into course_adjustment
                 (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
               select :batch, :student, 1, 'A', false, null, now(), min(id) from account""",
            batch=campus.ids["batch"],
            student=student.id,
        )
    await compute(campus, campus.college_admin, "cs1", "cs2", "se1")
    await rank(campus, campus.college_admin)


async def test_clearing_removes_results_and_keeps_the_rest(campus: Campus) -> None:
    """R2.4: the results of this class alone go; course scores and adjustments stay; the ranking is stale (R4.9)."""
    await prepared(campus)
    before = await campus.rows("select * from academic_result where class_id = :cs2", cs2=campus.ids["cs2"])
    inputs = """select to_jsonb(s)::text from course_score s
                union select to_jsonb(a)::text from course_adjustment a order by 1"""
    given = await campus.rows(inputs)
    (told,) = (await clear(campus, "cs1"))["batchClasses"]
    assert (told["cleared"], told["academicComputedAt"], told["academicComputedBy"]) == (True, None, None)
    assert not await campus.rows("select 1 from academic_result where class_id = :cs1", cs1=campus.ids["cs1"])
    assert not await campus.rows(
        """select 1 from academic_explanation where student_id in
           (select student_id from participant where class_id = :cs1)""",
        cs1=campus.ids["cs1"],
    )
    assert await campus.rows("select * from academic_result where class_id = :cs2", cs2=campus.ids["cs2"]) == before
    others = await campus.rows(
        "select class_id from batch_class where cleared_at is null and academic_computed_at is not null"
    )
    assert {row.class_id for row in others} == {campus.ids["cs2"], campus.ids["se1"]}
    assert await campus.rows(inputs) == given
    assert [row.stale for row in await campus.rows("select stale from major_grade_ranking")] == [True]
    assert codes(await rank(campus, campus.college_admin)) == ["CLASSES_NOT_COMPUTED"]


async def test_clearing_is_written_down_with_the_scores_that_went(campus: Campus) -> None:
    """R9.3."""
    await prepared(campus)
    await clear(campus, "cs1")
    (entry,) = await campus.rows("select * from audit_entry where action = 'clearProcessData'")
    assert entry.old["academicScores"]["20190101"] == "70.30"
    assert len(entry.old["academicScores"]) == 5
    assert entry.class_id == campus.ids["cs1"]


async def test_a_class_that_never_had_any_is_cleared_as_well(campus: Campus) -> None:
    """R2.3 (decided); pressing again does no harm, and nothing turns stale that is true."""
    await prepared(campus)
    await campus.execute("update batch_class set academic_computed_at = null where class_id = :c", c=campus.ids["cs2"])
    await campus.execute("delete from academic_result where class_id = :cs2", cs2=campus.ids["cs2"])
    for _ in range(2):
        assert (await clear(campus, "cs2"))["batchClasses"][0]["cleared"] is True
    assert [row.stale for row in await campus.rows("select stale from major_grade_ranking")] == [False]


async def test_everybody_elses_adjustments_stand(campus: Campus) -> None:
    """R2.5: the others' courses count as adjusted after participants change and the class is computed again."""
    await prepared(campus)
    before = await campus.rows("select * from course_adjustment order by student_id")
    await clear(campus, "cs1")
    await set_participants(campus, studentIds=[str(campus.bing.id)])
    assert await campus.rows("select * from course_adjustment order by student_id") == before
    await compute(campus, campus.college_admin, "cs1")
    rows = await campus.rows(
        "select student_id, academic_score from academic_result where class_id = :c", c=campus.ids["cs1"]
    )
    scores = {row.student_id: row.academic_score for row in rows}
    assert len(scores) == 4
    assert str(scores[campus.jia.id]) == "70.30"


async def test_who_comes_later_takes_no_part_by_itself(campus: Campus) -> None:
    """R2.3: a newcomer of the roster comes in as not participating after work has begun."""
    await opened(campus)
    for number, klass in (("20190199", "cs1"), ("20190499", "en1")):
        await campus.execute(
            """insert into student (number, name, name_key, class_id, monitor)
               values (:number, '新生', 'xin', :class_id, false)""",
            number=number,
            class_id=campus.ids[klass],
        )
    for act in ("stop", "open"):
        await move_batch(campus, act, campus.batch)
    rows = await campus.rows(
        "select number, participating from participant join student on id = student_id where name = '新生'"
    )
    assert {row.number: row.participating for row in rows} == {"20190199": False, "20190499": True}
