"""Scores that are no numbers are read, found, ordered, adjusted and added by hand (R10.3 - R10.6, R4.6, R4.10)."""

from typing import Any

import pytest

from db.tables import Outcome
from tests.campus import YEAR, Campus, Person
from tests.graph.course_acts import imported, of
from tests.graph.odd_scores import STORED, decide

SEEN = """
query Seen($batch: ID, $filter: CourseScoreFilter, $order: CourseScoreOrder, $first: Int = 50, $after: String) {
  courseScores(batchId: $batch, filter: $filter, orderBy: $order, first: $first, after: $after) {
    pageInfo { endCursor } nodes { student { name } courseCode score text rule undecided attempts { text }
      decision { reason outcome text } } } }
"""
BY_SCORE = {"field": "SCORE", "direction": "ASC"}


@pytest.fixture
async def odd(campus: Campus) -> Campus:
    """甲 and 乙 have a state, a word and a number each; 缓考 is decided for 甲 alone."""
    await campus.open_phases()
    await decide(campus, "缓考", Outcome.ZERO, student=campus.jia.id, term=1, code="A")
    texts = {"A": "缓考", "B": "合格", "C": 70}
    rows = [of(one, 课程代码=code, 成绩=text) for one in (campus.jia, campus.yi) for code, text in texts.items()]
    assert (await imported(campus, campus.college_admin, *rows))["created"] == 6
    return campus


async def test_a_decision_that_gave_the_score_is_shown_with_it(odd: Campus) -> None:
    """R10.6: to everybody who sees the score."""
    for person in (odd.college_admin, odd.counsellor_li, odd.jia):
        answer = await odd.ask(person, SEEN, filter={"studentId": str(odd.jia.id)})
        nodes = answer.data["courseScores"]["nodes"]
        assert [node["decision"] for node in nodes] == [
            {"reason": "按学院规定", "outcome": "ZERO", "text": "缓考"}, None, None
        ]  # fmt: skip


async def test_a_class_monitor_sees_no_text_of_others(odd: Campus) -> None:
    """R4.10, R8.3: nor filters by it, nor learns what is undecided; one's own are seen."""
    hidden = ("score", "text", "rule", "undecided", "attempts", "decision")
    answer = await odd.ask(odd.monitor, SEEN, batch=odd.batch)
    assert set(answer.codes) == {"FORBIDDEN"}
    others = [node for node in answer.data["courseScores"]["nodes"] if node["student"]["name"] != odd.monitor.name]
    assert len(others) == 3
    assert {node[name] for node in others for name in hidden} == {None}
    for criteria in ({"undecided": True}, {"text": "缓考"}):
        for batch in (odd.batch, None):
            refused = await odd.ask(odd.monitor, SEEN, batch=batch, filter=criteria)
            assert refused.codes == ["FORBIDDEN"]
    own = await odd.ask(odd.yi, SEEN, filter={"undecided": True, "studentId": str(odd.yi.id)})
    assert [node["courseCode"] for node in own.data["courseScores"]["nodes"]] == ["A"]


async def test_scores_are_found_by_text_and_by_what_is_undecided(odd: Campus) -> None:
    """R10.6: the filter fits the questions that the college decides on."""
    for criteria, found in (
        ({"undecided": True}, [("李乙", "A")]),
        ({"undecided": False, "courseCode": "A"}, [("张甲", "A")]),
        ({"text": "缓考"}, [("张甲", "A"), ("李乙", "A")]),
        ({"text": " 合格 "}, [("张甲", "B"), ("李乙", "B")]),
        ({"text": "70"}, [("张甲", "C"), ("李乙", "C")]),
    ):
        answer = await odd.ask(odd.college_admin, SEEN, filter=criteria)
        nodes = answer.data["courseScores"]["nodes"]
        assert [(node["student"]["name"], node["courseCode"]) for node in nodes] == found


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_scores_without_points_come_last_in_every_order(odd: Campus, direction: str) -> None:
    """R10.4: page by page, none is lost and none comes twice."""
    order, after, seen = {"field": "SCORE", "direction": direction}, None, []
    for _ in range(6):
        page = (await odd.ask(odd.college_admin, SEEN, order=order, first=1, after=after)).data["courseScores"]
        after = page["pageInfo"]["endCursor"]
        seen += [(node["student"]["name"], node["courseCode"], node["score"]) for node in page["nodes"]]
    numbers = [("张甲", "A", "0.00"), ("张甲", "C", "70.00"), ("李乙", "C", "70.00")]
    if direction == "DESC":
        numbers = [*numbers[1:], numbers[0]]
    assert seen == [*numbers, ("张甲", "B", None), ("李乙", "A", None), ("李乙", "B", None)]


ADJUST = """
mutation Adjust($input: AdjustCoursesInput!) {
  adjustCourses(input: $input) { courseScores { counted ratio } userErrors { code path message } } }
"""


async def test_a_course_that_is_left_out_cannot_be_made_to_count(odd: Campus) -> None:
    """R4.6: to leave it out changes nothing; an undecided one may be taken out."""
    course = {"studentId": str(odd.yi.id), "term": 1, "courseCode": "B"}
    kept = "select counted, ratio from course_adjustment"
    for how in ({"counted": True}, {"counted": True, "ratio": "0.20"}, {"counted": False, "ratio": "0.20"}):
        given = {"batchId": odd.batch, "adjustments": [{**course, **how}]}
        done = (await odd.ask(odd.college_admin, ADJUST, input=given)).data["adjustCourses"]
        (error,) = done["userErrors"]
        assert (error["code"], error["path"]) == ("COURSE_LEFT_OUT", "input.adjustments.0")
        assert "李乙" in error["message"]
        assert not await odd.rows(kept)
    out = {"batchId": odd.batch, "adjustments": [{**course, "counted": False}]}
    done = (await odd.ask(odd.college_admin, ADJUST, input=out)).data["adjustCourses"]
    assert done["courseScores"] == [{"counted": False, "ratio": "0.10"}]
    assert not await odd.rows(kept)
    out["adjustments"] = [{**course, "courseCode": "A", "counted": False}]
    done = (await odd.ask(odd.college_admin, ADJUST, input=out)).data["adjustCourses"]
    assert done["courseScores"][0]["counted"] is False
    assert await odd.rows(kept) == [(False, None)]


ADD = """
mutation Add($input: AddCourseScoreInput!) {
  addCourseScore(input: $input) {
    courseScore { score text rule undecided attempts { kind text } } userErrors { code path } } }
"""


async def added(campus: Campus, person: Person, **how: Any) -> dict[str, Any]:
    wanted = {
        "studentNumber": campus.jia.username, "academicYear": YEAR, "term": 1, "courseCode": "MA101",
        "courseName": "高等数学", "courseKind": "必修", "credit": "4", **how,
    }  # fmt: skip
    answer = await campus.ask(person, ADD, input=wanted)
    assert not answer.errors or person is campus.counsellor_li, answer.errors
    return answer.data["addCourseScore"]


async def test_a_score_is_added_as_a_text_too(campus: Campus) -> None:
    """R10.3, R10.5: the same way as a workbook's row; one of score and text; replacing replaces all attempts."""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=50), of(campus.jia, 成绩="60$"))
    exists = await added(campus, campus.college_admin, text="缓考")
    assert [(one["code"], one["path"]) for one in exists["userErrors"]] == [("ALREADY_EXISTS", "input.courseCode")]
    done = await added(campus, campus.college_admin, text="缓考", replace=True)
    assert done["courseScore"] == {
        "score": None, "text": "缓考", "rule": "STATE", "undecided": True,
        "attempts": [{"kind": "FIRST", "text": "缓考"}],
    }  # fmt: skip
    done = await added(campus, campus.college_admin, text="61*", courseCode="B")
    assert (done["courseScore"]["score"], done["courseScore"]["attempts"]) == (
        "61.00", [{"kind": "RETAKE", "text": "61*"}]
    )  # fmt: skip
    (entry,) = await campus.rows("select new from audit_entry where action = 'addCourseScore' and old is null")
    assert (entry.new["score"], entry.new["text"]) == ("61.00", "61*")


async def test_a_bad_text_is_refused_at_its_field_and_nothing_changes(campus: Campus) -> None:
    """R10.3, R4.2"""
    for how, refusal in (
        ({"text": "85%"}, ("NOT_A_NUMBER", "input.text")),
        ({"text": " "}, ("MISSING_VALUE", "input.text")),
        ({}, ("INVALID", "input.score")),
        ({"score": "85", "text": "85"}, ("INVALID", "input.score")),
        ({"score": "101"}, ("OUT_OF_RANGE", "input.score")),
    ):
        done = await added(campus, campus.college_admin, **how)
        assert [(one["code"], one["path"]) for one in done["userErrors"]] == [refusal]
    assert await added(campus, campus.counsellor_li, text="缓考") is None
    assert not await campus.rows(STORED)
