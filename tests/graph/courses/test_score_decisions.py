"""Undecided scores and decisions on them: R10.4, R10.5, R10.6, R10.7, R8.1, R8.2, R9.3."""

import asyncio
from typing import Any

import pytest

from tests.campus import YEAR, Campus, Person
from tests.graph.course_acts import imported, of
from tests.graph.results import APPROVALS
from tests.graph.scale_acts import DECISIONS, QUESTIONS, asked, decide, set_scale, undo

ENTRIES = """select action, subject, college_id, student_id, old, new from audit_entry
  where action in ('decideScores', 'undoDecisions') and coalesce(new, old) ? 'outcome' order by id"""
STORED = """select college_id, question, student_id, course_code, outcome, points::text, reason
  from score_decision order by id"""
WORTH = """select number, course_code, score::text, rule, question from course_score
  join student on student.id = student_id order by number, course_code"""
DEFERRED = {"text": "缓考", "outcome": "LEFT_OUT"}
COMPUTE = "mutation($b: ID!) { computeAcademicScores(input: {batchId: $b}) { userErrors { code } } }"
STALE = "select name from batch_class join school_class on school_class.id = class_id where academic_stale order by 1"
RESULTS = "select student_id, academic_score::text, class_position from academic_result order by 1"


@pytest.fixture
async def undecided(campus: Campus) -> Campus:
    """张甲 and 李乙 have 缓考 in M, 孙己 has 旷考, 郑壬 two first attempts that differ; 韩梅 of 外语学院 has 缓考."""
    await campus.open_phases()
    await bring(campus, of(campus.jia, 课程代码="M", 成绩="缓考"), of(campus.yi, 课程代码="M", 成绩=" 缓 考 "))
    await bring(campus, of(campus.ji, 课程代码="M", 成绩="旷考"), of(campus.jia, 课程代码="N", 成绩="80"))
    await bring(campus, of(campus.ren, 课程代码="M", 成绩="61"), of(campus.ren, 课程代码="M", 成绩="72"))
    await bring(campus, of(campus.mei, 课程代码="M", 成绩="缓考"), who=campus.other_college_admin)
    return campus


async def bring(campus: Campus, *rows: list[Any], who: Person | None = None) -> None:
    done = await imported(campus, who or campus.college_admin, *rows)
    assert done["userErrors"] == []


async def worth(campus: Campus, student: Person, code: str = "M") -> tuple[Any, ...]:
    """The points, the rule and the question of a course score."""
    [found] = [row for row in await campus.rows(WORTH) if (row.number, row.course_code) == (student.username, code)]
    return (found.score, found.rule, found.question)


CHANGED = """select action, subject, student_id, old ->> 'score' as old, new ->> 'score' as new from audit_entry
  where action = any(:actions) and old ? 'courseCode' order by id"""


async def changed(campus: Campus, *actions: str) -> list[Any]:
    """The entries of scores that count otherwise since one of these acts."""
    return await campus.rows(CHANGED, actions=list(actions))


async def score_id(campus: Campus, student: Person, code: str = "M") -> str:
    found = "select id from course_score where student_id = :s and course_code = :c"
    [(id_,)] = await campus.rows(found, s=student.id, c=code)
    return str(id_)


async def texts(campus: Campus, person: Person, **how: Any) -> list[tuple[str, int, int]]:
    """The questions that a person finds, with their students and courses."""
    found = await asked(campus, person, QUESTIONS, **how)
    assert found["totalCount"] == len(found["nodes"])
    return [(one["text"], one["studentCount"], one["courseCount"]) for one in found["nodes"]]


async def refused(campus: Campus, person: Person, *decisions: dict[str, Any], **where: Any) -> list[tuple[str, str]]:
    """The codes and places of the refusals; nothing was written."""
    before = [await campus.rows(query) for query in (STORED, ENTRIES, WORTH, STALE)]
    done = await decide(campus, person, *decisions, **where)
    assert (done["decisions"], done["rescored"], done["staleClasses"]) == (None, None, None)
    assert [await campus.rows(query) for query in (STORED, ENTRIES, WORTH, STALE)] == before
    return [(one["code"], one["path"]) for one in done["userErrors"]]


async def test_undecided_scores_are_grouped_by_text_those_of_most_students_first(undecided: Campus) -> None:
    """R10.6: each group has its counts, a proposal, and its courses."""
    found = await asked(undecided, undecided.college_admin, QUESTIONS)
    assert [(one["text"], one["kind"], one["studentCount"], one["courseCount"]) for one in found["nodes"]] == [
        ("缓考", "WORD", 2, 2),
        ("初修 61；初修 72", "ATTEMPTS", 1, 1),
        ("旷考", "WORD", 1, 1),
    ]
    assert [one["proposal"] for one in found["nodes"]] == [
        {"outcome": "LEFT_OUT", "points": None},
        {"outcome": "POINTS", "points": "61.00"},
        {"outcome": "ZERO", "points": None},
    ]
    assert {one["college"]["name"] for one in found["nodes"]} == {"信息学院"}
    assert [one["student"]["name"] for one in found["nodes"][0]["courseScores"]] == ["张甲", "李乙"]
    assert await texts(undecided, undecided.college_admin, year="2017-2018") == []


async def test_a_proposal_that_differs_from_course_to_course_is_none(undecided: Campus) -> None:
    """R10.6: 李乙 has a resit beside 缓考, whose points would be proposed for that course alone."""
    await bring(undecided, of(undecided.yi, 课程代码="M", 成绩="缓考"), of(undecided.yi, 课程代码="M", 成绩="66$"))
    found = await asked(undecided, undecided.college_admin, QUESTIONS)
    assert (found["nodes"][0]["text"], found["nodes"][0]["proposal"]) == ("缓考", None)
    done = await decide(
        undecided,
        undecided.college_admin,
        {**DEFERRED, "text": None, "courseScoreId": await score_id(undecided, undecided.jia)},
    )
    assert done["userErrors"] == []
    found = await asked(undecided, undecided.college_admin, QUESTIONS)
    [deferred] = [one for one in found["nodes"] if one["text"] == "缓考"]
    assert deferred["proposal"] == {"outcome": "POINTS", "points": "66.00"}


async def test_a_proposal_follows_from_the_courses_within_reach_alone(undecided: Campus) -> None:
    """R8.1, R10.6: 冯癸, whose class 李莉 does not counsel, has a resit beside 缓考, and she is not told of it."""
    await bring(undecided, of(undecided.gui, 课程代码="P", 成绩="缓考"), of(undecided.gui, 课程代码="P", 成绩="66$"))
    for person, proposed in (
        (undecided.college_admin, None),
        (undecided.counsellor_li, {"outcome": "LEFT_OUT", "points": None}),
    ):
        nodes = (await asked(undecided, person, QUESTIONS))["nodes"]
        assert [one["proposal"] for one in nodes if one["text"] == "缓考"] == [proposed], person


async def test_questions_come_in_pages(undecided: Campus) -> None:
    """R10.6: a cursor goes on where the last page ended, also among questions with as many students."""
    found: list[str] = []
    after = None
    for _ in range(4):
        page = await asked(undecided, undecided.super_admin, QUESTIONS, first=1, after=after)
        assert page["totalCount"] == 4
        found += [f"{one['college']['name']} {one['text']}" for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert not page["pageInfo"]["hasNextPage"]
    assert found == ["信息学院 缓考", "信息学院 初修 61；初修 72", "信息学院 旷考", "外语学院 缓考"]


async def test_each_sees_the_questions_and_decisions_within_reach(undecided: Campus) -> None:
    """R8.1, R8.2: counts hold what the person reaches; another college's text is neither seen nor counted."""
    everything = [("缓考", 2, 2), ("初修 61；初修 72", 1, 1), ("旷考", 1, 1)]
    people: tuple[tuple[Person, list[Any]], ...] = (
        (undecided.college_admin, everything),
        (undecided.deputy_secretary, everything),
        (undecided.counsellor_li, [("缓考", 2, 2), ("旷考", 1, 1)]),
        (undecided.counsellor_zhao, [("初修 61；初修 72", 1, 1)]),
        (undecided.other_college_admin, [("缓考", 1, 1)]),
        (undecided.head_teacher_chen, []),
        (undecided.jia, []),
        (undecided.student_affairs, []),
    )
    for person, wanted in people:
        assert await texts(undecided, person) == wanted, person
    assert await texts(undecided, undecided.super_admin, college=undecided.lang) == [("缓考", 1, 1)]
    one = {"courseScoreId": await score_id(undecided, undecided.ji), "outcome": "ZERO"}
    await decide(undecided, undecided.college_admin, DEFERRED, one)
    listed: tuple[tuple[Person, list[Any]], ...] = (
        (undecided.college_admin, [("旷考", "孙己", 1), ("缓考", None, 2)]),
        (undecided.counsellor_li, [("旷考", "孙己", 1), ("缓考", None, 2)]),
        (undecided.counsellor_zhao, [("缓考", None, 0)]),
        (undecided.other_college_admin, []),
        (undecided.head_teacher_chen, []),
        (undecided.yi, []),
    )
    for person, expected in listed:
        found = await asked(undecided, person, DECISIONS)
        rows = [(row["text"], row["student"] and row["student"]["name"], row["courseCount"]) for row in found["nodes"]]
        assert sorted(rows) == sorted(expected), person
        assert found["totalCount"] == len(expected)
    await bring(undecided, *(of(one, 课程代码="P", 成绩="存疑") for one in (undecided.jia, undecided.gui)))
    for person, names in ((undecided.counsellor_li, ["张甲"]), (undecided.counsellor_zhao, ["冯癸"])):
        nodes = (await asked(undecided, person, QUESTIONS))["nodes"]
        [courses] = [one["courseScores"] for one in nodes if one["text"] == "存疑"]
        assert [one["student"]["name"] for one in courses] == names


async def test_a_word_is_decided_for_every_score_that_has_it(undecided: Campus) -> None:
    """R10.6, R9.3: with a reason, in the log, and for one's own college alone."""
    points = {"text": "缓 考", "outcome": "POINTS", "points": "60.5", "reason": " 见教务处通知 "}
    done = await decide(undecided, undecided.college_admin, points)
    assert (done["userErrors"], done["rescored"]) == ([], 2)
    [decision] = done["decisions"]
    assert decision | {"id": ""} == {
        "id": "",
        "text": "缓考",
        "outcome": "POINTS",
        "points": "60.50",
        "reason": "见教务处通知",
        "decidedBy": "周老师",
        "student": None,
        "term": None,
        "courseCode": None,
        "courseCount": 2,
    }
    for student in (undecided.jia, undecided.yi):
        assert await worth(undecided, student) == ("60.50", "DECISION", None)
    assert await worth(undecided, undecided.mei) == (None, "STATE", "缓考")
    assert [text for text, *_ in await texts(undecided, undecided.college_admin)] == ["初修 61；初修 72", "旷考"]
    [entry] = await undecided.rows(ENTRIES)
    assert (entry.action, entry.subject) == ("decideScores", f"信息学院 {YEAR} 缓考")
    assert (entry.college_id, entry.student_id, entry.old) == (undecided.ids["info"], None, None)
    assert entry.new == {"question": "缓考", "outcome": "POINTS", "points": "60.5", "reason": "见教务处通知"}
    entries = await changed(undecided, "decideScores")
    assert {(one.student_id, one.old, one.new) for one in entries} == {
        (student.id, None, "60.50") for student in (undecided.jia, undecided.yi)
    }


async def test_deciding_the_same_again_is_nothing_new_and_otherwise_replaces(undecided: Campus) -> None:
    """R10.6, R9.3: the entry of a replaced decision holds the old one."""
    first = await decide(undecided, undecided.college_admin, DEFERRED)
    before = [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)]
    again = await decide(undecided, undecided.super_admin, DEFERRED, collegeId=undecided.info)
    assert (again["decisions"], again["rescored"]) == (first["decisions"], 0)
    assert [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)] == before
    changed = await decide(undecided, undecided.college_admin, {**DEFERRED, "outcome": "ZERO"})
    assert (changed["decisions"][0]["id"], changed["rescored"]) == (first["decisions"][0]["id"], 2)
    assert await worth(undecided, undecided.jia) == ("0.00", "DECISION", None)
    [_, entry] = await undecided.rows(ENTRIES)
    assert (entry.old["outcome"], entry.new["outcome"]) == ("LEFT_OUT", "ZERO")


async def test_the_same_decision_is_never_asked_twice(undecided: Campus) -> None:
    """R10.6: the same file and another one with the same text keep it, for students who were not there before."""
    await decide(undecided, undecided.college_admin, DEFERRED)
    await bring(undecided, of(undecided.jia, 课程代码="M", 成绩="缓考"), of(undecided.yi, 课程代码="M", 成绩=" 缓 考 "))
    await bring(undecided, of(undecided.bing, 课程代码="Z", 成绩="缓考"), of(undecided.jia, 课程代码="M", 成绩="缓 考"))
    for student, code in ((undecided.jia, "M"), (undecided.yi, "M"), (undecided.bing, "Z")):
        assert await worth(undecided, student, code) == (None, "DECISION", None)
    assert [text for text, *_ in await texts(undecided, undecided.college_admin)] == ["初修 61；初修 72", "旷考"]
    assert (await asked(undecided, undecided.college_admin, DECISIONS))["nodes"][0]["courseCount"] == 3


async def test_a_decision_on_one_course_wins_and_lasts_as_long_as_its_question(undecided: Campus) -> None:
    """R10.6: another text is another question; the old one asks nothing again once it comes back."""
    await decide(undecided, undecided.college_admin, DEFERRED)
    own = {"courseScoreId": await score_id(undecided, undecided.jia), "outcome": "POINTS", "points": "70"}
    done = await decide(undecided, undecided.college_admin, own)
    assert (done["userErrors"], done["rescored"]) == ([], 1)
    assert done["decisions"][0]["student"] == {"name": "张甲"}
    assert (done["decisions"][0]["term"], done["decisions"][0]["courseCode"]) == (1, "M")
    assert await worth(undecided, undecided.jia) == ("70.00", "DECISION", None)
    assert await worth(undecided, undecided.yi) == (None, "DECISION", None)
    await bring(undecided, of(undecided.jia, 课程代码="M", 成绩="缓 考", 备注="再次"))
    assert await worth(undecided, undecided.jia) == ("70.00", "DECISION", None)
    await bring(undecided, of(undecided.jia, 课程代码="M", 成绩="未评"))
    assert await worth(undecided, undecided.jia) == (None, "STATE", "未评")
    await bring(undecided, of(undecided.jia, 课程代码="M", 成绩="缓考"))
    assert await worth(undecided, undecided.jia) == ("70.00", "DECISION", None)
    await undo(undecided, undecided.college_admin, done["decisions"][0]["id"])
    assert await worth(undecided, undecided.jia) == (None, "DECISION", None)


async def test_attempts_that_clash_are_decided_course_by_course(undecided: Campus) -> None:
    """R10.5, R10.6: the text of a clash can't be decided for all."""
    text = {"text": "初修 61；初修 72", "outcome": "POINTS", "points": "72"}
    assert await refused(undecided, undecided.college_admin, text) == [("INVALID", "input.decisions.0.text")]
    one = {"courseScoreId": await score_id(undecided, undecided.ren), "outcome": "POINTS", "points": "72"}
    done = await decide(undecided, undecided.college_admin, one)
    assert (done["userErrors"], done["rescored"]) == ([], 1)
    assert done["decisions"][0]["text"] == "初修 61；初修 72"
    assert await worth(undecided, undecided.ren) == ("72.00", "DECISION", None)
    [entry] = await undecided.rows(ENTRIES)
    assert entry.subject == f"郑壬 {undecided.ren.username} {YEAR}-1 高等数学"
    assert (entry.college_id, entry.student_id) == (undecided.ids["info"], undecided.ren.id)


async def test_each_refusal_names_its_place_and_nothing_is_decided(undecided: Campus) -> None:
    """R10.6: all or none."""
    numbers = await score_id(undecided, undecided.jia, "N")
    wrong = [
        {"text": "旷考", "outcome": "ZERO"},
        {"text": "优秀", "outcome": "ZERO"},
        {"text": "缺考", "outcome": "ZERO"},
        {"text": "从未见过", "outcome": "ZERO"},
        {"text": "85", "outcome": "ZERO"},
        {"courseScoreId": numbers, "outcome": "ZERO"},
        {"courseScoreId": "987654321", "outcome": "ZERO"},
        {"text": " 旷 考", "outcome": "LEFT_OUT"},
    ]
    assert await refused(undecided, undecided.college_admin, *wrong) == [
        ("SCORE_NOT_UNDECIDED", "input.decisions.1.text"),
        ("SCORE_NOT_UNDECIDED", "input.decisions.2.text"),
        ("SCORE_NOT_UNDECIDED", "input.decisions.4.text"),
        ("SCORE_NOT_UNDECIDED", "input.decisions.5.courseScoreId"),
        ("NOT_FOUND", "input.decisions.6.courseScoreId"),
        ("INVALID", "input.decisions.7"),
    ]
    never = {"text": "从未见过", "outcome": "ZERO"}
    found = await refused(undecided, undecided.college_admin, wrong[0], never)
    assert found == [("SCORE_NOT_UNDECIDED", "input.decisions.1.text")]
    assert await refused(undecided, undecided.college_admin) == [("INVALID", "input.decisions")]


async def test_points_and_a_reason_are_asked_for(undecided: Campus) -> None:
    """R10.6: points only where it counts as points, from 0 to 100; a reason of at most 200 characters."""
    wrong = [
        {"text": "旷考", "outcome": "POINTS"},
        {"text": "旷考", "outcome": "ZERO", "points": "0"},
        {"text": "旷考", "outcome": "POINTS", "points": "100.01"},
        {"text": "旷考", "outcome": "POINTS", "points": "-0.01"},
        {"text": "旷考", "outcome": "ZERO", "reason": " "},
        {"text": "旷考", "outcome": "ZERO", "reason": "因" * 201},
        {"outcome": "ZERO"},
        {"text": "旷考", "courseScoreId": "1", "outcome": "ZERO"},
    ]
    assert await refused(undecided, undecided.college_admin, *wrong) == [
        ("INVALID", "input.decisions.0.points"),
        ("INVALID", "input.decisions.1.points"),
        ("INVALID", "input.decisions.2.points"),
        ("INVALID", "input.decisions.3.points"),
        ("INVALID", "input.decisions.4.reason"),
        ("INVALID", "input.decisions.5.reason"),
        ("INVALID", "input.decisions.6"),
        ("INVALID", "input.decisions.7"),
    ]


async def test_decisions_are_taken_back_one_or_many_or_none(undecided: Campus) -> None:
    """R10.6, R9.3: the scores are undecided again, and the log keeps what was taken back."""
    one = {"text": "旷考", "outcome": "ZERO"}
    done = await decide(undecided, undecided.college_admin, DEFERRED, one)
    ids = [decision["id"] for decision in done["decisions"]]
    before = [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)]
    refusal = await undo(undecided, undecided.college_admin, ids[0], "987654321")
    assert [(error["code"], error["path"]) for error in refusal["userErrors"]] == [("NOT_FOUND", "input.ids.1")]
    nothing = await undo(undecided, undecided.college_admin)
    assert [(error["code"], error["path"]) for error in nothing["userErrors"]] == [("INVALID", "input.ids")]
    assert [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)] == before
    back = await undo(undecided, undecided.college_admin, *ids, ids[0])
    assert (back["userErrors"], back["rescored"]) == ([], 3)
    assert await undecided.rows(STORED) == []
    assert await worth(undecided, undecided.yi) == (None, "STATE", "缓考")
    undone = {entry.subject: entry for entry in await undecided.rows(ENTRIES) if entry.action == "undoDecisions"}
    entry = undone.pop(f"信息学院 {YEAR} 缓考")
    assert (entry.old["outcome"], entry.new, entry.college_id) == ("LEFT_OUT", None, undecided.ids["info"])
    assert list(undone) == [f"信息学院 {YEAR} 旷考"]
    assert len(await changed(undecided, "undoDecisions")) == 3


async def test_a_decision_makes_computed_classes_stale_and_changes_no_result(undecided: Campus) -> None:
    """R10.7: only the classes of the students whose scores count otherwise now."""
    await undecided.ask(undecided.super_admin, COMPUTE, b=undecided.batch)
    results = await undecided.rows(RESULTS)
    assert await undecided.rows(STALE) == []
    done = await decide(undecided, undecided.college_admin, DEFERRED)
    assert done["staleClasses"] == [{"name": "计科1901"}]
    assert await undecided.rows(STALE) == [("计科1901",)]
    scale = await set_scale(undecided, undecided.college_admin, treatments=[{"word": "旷考", "treatment": "ZERO"}])
    assert (scale["rescored"], scale["staleClasses"]) == (1, [{"name": "计科1902"}])
    assert await undecided.rows(STALE) == [("计科1901",), ("计科1902",)]
    back = await undo(undecided, undecided.college_admin, done["decisions"][0]["id"])
    assert back["staleClasses"] == [{"name": "计科1901"}]
    assert await undecided.rows(RESULTS) == results


async def test_a_scale_settles_stored_scores_again_and_wins_over_a_decision_on_the_word(undecided: Campus) -> None:
    """R10.3, R10.4: levels, states and the retake rule; what is taken out of the scale is decided as before."""
    await decide(undecided, undecided.college_admin, DEFERRED)
    treatments = [{"word": "缓考", "treatment": "ZERO"}]
    done = await set_scale(
        undecided, undecided.college_admin, treatments=treatments, levels=[{"word": "旷考", "points": "1.5"}]
    )
    assert done["rescored"] == 3
    assert await worth(undecided, undecided.jia) == ("0.00", "STATE", None)
    assert await worth(undecided, undecided.ji) == ("1.50", "LEVEL", None)
    assert (await asked(undecided, undecided.college_admin, DECISIONS))["nodes"][0]["courseCount"] == 0
    assert await worth(undecided, undecided.mei) == (None, "STATE", "缓考")
    back = await set_scale(undecided, undecided.college_admin)
    assert back["rescored"] == 3
    assert await worth(undecided, undecided.jia) == (None, "DECISION", None)
    await bring(undecided, of(undecided.wu, 课程代码="M", 成绩="50"), of(undecided.wu, 课程代码="M", 成绩="66$"))
    assert (await worth(undecided, undecided.wu))[0] == "50.00"
    assert (await set_scale(undecided, undecided.college_admin, retakeRule="BEST"))["rescored"] == 1
    assert (await worth(undecided, undecided.wu))[0] == "66.00"


async def test_nothing_is_decided_once_the_college_is_approved(undecided: Campus) -> None:
    """R10.7: neither scale nor decision, and no decision is taken back."""
    done = await decide(undecided, undecided.college_admin, DEFERRED)
    await undecided.execute(f"with every as ({APPROVALS} returning id) select count(*) from every")
    one = {"text": "旷考", "outcome": "ZERO"}
    assert await refused(undecided, undecided.college_admin, one) == [("RESULTS_APPROVED", "input")]
    before = await undecided.rows(STORED)
    back = await undo(undecided, undecided.college_admin, done["decisions"][0]["id"])
    assert [error["code"] for error in back["userErrors"]] == ["RESULTS_APPROVED"]
    assert await undecided.rows(STORED) == before


async def test_another_colleges_scores_and_decisions_are_unknown(undecided: Campus) -> None:
    """R8.2: the answer is the same as for an id that never was."""
    done = await decide(undecided, undecided.college_admin, DEFERRED)
    before = [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)]
    other = undecided.other_college_admin
    hidden, never = [await undo(undecided, other, one) for one in (done["decisions"][0]["id"], "987654321")]
    assert hidden == never
    ids = (await score_id(undecided, undecided.ji), "987654321")
    hidden, never = [await decide(undecided, other, {"courseScoreId": one, "outcome": "ZERO"}) for one in ids]
    assert hidden == never
    assert [error["code"] for error in hidden["userErrors"]] == ["NOT_FOUND"]
    own = {"text": "旷考", "outcome": "ZERO"}
    assert await refused(undecided, other, own) == [("SCORE_NOT_UNDECIDED", "input.decisions.0.text")]
    assert [await undecided.rows(query) for query in (STORED, ENTRIES, WORTH)] == before
    foreign = {"courseScoreId": await score_id(undecided, undecided.mei), "outcome": "ZERO"}
    found = await refused(undecided, undecided.super_admin, foreign, collegeId=undecided.info)
    assert found == [("INVALID", "input.decisions.0.courseScoreId")]


async def test_people_who_decide_and_import_at_once_leave_one_consistent_state(undecided: Campus) -> None:
    """R10.6: each score counts as the decision that stands says, also the scores of an import meanwhile."""
    for round_ in range(3):
        ways = ({"outcome": "ZERO"}, {"outcome": "POINTS", "points": f"{round_ + 61}"}, {"outcome": "LEFT_OUT"})
        rows = [of(one, 课程代码=f"R{round_}", 成绩="缓考") for one in (undecided.bing, undecided.ding, undecided.wu)]
        done = await asyncio.gather(
            *(decide(undecided, undecided.college_admin, {"text": "缓考", **way}) for way in ways),
            imported(undecided, undecided.college_admin, *rows),
        )
        assert [one["userErrors"] for one in done] == [[], [], [], []]
        [decision] = (await asked(undecided, undecided.college_admin, DECISIONS))["nodes"]
        points = {"ZERO": "0.00", "LEFT_OUT": None}.get(decision["outcome"], decision["points"])
        people = [(undecided.jia, "M"), (undecided.yi, "M")]
        people += [(one, f"R{round_}") for one in (undecided.bing, undecided.ding, undecided.wu)]
        for student, code in people:
            assert await worth(undecided, student, code) == (points, "DECISION", None)
        assert decision["courseCount"] == 5 + 3 * round_
