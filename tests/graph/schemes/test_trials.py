"""A workbook is compared with a scheme by the list of qualities of that moment (R11.8)."""

from typing import Any

import pytest

from graph.resolvers import schemes as resolvers
from graph.resolvers.performing import run_workbook
from tests.campus import STUDENTS, Campus
from tests.graph.batch_acts import press
from tests.graph.comprehensive_acts import workbook
from tests.graph.scheme_acts import ready, who_is

__all__ = ["ready"]

SET = "mutation($input: SetQualitiesInput!) { setQualities(input: $input) { userErrors { code } } }"
CHECK = """mutation($input: CheckSchemeInput!) { checkScheme(input: $input) {
  studentCount cellCount userErrors { code path message } } }"""


async def test_a_workbook_that_was_read_by_another_list_is_not_compared(
    ready: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R11.1: two at once: student affairs change the list while the workbook is read."""
    tried = "select * from audit_entry where action = 'checkScheme'"
    four = (
        ("political", "思想政治素质"),
        ("scholastic", "科学文化素质"),
        ("development", "发展素质"),
        ("overall", "综测"),
    )
    listed = [{"code": code, "name": name, "rankedInClass": True} for code, name in four]

    async def slow(*given: Any) -> Any:
        assert (await press(ready, ready.student_affairs, SET, batchId=ready.batch, qualities=listed))[
            "userErrors"
        ] == []
        return await run_workbook(*given)

    monkeypatch.setattr(resolvers, "run_workbook", slow)
    row = [*who_is(ready, STUDENTS["cs1"][0][0]), *[cell for _ in four for cell in (80, "良好")]]
    files = {"variables.input.file": ("去年.xlsx", workbook([row]))}
    checked = (await ready.upload(ready.college_admin, CHECK, files, input={"batchId": ready.batch})).data[
        "checkScheme"
    ]
    assert (checked["studentCount"], checked["cellCount"]) == (None, None)
    assert [(one["code"], one["path"]) for one in checked["userErrors"]] == [("CONFLICT", "input.batchId")]
    assert "请重新上传工作簿" in checked["userErrors"][0]["message"]
    assert await ready.rows(tried) == []
