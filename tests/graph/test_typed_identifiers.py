"""Numbers, codes and names are found however they were typed: one canonical form for all ways in (R4.1, R9.2)."""

from typing import Any

import pytest

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated
from tests.graph.course_acts import imported, of, reasons

ADD = """mutation($input: AddCourseScoreInput!) {
  addCourseScore(input: $input) { courseScore { courseCode } userErrors { code path message } } }"""


@pytest.mark.parametrize("typed", ["20190101", " 20190101\t", "２０１９０１０１", "\u200b20190101", "'20190101"])
async def test_a_number_pasted_from_excel_finds_its_student(campus: Campus, typed: str) -> None:
    one = await campus.ask(campus.super_admin, "query($n: String) { student(number: $n) { name } }", n=typed)
    assert one.data["student"] == {"name": "张甲"}
    query = "query($n: String) { students(filter: {number: $n}) { nodes { name } } }"
    many = await campus.ask(campus.super_admin, query, n=typed)
    assert [row["name"] for row in many.data["students"]["nodes"]] == ["张甲"]


@pytest.mark.parametrize("typed", ["张甲", " 张　甲", "张\t甲 "])
async def test_a_name_is_found_as_people_compare_it(campus: Campus, typed: str) -> None:
    query = "query($n: String) { students(filter: {name: $n}) { nodes { number } } }"
    found = await campus.ask(campus.super_admin, query, n=typed)
    assert [row["number"] for row in found.data["students"]["nodes"]] == ["20190101"]


async def test_every_middle_dot_is_one(campus: Campus) -> None:
    await campus.execute("update student set name = '阿依古丽·买买提' where number = '20190101'")
    query = "query($n: String) { students(filter: {name: $n}) { totalCount } }"
    for typed in ("古丽·买", "古丽•买", "古丽・买"):
        assert (await campus.ask(campus.super_admin, query, n=typed)).data["students"]["totalCount"] == 1


async def test_codes_of_classes_are_found_full_width(campus: Campus) -> None:
    one = await campus.ask(campus.super_admin, '{ schoolClass(code: "Ｊ１９０１ ") { code } }')
    assert one.data["schoolClass"] == {"code": "J1901"}
    many = await campus.ask(campus.super_admin, '{ classes(filter: {code: " J1901"}) { totalCount } }')
    assert many.data["classes"]["totalCount"] == 1


async def test_a_score_added_by_hand_has_the_same_identifiers_as_a_workbooks(campus: Campus) -> None:
    await imported(campus, campus.college_admin, of(campus.jia))
    wanted: dict[str, Any] = {
        "studentNumber": "２０１９０１０１ ",
        "courseCode": " ＭＡ101",
        "courseName": "高等数学",
        "courseKind": "必修",
    }
    wanted |= {"academicYear": YEAR, "term": 1, "credit": "4", "score": "80"}
    again = await campus.ask(campus.college_admin, ADD, input=wanted)
    assert [error["code"] for error in again.data["addCourseScore"]["userErrors"]] == ["ALREADY_EXISTS"]
    for code in ("nan", "合计：20人", "3月1日", "101.0", '="MA101"', "None"):
        refused = await campus.ask(campus.college_admin, ADD, input={**wanted, "courseCode": code})
        assert [e["code"] for e in refused.data["addCourseScore"]["userErrors"]] == ["NOT_AN_IDENTIFIER"], code
    assert len(await campus.rows("select 1 from course_score")) == 1


@pytest.mark.parametrize("code", ["nan", "None", "null", "3月1日", "合计：20人", "20190009.0", "#N/A", "=A1"])
async def test_what_is_no_identifier_makes_no_course_and_no_student(campus: Campus, code: str) -> None:
    done = await imported(campus, campus.college_admin, of(campus.jia, 课程代码=code))
    assert [column for _, column, _ in reasons(done)] == ["课程代码"]
    csv = comma_separated([HEADERS, of(campus.jia, 学号=code)])
    assert reasons(await imported(campus, campus.college_admin, file=("成绩.csv", csv)))
    assert await campus.rows("select 1 from course_score") == []
