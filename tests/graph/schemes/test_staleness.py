"""Results that a scheme has computed say what has changed since, and are not submitted before they are computed again
(R11.5).
"""

from typing import Any

from db.tables import RaterKind
from tests.campus import STUDENTS, YEAR, Campus, Person
from tests.core.rules.schemes.packs import text
from tests.graph.comprehensive_acts import SUBMIT, bring_in, of_class
from tests.graph.rating_acts import compute as compute_ratings
from tests.graph.scheme_acts import TEXT, bring, compute, in_proportion, ready, save, who_is

__all__ = ["ready"]

SHEETS = """query($batch: ID!) { resultSheets(batchId: $batch, first: 20) { nodes { schoolClass { code } stale } }
  viewer { tasks { step { kind advice } } } }"""
ACADEMIC = "mutation($b: ID!) { computeAcademicScores(input: {batchId: $b}) { userErrors { code } } }"
VALUES = ("学号", "姓名", "体质测试")
ADD = "mutation($input: AddCourseScoreInput!) { addCourseScore(input: $input) { userErrors { code message } } }"


async def stale(campus: Campus, who: Person) -> tuple[list[str], str]:
    """Returns what has changed since class cs1 was computed, and the advice of the step."""
    data = (await campus.ask(who, SHEETS, batch=campus.batch)).data
    [reasons] = [one["stale"] for one in data["resultSheets"]["nodes"] if one["schoolClass"]["code"] == "J1901"]
    steps = [one["step"] for one in data["viewer"]["tasks"]]
    said = [one["advice"] or "" for one in steps if one["kind"] == "COMPREHENSIVE"]
    return sorted(reasons), "".join(said)


def another_course(student: Person) -> dict[str, Any]:
    course = {"courseCode": "B", "courseName": "新课", "courseKind": "必修", "credit": "3", "score": "59"}
    return {"studentNumber": student.username, "academicYear": YEAR, "term": 1, **course}


async def refused(campus: Campus, code: str = "SHEET_OUT_OF_DATE") -> str:
    """Submits class cs1, which is refused, and returns the message."""
    ids = [str(campus.ids["cs1"])]
    answer = await campus.ask(campus.counsellor_li, SUBMIT, input={"batchId": campus.batch, "classIds": ids})
    [fault] = answer.data["submitResultSheets"]["userErrors"]
    assert fault["code"] == code
    return str(fault["message"])


async def test_changed_inputs_make_a_computed_class_stale_until_it_is_computed_again(ready: Campus) -> None:
    """R11.5: a value, a course, the academic score, the scheme: each is told, and submitting is refused with it."""
    li, jia = ready.counsellor_li, who_is(ready, STUDENTS["cs1"][0][0])
    await compute(ready, li, "cs1")
    assert (await stale(ready, li))[0] == []
    value: list[list[Any]] = [[*jia, 80]]
    await bring(ready, li, "VALUES", VALUES, value)
    reasons, advice = await stale(ready, li)
    assert (reasons, "须重新计算：计科1901" in advice) == (["INPUTS"], True)
    assert "计科1901（方案数据有变动）" in await refused(ready)
    await compute(ready, li, "cs1")
    await bring(ready, li, "VALUES", VALUES, value)
    assert (await stale(ready, li))[0] == [], "nothing has changed"

    course = another_course(ready.jia)
    answer = await ready.ask(ready.college_admin, ADD, input=course)
    assert answer.data["addCourseScore"]["userErrors"] == []
    assert (await stale(ready, li))[0] == ["ACADEMIC"]
    [early] = (await compute(ready, li, "cs1"))["userErrors"]
    assert (early["code"], "重新计算学业成绩：计科1901" in early["message"]) == ("INPUTS_OUT_OF_DATE", True)
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert "课程成绩或学业成绩有变动" in await refused(ready)
    await compute(ready, li, "cs1")

    await save(ready, ready.college_admin, text=TEXT + "# 改\n", follows=1)
    assert "方案已修改" in await refused(ready)
    await bring_in(ready, li, of_class(ready, "cs1"))
    assert (await stale(ready, li))[0] == [], "what is imported follows from a workbook"


async def test_ballots_and_the_share_of_the_grade_make_a_class_stale(ready: Campus) -> None:
    """R11.5: new rating scores; and where levels go by share of the grade, a change in its other class."""
    by_grade = await save(ready, ready.college_admin, text=text("four-qualities"), follows=1)
    assert by_grade.data["saveScheme"]["userErrors"] == []
    li = ready.counsellor_li
    for key, _ in STUDENTS["cs2"]:
        await ready.give(ready.people[key], ("A", "3", "80"))
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert (await compute(ready, li, "cs1", "cs2"))["userErrors"] == []
    await ready.ask(ready.college_admin, ADD, input=another_course(ready.ji))
    assert (await stale(ready, li))[0] == ["GRADE"]
    assert "计科1901（同年级其他班级有变动）" in await refused(ready)

    await ready.fill(li, "cs1", RaterKind.COUNSELLOR, 3)
    assert (await compute_ratings(ready, li, "cs1", "cs2"))["userErrors"] == []
    assert (await stale(ready, li))[0] == ["GRADE", "RATING"]
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert (await compute(ready, li, "cs1", "cs2"))["userErrors"] == []
    assert (await stale(ready, li))[0] == []
    await ready.fill(ready.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER, 3)
    [fault] = (await compute(ready, li, "cs1", "cs2"))["userErrors"]
    assert (fault["code"], "重新计算评分成绩：计科1901" in fault["message"]) == ("INPUTS_OUT_OF_DATE", True)
    assert "重新计算评分成绩" in await refused(ready, "INPUTS_OUT_OF_DATE")


async def test_the_best_of_the_grade_makes_a_class_stale_without_any_level_by_its_share(ready: Campus) -> None:
    """R11.5: another class may have the best one now, and the share of everybody else with it."""
    li = ready.counsellor_li
    saved = await save(ready, ready.college_admin, text=in_proportion("grade"), follows=1)
    assert saved.data["saveScheme"]["userErrors"] == []
    for key, _ in STUDENTS["cs2"]:
        await ready.give(ready.people[key], ("A", "3", "80"))
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert (await compute(ready, li, "cs1", "cs2"))["userErrors"] == []
    await ready.ask(ready.college_admin, ADD, input=another_course(ready.ji))
    assert (await stale(ready, li))[0] == ["GRADE"]
    assert "计科1901（同年级其他班级有变动）" in await refused(ready)
