"""Words, states, marks and attempts come in whole and are settled by the college's scale (R10.3 - R10.7)."""

from decimal import Decimal
from typing import Any

import pytest

from core.workbooks.course_attempts import MOST_ATTEMPTS
from db.tables import Outcome
from tests.campus import Campus, Person
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import imported, of, reasons
from tests.graph.odd_scores import STORED, decide, scale

ODD = """
query Odd($student: ID!, $batch: ID) {
  courseScores(batchId: $batch, filter: {studentId: $student}) { nodes {
    courseCode courseName credit score text rule undecided remark counted locked
    attempts { kind text points rule counts courseName credit teacher remark } } } }
"""


async def courses(campus: Campus, person: Person, student: Person, batch: str | None = None) -> dict[str, Any]:
    answer = await campus.ask(person, ODD, student=str(student.id), batch=batch)
    assert not answer.errors, answer.errors
    return {node["courseCode"]: node for node in answer.data["courseScores"]["nodes"]}


async def test_words_and_states_have_the_points_of_the_rules(campus: Campus) -> None:
    """R10.3, R10.4: the text as it came is stored and shown."""
    texts = {
        "A": "优秀",
        "B": " 良 好 ",
        "C": "合格",
        "D": "缺考",
        "E": "免修",
        "F": "缓考",
        "G": "85分",
        "H": "８５",
        "I": 85,
    }
    done = await imported(campus, campus.college_admin, *(of(campus.jia, 课程代码=c, 成绩=t) for c, t in texts.items()))
    assert (done["created"], done["userErrors"]) == (9, [])
    found = await courses(campus, campus.college_admin, campus.jia)
    assert {code: (one["score"], one["text"], one["rule"], one["undecided"]) for code, one in found.items()} == {
        "A": ("95.00", "优秀", "LEVEL", False),
        "B": ("85.00", "良 好", "LEVEL", False),
        "C": (None, "合格", "LEVEL", False),
        "D": ("0.00", "缺考", "STATE", False),
        "E": (None, "免修", "STATE", False),
        "F": (None, "缓考", "STATE", True),
        "G": ("85.00", "85分", "NUMBER", False),
        "H": ("85.00", "８５", "NUMBER", False),
        "I": ("85.00", "85", "NUMBER", False),
    }
    assert found["F"]["attempts"] == [
        {"kind": "FIRST", "text": "缓考", "points": None, "rule": "STATE", "counts": True, "courseName": "高等数学",
         "credit": "4.00", "teacher": "李老师", "remark": None}
    ]  # fmt: skip


async def test_a_course_that_is_left_out_neither_counts_nor_is_failed(campus: Campus) -> None:
    """R10.3, R10.4: an undecided one counts, because it holds its student up."""
    await imported(
        campus,
        campus.college_admin,
        *(of(campus.jia, 课程代码=code, 成绩=text) for code, text in {"A": "合格", "B": "缺考", "C": "缓考"}.items()),
    )
    found = await courses(campus, campus.college_admin, campus.jia, campus.batch)
    assert {code: (one["counted"], one["locked"]) for code, one in found.items()} == {
        "A": (False, False),
        "B": (True, True),
        "C": (True, False),
    }


async def test_several_rows_of_a_course_are_attempts(campus: Campus) -> None:
    """R10.5: known by mark and remark; the first counts unless the college says otherwise, and gives the values."""
    rows = [
        of(campus.jia, 成绩="60$", 授课教师="王老师"),
        of(campus.jia, 成绩=45, 课程名称="高等数学甲"),
        of(campus.jia, 成绩=88, 备注="重修", 学分=5),
    ]
    assert (await imported(campus, campus.college_admin, *rows))["created"] == 1
    one = (await courses(campus, campus.college_admin, campus.jia))["MA101"]
    assert (one["score"], one["text"], one["courseName"], one["credit"]) == ("45.00", "45", "高等数学甲", "4.00")
    assert [(a["kind"], a["text"], a["points"], a["counts"], a["credit"]) for a in one["attempts"]] == [
        ("FIRST", "45", "45.00", True, "4.00"),
        ("RESIT", "60$", "60.00", False, "4.00"),
        ("RETAKE", "88", "88.00", False, "5.00"),
    ]
    await scale(campus, retake="BEST")
    assert (await imported(campus, campus.college_admin, *rows))["replaced"] == 1
    one = (await courses(campus, campus.college_admin, campus.jia))["MA101"]
    assert (one["score"], one["courseName"], one["credit"], one["remark"]) == ("88.00", "高等数学", "5.00", "重修")


async def test_a_file_that_is_sorted_otherwise_changes_nothing(campus: Campus) -> None:
    """R10.5: attempts come in the order of the kinds; nothing is replaced, so nothing is stale or in an undo's way."""
    rows = [of(campus.jia, 成绩=45), of(campus.jia, 成绩="55$"), of(campus.jia, 成绩="70*"), of(campus.yi, 成绩="60$")]
    await imported(campus, campus.college_admin, *rows, of(campus.yi, 成绩="缓考"))
    before = await campus.rows(STORED)
    again = await imported(campus, campus.college_admin, of(campus.yi, 成绩="缓考"), *reversed(rows))
    assert (again["created"], again["replaced"], again["unchanged"]) == (0, 0, 2)
    assert await campus.rows(STORED) == before
    one = (await courses(campus, campus.college_admin, campus.jia))["MA101"]
    assert [attempt["kind"] for attempt in one["attempts"]] == ["FIRST", "RESIT", "RETAKE"]


async def test_a_resit_alone_is_one_attempt_that_counts(campus: Campus) -> None:
    """R10.5"""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩="60$"), of(campus.yi, 成绩=60, 备注="补考"))
    for student, text in ((campus.jia, "60$"), (campus.yi, "60")):
        one = (await courses(campus, campus.college_admin, student))["MA101"]
        assert (one["score"], one["text"]) == ("60.00", text)
        assert [(a["kind"], a["counts"]) for a in one["attempts"]] == [("RESIT", True)]


async def test_attempts_that_nobody_can_tell_apart_are_undecided(campus: Campus) -> None:
    """R10.5, R10.6: until the course is decided; then the attempt with those points gives the values."""
    rows = [of(campus.jia, 成绩=78), of(campus.jia, 成绩=85, 授课教师="王老师")]
    await imported(campus, campus.college_admin, *rows)
    one = (await courses(campus, campus.college_admin, campus.jia))["MA101"]
    assert (one["score"], one["undecided"], one["text"], one["rule"]) == (None, True, "78", "DECISION")
    assert [a["counts"] for a in one["attempts"]] == [False, False]
    question = "初修 78；初修 85"
    await decide(campus, question, Outcome.POINTS, "85", student=campus.jia.id, term=1, code="MA101")
    await imported(campus, campus.college_admin, *rows)
    one = (await courses(campus, campus.college_admin, campus.jia))["MA101"]
    assert (one["score"], one["undecided"], one["text"], one["rule"]) == ("85.00", False, "85", "DECISION")
    assert [a["counts"] for a in one["attempts"]] == [False, True]
    (stored,) = await campus.rows("select teacher, decision_id is not null as decided from course_score")
    assert (stored.teacher, stored.decided) == ("王老师", True)


async def test_very_many_rows_of_one_course_are_refused(campus: Campus) -> None:
    """R10.5: 16 different rows are attempts; each further one is named, also where equal rows stand between them."""
    long = [of(campus.jia, 成绩=chr(0x20000 + place) * 32) for place in range(MOST_ATTEMPTS)]
    payload = await imported(campus, campus.college_admin, *long, long[0])
    assert (payload["created"], payload["userErrors"]) == (1, [])
    before = await campus.rows(STORED)
    payload = await imported(campus, campus.college_admin, *long, long[0], of(campus.jia, 成绩=60), of(campus.yi))
    assert reasons(payload) == [(MOST_ATTEMPTS + 3, "课程代码", "DUPLICATE")]
    assert "超过 16 行：请核对课程代码" in payload["userErrors"][0]["message"]
    assert await campus.rows(STORED) == before


async def test_the_same_row_twice_is_merged_and_told(campus: Campus) -> None:
    """R10.5: another credit is still refused."""
    done = await imported(campus, campus.college_admin, of(campus.jia, 成绩=78), of(campus.jia, 成绩="78分"))
    assert (done["created"], done["rowCount"]) == (1, 2)
    assert [one.attempts for one in await campus.rows(STORED)] == [None]
    refused = await imported(campus, campus.college_admin, of(campus.yi, 成绩=78), of(campus.yi, 成绩=78, 学分=2))
    assert reasons(refused) == [(3, "课程代码", "DUPLICATE")]
    assert len(await campus.rows(STORED)) == 1


async def test_a_blank_score_takes_the_state_beside_it(campus: Campus) -> None:
    """R10.3: and nothing else."""
    done = await imported(campus, campus.college_admin, of(campus.jia, 成绩=None, 备注="缓考"))
    assert done["created"] == 1
    assert (await courses(campus, campus.college_admin, campus.jia))["MA101"]["text"] == "缓考"
    refused = await imported(campus, campus.college_admin, of(campus.yi, 成绩=None, 备注="已通知"))
    assert reasons(refused) == [(2, "成绩", "MISSING_VALUE")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("101分", "OUT_OF_RANGE"), ("60.555*", "TOO_MANY_DECIMALS"), ("85%", "NOT_A_NUMBER"), (True, "WRONG_TYPE"),
        ("2019-06-30", "WRONG_TYPE"), ("TRUE", "WRONG_TYPE"), ("优" * 33, "TOO_LONG"), ("#N/A", "ERROR_CELL"),
        ("-5", "OUT_OF_RANGE"), ("'", "MISSING_VALUE"), ("nan", "NOT_A_NUMBER"),
    ],
)  # fmt: skip
async def test_what_no_scale_can_mend_is_refused(campus: Campus, text: Any, code: str) -> None:
    """R10.3: and nothing is stored."""
    done = await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi, 成绩=text))
    assert reasons(done) == [(3, "成绩", code)]
    assert not await campus.rows(STORED)


async def test_the_colleges_scale_and_decisions_settle_an_import(campus: Campus) -> None:
    """R10.3, R10.4, R10.6: an import that brings the same text again keeps the decision."""
    await scale(campus, levels='{"优": "90.5", "通过": null}', treatments='{"缓考": "LEFT_OUT"}')
    await decide(campus, "没听说过", Outcome.POINTS, "71")
    await decide(campus, "未评", Outcome.ZERO, student=campus.jia.id, term=1, code="D")
    texts = {"A": "优", "B": "缓考", "C": "没听说过", "D": "未评"}
    rows = [of(one, 课程代码=code, 成绩=text) for one in (campus.jia, campus.yi) for code, text in texts.items()]
    await imported(campus, campus.college_admin, *rows)
    found = await courses(campus, campus.college_admin, campus.jia)
    assert {code: (one["score"], one["undecided"]) for code, one in found.items()} == {
        "A": ("90.50", False), "B": (None, False), "C": ("71.00", False), "D": ("0.00", False)
    }  # fmt: skip
    assert (await courses(campus, campus.college_admin, campus.yi))["D"]["undecided"]
    again = await imported(campus, campus.college_admin, *rows)
    assert (again["created"], again["replaced"], again["unchanged"]) == (0, 0, 8)


async def test_odd_scores_of_one_line_leave_its_other_courses_alone(campus: Campus) -> None:
    """R10.2, R10.3, R10.5, R10.6: a line of a wide table holds many courses, and each is settled by itself."""
    await decide(campus, "未评", Outcome.ZERO, student=campus.yi.id, term=1, code="E")
    codes, of_each = ["A", "B", "C", "D", "E", "F"], [1, 2, 3, 4, 5, 6]
    above: list[list[Any]] = [["课程代码", "", *codes], ["课程性质", "", *["必修"] * 6], ["学分", "", *of_each]]
    lines: list[list[Any]] = [
        ["学号", "姓名", *(f"课程{code}" for code in codes)],
        [campus.jia.username, campus.jia.name, "优秀", 71, "缓考", "60$", "合格", "85分"],
        [campus.yi.username, campus.yi.name, 48, "70*", "良好", 90, "未评", "缺考"],
    ]
    done = await imported(campus, campus.college_admin, file=("汇总.xlsx", xlsx([*above, *lines])))
    assert (done["created"], done["rowCount"], done["userErrors"]) == (12, 12, [])
    stored = await campus.rows(STORED)
    assert [(one.course_name, one.credit) for one in stored[::2]] == [
        (f"课程{code}", credit) for code, credit in zip(codes, of_each, strict=True)
    ]
    found = {person.name: await courses(campus, campus.college_admin, person) for person in (campus.jia, campus.yi)}
    worth = {
        name: [(one["text"], one["score"], one["undecided"]) for one in them.values()] for name, them in found.items()
    }
    assert worth == {
        campus.jia.name: [("优秀", "95.00", False), ("71", "71.00", False), ("缓考", None, True),
                          ("60$", "60.00", False), ("合格", None, False), ("85分", "85.00", False)],
        campus.yi.name: [("48", "48.00", False), ("70*", "70.00", False), ("良好", "85.00", False),
                         ("90", "90.00", False), ("未评", "0.00", False), ("缺考", "0.00", False)],
    }  # fmt: skip


async def test_importing_odd_scores_again_changes_nothing(campus: Campus) -> None:
    """R4.1: everything is unchanged, and nothing new is in the audit log."""
    rows = [of(campus.jia, 成绩="缓考"), of(campus.yi, 成绩=50), of(campus.yi, 成绩="60$"), of(campus.bing, 成绩="良")]
    assert (await imported(campus, campus.college_admin, *rows))["created"] == 3
    before = await campus.rows(STORED)
    done = await imported(campus, campus.college_admin, *rows)
    assert (done["created"], done["replaced"], done["unchanged"], done["rowCount"]) == (0, 0, 3, 4)
    assert await campus.rows(STORED) == before


async def test_replacing_replaces_all_attempts_and_is_audited(campus: Campus) -> None:
    """R10.5, R9.3"""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=50), of(campus.jia, 成绩="60$"))
    await imported(campus, campus.college_admin, of(campus.jia, 成绩="缓考"))
    (stored,) = await campus.rows(STORED)
    assert (stored.score, stored.text, stored.attempts, stored.question) == (None, "缓考", None, "缓考")
    (entry,) = await campus.rows("select * from audit_entry where action = 'importCourseScores' and old is not null")
    assert (entry.old["score"], len(entry.old["attempts"])) == ("50.00", 2)
    assert (entry.new["score"], entry.new["text"], entry.new["question"]) == (None, "缓考", "缓考")
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=70))
    (stored,) = await campus.rows(STORED)
    assert (stored.score, stored.text, stored.rule, stored.question) == (Decimal(70), None, None, None)


async def test_every_row_of_a_course_is_checked_against_the_roster(campus: Campus) -> None:
    """R4.2: also a row that became an attempt."""
    rows = [of(campus.jia, 成绩=50), of(campus.jia, 姓名="张乙", 成绩="60$")]
    assert reasons(await imported(campus, campus.college_admin, *rows)) == [(3, "姓名", "NAME_MISMATCH")]
    rows = [["9", "谁", *of(campus.jia, 成绩=text)[2:]] for text in (50, "60$")]
    assert reasons(await imported(campus, campus.college_admin, *rows)) == [
        (2, "学号", "UNKNOWN_STUDENT"), (3, "学号", "UNKNOWN_STUDENT")
    ]  # fmt: skip
    assert len(HEADERS) == 9
    assert not await campus.rows(STORED)
