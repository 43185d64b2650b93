"""A text is tried beside what is stored, and compared with a workbook; nothing is stored (R11.8)."""

from decimal import Decimal
from typing import Any

import pytest

from db.tables import RaterKind
from graph.resolvers import schemes as resolvers
from graph.resolvers.performing import run_workbook
from tests.campus import STUDENTS, Campus
from tests.graph.batch_acts import press
from tests.graph.comprehensive_acts import submit, workbook
from tests.graph.rating_acts import compute as compute_ratings
from tests.graph.scheme_acts import TEXT, compute, ready, who_is

__all__ = ["ready"]

SET = "mutation($input: SetQualitiesInput!) { setQualities(input: $input) { userErrors { code } } }"
TRY = """mutation($input: TrySchemeInput!) { tryScheme(input: $input) {
  studentCount lackingCount withheldCount unseenCount leftOut { number why }
  comparedCount changedCount changed { code score level classPlace gradePlace }
  groups { code ofGrade name students up down most } moves { code ofGrade places students }
  students { number className changes {
    code oldScore newScore oldLevel newLevel oldClassPlace newClassPlace oldGradePlace newGradePlace } }
  userErrors { code message } } }"""
CHECK = """mutation($input: CheckSchemeInput!) { checkScheme(input: $input) {
  studentCount comparedCount equalCount cellCount cells { number code workbook computed }
  userErrors { code path message } } }"""


async def test_a_draft_is_tried_beside_what_is_stored_and_checked_by_a_workbook(ready: Campus) -> None:
    """R11.8: who moves from where to where, which cells differ, and nothing is stored."""
    await compute(ready, ready.counsellor_li, "cs1")
    stored = await ready.rows("select * from comprehensive_result order by id")
    draft = TEXT.replace("scholastic: 60, development: 20", "scholastic: 20, development: 60")
    hidden = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})).data[
        "tryScheme"
    ]
    assert (hidden["comparedCount"], hidden["students"]) == (0, []), "the college does not see them before submission"
    await submit(ready, ready.counsellor_li, "cs1")
    tried = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})).data["tryScheme"]
    assert (tried["userErrors"], tried["comparedCount"]) == ([], len(STUDENTS["cs1"]))
    assert tried["lackingCount"] == tried["studentCount"] - tried["comparedCount"]
    assert {one["code"] for student in tried["students"] for one in student["changes"]} == {"overall"}
    first = tried["students"][0]["changes"][0]
    assert (first["oldScore"], first["newScore"]) == (str(stored[0].overall_score), "51.66")
    everybody = len(STUDENTS["cs1"])
    for of_grade, name in ((False, "计科1901"), (True, "2019级计算机")):
        [group] = [one for one in tried["groups"] if one["code"] == "overall" and one["ofGrade"] == of_grade]
        assert (group["name"], group["students"]) == (name, everybody)
        moved = {one["places"]: one["students"] for one in tried["moves"]
                 if one["code"] == "overall" and one["ofGrade"] == of_grade}  # fmt: skip
        assert sum(moved.values()) == everybody
        assert sum(count for places, count in moved.items() if places > 0) == group["up"]
    [overall] = [one for one in tried["changed"] if one["code"] == "overall"]
    assert overall["score"] == everybody
    same = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    assert (same["changedCount"], {one["places"] for one in same["moves"]}) == (0, {0})
    rows = await ready.rows(
        "select number, name, scores, levels, overall_score, overall_level from comprehensive_result"
        " join student on student.id = student_id where participating order by number"
    )
    book: list[list[Any]] = []
    for row in rows:
        pairs = zip([*row.scores, row.overall_score], [*row.levels, row.overall_level], strict=True)
        book.append([row.number, row.name, *(cell for pair in pairs for cell in pair)])
    book[0][2] = Decimal("77.00")
    files = {"variables.input.file": ("去年.xlsx", workbook(book))}
    answer = await ready.upload(ready.college_admin, CHECK, files, input={"batchId": ready.batch})
    checked = answer.data["checkScheme"]
    assert (checked["comparedCount"], checked["equalCount"], checked["cellCount"]) == (len(book), len(book) - 1, 1)
    assert checked["cells"] == [{"number": book[0][0], "code": "political", "workbook": "77.00", "computed": "60.00"}]
    assert await ready.rows("select * from scheme_version where version > 1") == []


async def test_a_trial_tells_no_single_item_to_the_college(ready: Campus) -> None:
    """R11.8, R5.7: the scores of single rating items are not the college admin's to see."""
    [(item,)] = await ready.rows("select min(name) from rating_item where college_id = :c", c=ready.ids["info"])
    draft = TEXT.replace("{from: ratingScore, missing: 60}", f"{{from: ratingItem, item: {item}, missing: 60}}")
    answer = await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})
    assert [one["code"] for one in answer.data["tryScheme"]["userErrors"]] == ["ITEM_SCORES_HIDDEN"]


async def test_the_text_in_force_changes_nobody_and_who_is_left_out_is_said(ready: Campus) -> None:
    """R11.8, R5.7: counsellors try for their own classes; the college is not told ratings that rest on one ballot."""
    li, admin = ready.counsellor_li, ready.college_admin
    await ready.fill(li, "cs1", RaterKind.COUNSELLOR, 3)
    await compute_ratings(ready, li, "cs1")
    await ready.execute("update rating_result set rests_on_one = true where class_id = :c", c=ready.ids["cs1"])
    assert (await compute(ready, li, "cs1"))["userErrors"] == []
    mine = (await ready.ask(li, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    size, others = len(STUDENTS["cs1"]), len(STUDENTS["cs2"])
    assert (mine["comparedCount"], mine["changedCount"], mine["lackingCount"]) == (size, 0, others)
    await submit(ready, li, "cs1")
    told = (await ready.ask(admin, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    assert (told["comparedCount"], told["withheldCount"], told["changedCount"]) == (0, size, 0)
    reasons = {one["number"]: one["why"] for one in told["leftOut"]}
    assert reasons[ready.jia.username] == "WITHHELD"
    assert reasons[ready.ji.username] == "LACKING"


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
