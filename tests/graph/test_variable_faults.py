"""The server reports a wrong or missing variable at its field, in words (R9.5)."""

from typing import Any

import pytest

from tests.campus import YEAR, Campus

IMPORT = "mutation($input: ImportCourseScoresInput!) { importCourseScores(input: $input) { created } }"
ADJUST = "mutation($input: AdjustCoursesInput!) { adjustCourses(input: $input) { userErrors { code } } }"


@pytest.mark.parametrize(
    ("given", "field", "zh", "en"),
    [
        ({"academicYear": None}, "input.academicYear", "请填写学年（input.academicYear）", "is required"),
        (
            {"academicYear": "2018"},
            "input.academicYear",
            "学年（input.academicYear）：学年应写作",
            "expected an academic",
        ),
        ({"term": "一"}, "input.term", "学期（input.term）：应为整数", "Int cannot represent"),
        ({"year": 1}, "input.year", "没有名为 input.year 的字段", "There is no field"),
        ({"file": 5}, "input.file", "文件须以 multipart", "multipart/form-data"),
    ],
)
async def test_a_wrong_variable_is_told_at_its_field(
    campus: Campus, given: dict[str, Any], field: str, zh: str, en: str
) -> None:
    variables = {"input": {"file": None, "academicYear": YEAR, "term": 1, **given}}
    for language, words in (("zh", zh), ("en", en)):
        headers = {"authorization": f"Bearer {campus.college_admin.token}", "accept-language": language}
        response = await campus.client.post("/graphql", json={"query": IMPORT, "variables": variables}, headers=headers)
        (error,) = [one for one in response.json()["errors"] if one["extensions"].get("field") == field]
        assert (response.status_code, error["extensions"]["code"]) in ((200, "BAD_REQUEST"), (400, "BAD_REQUEST"))
        assert words in error["message"]
        assert "Variable '$" not in error["message"]


async def test_a_place_in_a_list_is_part_of_the_field(campus: Campus) -> None:
    wanted = {"batchId": campus.batch, "adjustments": [{"counted": True}, {"counted": None}]}
    answer = await campus.ask(campus.college_admin, ADJUST, input=wanted)
    assert [error["extensions"]["field"] for error in answer.errors] == ["input.adjustments.1.counted"]
    assert "请填写课程是否参评" in answer.errors[0]["message"]


async def test_a_variable_that_is_missing_altogether_is_named(campus: Campus) -> None:
    answer = await campus.ask(campus.college_admin, ADJUST)
    assert [(error["message"], error["extensions"]["field"]) for error in answer.errors] == [("请填写 input", "input")]
