"""A scheme makes the imported stage of chapter 6: inputs by workbook, whole classes or nothing, each result explained
(R11).
"""

from decimal import Decimal
from typing import Any

from tests.campus import STUDENTS, Campus
from tests.core.rules.schemes.packs import text
from tests.graph.comprehensive_acts import bring_in, of_class, submit
from tests.graph.scheme_acts import ITEMS, TEXT, bring, compute, ready, save, who_is

__all__ = ["ready"]


RESULTS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { nodes {
  student { number } computed qualities { quality { code } score level classRank { label } }
  explanation { name value calculation level } } } }"""
FROZEN = "query($batch: ID!) { schemes(batchId: $batch) { nodes { frozen frozenReason } } }"
OF_SHEETS = "query($batch: ID!) { resultSheets(batchId: $batch) { nodes { scheme { inForce frozen } } } }"


async def test_a_class_is_computed_from_inputs_ranked_and_explained(ready: Campus) -> None:
    """R11.5, R11.7: what was imported by workbook and computed before becomes results; each one tells its steps."""
    members = [key for key, _ in STUDENTS["cs1"]]
    values: list[list[Any]] = [[*who_is(ready, key), 80] for key in members]
    brought = await bring(ready, ready.counsellor_li, "VALUES", ("学号", "姓名", "体质测试"), values)
    assert (brought["userErrors"], brought["rowCount"]) == ([], len(members))
    items: list[list[Any]] = [
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 6],
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 4],
        [*who_is(ready, members[1]), "处分", "违纪", "警告", None],
    ]
    assert (await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, items))["userErrors"] == []
    done = await compute(ready, ready.counsellor_li, "cs1")
    assert (done["userErrors"], done["studentCount"], done["created"]) == ([], len(members), len(members))
    assert [one["status"] for one in done["resultSheets"]] == ["IMPORTED"]
    assert done["resultSheets"][0]["scheme"] == {"version": 1}
    nodes = (await ready.ask(ready.counsellor_li, RESULTS, batch=ready.batch)).data["comprehensiveResults"]["nodes"]
    first, second = nodes[:2]
    [(score,)] = await ready.rows(
        "select academic_score from academic_result where student_id = :s", s=ready.people[members[0]].id
    )
    scores = [Decimal(one["score"]) for one in first["qualities"]]
    overall = (60 * 20 + score * 60 + 54 * 20) / 100
    assert scores == [60, score, 48 + 6, overall.quantize(Decimal("0.01"))]
    assert [one["level"] for one in second["qualities"]][:1] == ["不合格"]
    assert Decimal(second["qualities"][0]["score"]) == 55
    assert first["computed"]
    told = {one["name"]: one for one in first["explanation"]}
    assert told["发展加分"] == {
        "name": "发展加分",
        "value": "6",
        "calculation": "数学建模 6；数学建模 4 不计 = 6",
        "level": None,
    }
    reasons = [one["level"] for one in second["explanation"] if one["level"]]
    assert [one.partition("：")[0] for one in reasons] == [one["level"] for one in second["qualities"]]
    assert reasons[0].startswith("不合格：不设条件；未得")
    assert told["素质综合测评"]["value"] == first["qualities"][3]["score"]
    again = await compute(ready, ready.college_admin, "cs1")
    assert (again["unchanged"], again["replaced"]) == (len(members), 0)


async def test_importing_instead_and_submitting_stay_as_they_are(ready: Campus) -> None:
    """R11.5, R6.4: a workbook may still be imported, and says so; what is submitted is not computed again."""
    await compute(ready, ready.counsellor_li, "cs1")
    await bring_in(ready, ready.counsellor_li, of_class(ready, "cs1"))
    nodes = (await ready.ask(ready.counsellor_li, RESULTS, batch=ready.batch)).data["comprehensiveResults"]["nodes"]
    assert [(one["computed"], one["explanation"]) for one in nodes] == [(False, None)] * len(nodes)
    await compute(ready, ready.counsellor_li, "cs1")
    await submit(ready, ready.counsellor_li, "cs1")
    assert [one["code"] for one in (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"]] == [
        "SHEET_SUBMITTED"
    ]
    frozen = await save(ready, ready.college_admin, text=TEXT + "# 改\n", follows=1)
    [refusal] = frozen.data["saveScheme"]["userErrors"]
    assert refusal["code"] == "SCHEME_FROZEN"
    reasons = [(ready.college_admin, refusal["message"]), (ready.counsellor_zhao, "另有 1 个班级")]
    for person, reason in reasons:
        [read] = (await ready.ask(person, FROZEN, batch=ready.batch)).data["schemes"]["nodes"]
        assert (read["frozen"], reason in read["frozenReason"]) == (True, True), read
    [sheet] = (await ready.ask(ready.counsellor_li, OF_SHEETS, batch=ready.batch)).data["resultSheets"]["nodes"][:1]
    assert sheet["scheme"] == {"inForce": True, "frozen": True}


async def test_levels_by_share_of_the_grade_ask_for_the_whole_grade(ready: Campus) -> None:
    """R11.6: the other class of the grade is named."""
    await save(ready, ready.college_admin, text=text("four-qualities"), follows=1)
    refused = await compute(ready, ready.college_admin, "cs1")
    [fault] = refused["userErrors"]
    assert fault["code"] == "GRADES_INCOMPLETE"


async def test_a_score_below_zero_is_refused_with_the_name_of_its_quality(ready: Campus) -> None:
    """R11.5: nothing is stored, and the college reads 发展性素质 and not `development`."""
    below = TEXT.replace("发展加分], cap: 100}", "发展加分, -500], cap: 100}")
    assert (await save(ready, ready.college_admin, text=below, follows=1)).data["saveScheme"]["userErrors"] == []
    refused = (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"]
    assert {one["code"] for one in refused} == {"SCORES_OUT_OF_RANGE"}
    assert "的“发展性素质”小于 0" in refused[0]["message"]
    assert await ready.rows("select 1 from comprehensive_result") == []
