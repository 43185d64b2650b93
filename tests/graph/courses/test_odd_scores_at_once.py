"""Imports, decisions and scales at once leave one consistent result; a denied act changes nothing (R10.5 - R10.7)."""

import asyncio
from typing import Any

from tests.campus import Campus
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import IMPORT, imported, of
from tests.graph.odd_scores import STORED
from tests.graph.scale_acts import decide, set_scale

WORTH = (
    "select distinct text, rule, score::int as score, question, jsonb_array_length(attempts) as many from course_score"
)


def rows_of(campus: Campus, *texts: Any) -> list[list[Any]]:
    """The same rows for five students and forty courses each."""
    students = (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
    return [of(one, 课程代码=f"C{n}", 成绩=text) for one in students for n in range(40) for text in texts]


async def test_two_imports_at_once_leave_the_attempts_of_one_of_them(campus: Campus) -> None:
    """R10.5: importing replaces all attempts, whichever file comes last."""
    both = await asyncio.gather(
        imported(campus, campus.college_admin, *rows_of(campus, 50, "60$")),
        imported(campus, campus.super_admin, *reversed(rows_of(campus, "缓考"))),
    )
    assert sorted((one["created"], one["replaced"]) for one in both) == [(0, 200), (200, 0)]
    (left,) = await campus.rows(WORTH)
    assert tuple(left) in [(None, "NUMBER", 50, None, 2), ("缓考", "STATE", None, "缓考", None)]
    assert len(await campus.rows(STORED)) == 200


async def test_an_import_beside_a_decision_follows_it(campus: Campus) -> None:
    """R10.6: the scores that come in meanwhile keep the decision, too, whichever is first."""
    await imported(campus, campus.college_admin, of(campus.jia, 课程代码="A", 成绩="缓考"))
    done, decided = await asyncio.gather(
        imported(campus, campus.college_admin, *rows_of(campus, "缓 考")),
        decide(campus, campus.college_admin, {"text": "缓考", "outcome": "POINTS", "points": "61"}),
    )
    assert (done["created"], decided["userErrors"]) == (200, [])
    found = await campus.rows("select rule, score::int, question, count(*)::int from course_score group by 1, 2, 3")
    assert found == [("DECISION", 61, None, 201)]
    assert decided["rescored"] in (1, 201)


async def test_an_import_beside_a_new_scale_follows_it(campus: Campus) -> None:
    """R10.3, R10.5"""
    await imported(
        campus, campus.college_admin, of(campus.jia, 课程代码="A", 成绩=50), of(campus.jia, 课程代码="A", 成绩="70$")
    )
    done, kept = await asyncio.gather(
        imported(campus, campus.college_admin, *rows_of(campus, 50, "70$")),
        set_scale(campus, campus.college_admin, retakeRule="BEST"),
    )
    assert (done["created"], kept["userErrors"]) == (200, [])
    assert await campus.rows("select distinct text, score::int from course_score") == [("70$", 70)]


async def test_a_denied_import_changes_nothing(campus: Campus) -> None:
    """R8, R10.7: neither what is stored nor the audit log, for students whom the roster does not know either."""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩="缓考"))
    before, entries = await campus.rows(STORED), await campus.rows("select id from audit_entry")
    file = {
        "variables.input.file": ("成绩.xlsx", xlsx([HEADERS, of(campus.jia, 成绩="优秀"), ["9", *of(campus.yi)[1:]]]))
    }
    for person in (campus.counsellor_li, campus.deputy_secretary, campus.student_affairs, campus.monitor, campus.jia):
        given = {"academicYear": "2018-2019", "term": 1, "unknownStudents": "LEAVE_OUT"}
        answer = await campus.upload(person, IMPORT, file, input=given)
        assert answer.codes == ["FORBIDDEN"]
    refused = await imported(
        campus, campus.other_college_admin, of(campus.jia, 成绩="优秀"), unknownStudents="LEAVE_OUT"
    )
    assert [one["code"] for one in refused["userErrors"]] == ["STUDENT_OF_OTHER_COLLEGE"]
    assert await campus.rows(STORED) == before
    assert await campus.rows("select id from audit_entry") == entries
