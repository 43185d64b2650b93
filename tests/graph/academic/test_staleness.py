"""Computed classes are stale once what their scores follow from has changed: R4.9, R10.7."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from core.acting import Act
from core.actions.rescoring import rescore
from core.viewer import Viewer
from db.queries.academic.staleness import mark_inputs_changed
from tests.campus import YEAR, ZONE, Campus, Person
from tests.graph.academic_acts import compute, rank, table
from tests.graph.batch_acts import CLEAR, SCHEDULE, press
from tests.graph.course_acts import imported, of
from tests.graph.odd_scores import scale
from tests.waiting import held_up

STALE = """
query($batch: ID!) {
  batchClasses(batchId: $batch) { nodes { schoolClass { name } academicStale } }
  majorGradeRankings(batchId: $batch) { staleClasses }
  batch(id: $batch) { colleges { phases { module classesStale } } } }
"""
RANK = """
mutation($batch: ID!, $major: ID!) {
  rankMajorGrade(input: {batchId: $batch, majorId: $major, grade: 2019}) {
    studentCount staleClasses { name } operation { outcome } userErrors { code } } }
"""
ADJUST = """
mutation($input: AdjustCoursesInput!) { adjustCourses(input: $input) { userErrors { code } } }
"""
ADD = """
mutation($input: AddCourseScoreInput!) { addCourseScore(input: $input) { userErrors { code message } } }
"""
DELETE = """
mutation($input: DeleteCourseScoresInput!) { deleteCourseScores(input: $input) { deletedCount userErrors { code } } }
"""


@pytest.fixture
async def computed(campus: Campus) -> Campus:
    """Every class is computed, and everybody of three classes has passed A."""
    await campus.open_phases()
    for student in who_has_a(campus):
        await campus.give(student, ("A", "3", "80"))
    await compute(campus, campus.super_admin)
    return campus


def who_has_a(campus: Campus) -> tuple[Person, ...]:
    return campus.jia, campus.ji, campus.ren


async def stale(campus: Campus) -> set[str]:
    """Returns the stale classes; the three ways to see them agree."""
    answer = await campus.ask(campus.college_admin, STALE, batch=campus.batch)
    assert not answer.errors, answer.errors
    found = {row["schoolClass"]["name"] for row in answer.data["batchClasses"]["nodes"] if row["academicStale"]}
    assert {name for row in answer.data["majorGradeRankings"] for name in row["staleClasses"]} == found
    [college] = answer.data["batch"]["colleges"]
    counts = {phase["module"]: phase["classesStale"] for phase in college["phases"]}
    assert counts == {"RATING": None, "ACADEMIC": len(found), "COMPREHENSIVE": None}
    return found


def added(student: Person, **changes: Any) -> dict[str, Any]:
    course = {"courseCode": "Z", "courseName": "新课", "courseKind": "必修", "credit": "2", "score": "70"}
    return {"studentNumber": student.username, "academicYear": YEAR, "term": 1, **course, **changes}


async def test_every_change_of_scores_marks_the_classes_that_it_concerns(computed: Campus) -> None:
    """R10.7: an import, a single score and a deletion; the results stay as they are until somebody computes."""
    results = "select student_id, academic_score, class_position from academic_result order by 1"
    before = await computed.rows(results)
    assert await stale(computed) == set()
    await imported(computed, computed.college_admin, of(computed.jia, 课程代码="M"))
    assert await stale(computed) == {"计科1901"}
    assert (await press(computed, computed.college_admin, ADD, **added(computed.ji)))["userErrors"] == []
    assert await stale(computed) == {"计科1901", "计科1902"}
    gone = {"filter": {"academicYear": YEAR, "studentId": str(computed.ren.id)}}
    assert (await press(computed, computed.college_admin, DELETE, **gone))["deletedCount"] == 1
    assert await stale(computed) == {"计科1901", "计科1902", "软工1901"}
    assert await computed.rows(results) == before
    await compute(computed, computed.counsellor_li, "cs1")
    assert await stale(computed) == {"计科1902", "软工1901"}


async def test_an_import_that_changes_nothing_marks_nothing(computed: Campus) -> None:
    """R10.7: neither does a check, nor a score of another year."""
    row = of(computed.jia, 课程代码="M")
    await imported(computed, computed.college_admin, row)
    await compute(computed, computed.college_admin, "cs1")
    await imported(computed, computed.college_admin, row)
    await imported(computed, computed.college_admin, of(computed.jia, 课程代码="N"), dryRun=True)
    await imported(computed, computed.college_admin, row, academicYear="2016-2017")
    assert await stale(computed) == set()


async def test_an_adjusted_course_and_another_ratio_mark_classes_of_their_batch(computed: Campus) -> None:
    """R10.7: both are what a score follows from; what stays as it was marks nothing."""
    course = {"studentId": str(computed.jia.id), "term": 1, "courseCode": "A"}
    adjust = {"batchId": computed.batch, "adjustments": [{**course, "counted": True}]}
    await press(computed, computed.college_admin, ADJUST, **adjust)
    assert await stale(computed) == set()
    adjust["adjustments"] = [{**course, "counted": False}]
    await press(computed, computed.college_admin, ADJUST, **adjust)
    assert await stale(computed) == {"计科1901"}
    [was] = {row.bonus_ratio for row in await computed.rows("select bonus_ratio from phase where module = 'ACADEMIC'")}
    [dates] = await computed.rows(
        "select starts_on, ends_on from phase where module = 'ACADEMIC' and college_id = :c", c=computed.ids["info"]
    )
    form = {"batchId": computed.batch, "module": "ACADEMIC"}
    form["window"] = {"startsOn": dates.starts_on.isoformat(), "endsOn": dates.ends_on.isoformat()}
    await press(computed, computed.college_admin, SCHEDULE, **form, bonusRatio=str(was))
    assert await stale(computed) == {"计科1901"}
    await press(computed, computed.college_admin, SCHEDULE, **form, bonusRatio="0.20")
    assert await stale(computed) == {"计科1901", "计科1902", "软工1901"}
    [elsewhere] = await computed.rows(
        "select bool_or(academic_stale) as marked from batch_class where college_id <> :c", c=computed.ids["info"]
    )
    assert elsewhere.marked is False


async def test_only_the_students_whose_scores_are_worth_something_else_are_concerned(computed: Campus) -> None:
    """R10.7: not those whose scores another act changed at the same moment."""
    await imported(computed, computed.college_admin, *(of(who, 课程代码="M", 成绩="良") for who in who_has_a(computed)))
    await compute(computed, computed.super_admin)
    await scale(computed, levels='{"良": "80"}')
    await computed.execute("update course_score set text = null where student_id <> :id", id=computed.jia.id)
    [row] = await computed.rows("select changed_at from course_score where course_code = 'M' limit 1")
    async with computed.database.write() as db:
        act = Act.at(db, Viewer(account_id=0, username="system", name="系统"), row.changed_at, ZONE, None)
        done = await rescore(act, "setGradeScale", computed.ids["info"], YEAR)
    assert (done["rescored"], [one.name for one in done["stale_classes"]]) == (1, ["计科1901"])
    assert await stale(computed) == {"计科1901"}


async def test_a_whole_school_of_students_can_be_marked(computed: Campus) -> None:
    """R10.7: more students than a statement has values."""
    assert await _mark(computed, [computed.jia.id, *range(10**6, 10**6 + 40_000)]) == [computed.ids["cs1"]]


async def test_a_cleared_class_and_one_that_was_never_computed_are_not_stale(campus: Campus) -> None:
    """R10.7: there is nothing to compute again."""
    await campus.open_phases()
    await compute(campus, campus.counsellor_li, "cs1")
    await imported(campus, campus.college_admin, of(campus.jia), of(campus.ji))
    assert await stale(campus) == {"计科1901"}
    await press(campus, campus.college_admin, CLEAR, batchId=campus.batch, classIds=[str(campus.ids["cs1"])])
    assert await stale(campus) == set()


async def test_an_ended_batch_says_so_only_once_it_is_open_again(computed: Campus) -> None:
    """R10.7: nobody can compute in it; what changed meanwhile is not forgotten."""
    await computed.execute("update batch set status = 'ENDED'")
    await imported(computed, computed.college_admin, of(computed.jia, 课程代码="M"))
    assert await stale(computed) == set()
    await computed.execute("update batch set status = 'OPEN'")
    assert await stale(computed) == {"计科1901"}


async def test_a_ranking_over_stale_classes_names_them(computed: Campus) -> None:
    """R4.9, R10.7: it ranks what is stored, and the answer says which classes must be computed again."""
    await imported(computed, computed.college_admin, of(computed.ji, 课程代码="M", 成绩=100))
    asked = {"batch": computed.batch, "major": str(computed.ids["computing"])}
    done = (await computed.ask(computed.college_admin, RANK, **asked)).data["rankMajorGrade"]
    assert (done["studentCount"], done["staleClasses"]) == (2, [{"name": "计科1902"}])
    assert done["operation"]["outcome"]["staleClassIds"] == [str(computed.ids["cs2"])]
    assert (await table(computed, computed.college_admin))["孙己"]["majorGradeRank"]["label"] == "1/2"
    await compute(computed, computed.college_admin, "cs2")
    assert (await rank(computed, computed.college_admin))["userErrors"] == []
    done = (await computed.ask(computed.college_admin, RANK, **asked)).data["rankMajorGrade"]
    assert done["staleClasses"] == []


async def test_a_change_waits_for_a_computation_that_may_not_have_seen_it(campus: Campus) -> None:
    """R10.7: a class whose first computation is under way is marked, too."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    lock = "select class_id from batch_class where class_id = :c for update"
    async with campus.database.write() as computing:
        await computing.execute(text(lock), {"c": campus.ids["cs1"]})
        marking = asyncio.create_task(_mark(campus, [campus.jia.id]))
        await held_up(campus, marking)
        done = "update batch_class set academic_computed_at = now(), academic_stale = false where class_id = :c"
        await computing.execute(text(done), {"c": campus.ids["cs1"]})
    assert await marking == [campus.ids["cs1"]]


async def _mark(campus: Campus, student_ids: list[int]) -> list[int]:
    async with campus.database.write() as db:
        return await mark_inputs_changed(db, YEAR, student_ids=student_ids)
