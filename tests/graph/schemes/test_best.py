"""A score in proportion to the best one of the class, through the API (R11.3)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.campus import STUDENTS, Campus
from tests.graph.scheme_acts import compute, in_proportion, ready, save

__all__ = ["ready"]

RESULTS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { nodes {
  qualities { quality { code } score } explanation { name value calculation } } } }"""
SAMPLE = """query($b: ID!, $t: String!, $s: ID, $v: [SampleValueInput!]) {
  schemeSample(batchId: $b, text: $t, studentId: $s, values: $v) {
    values { name value typed } lacks { name } qualities { code score } } }"""


async def test_each_gets_the_share_of_the_best_one_and_is_told_of_it(ready: Campus) -> None:
    """R11.3, R11.7: what was the highest then is stored with the result, and stands in its sentence."""
    await save(ready, ready.college_admin, text=in_proportion(), follows=1)
    assert (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"] == []
    answer = await ready.ask(ready.counsellor_li, RESULTS, batch=ready.batch)
    second = answer.data["comprehensiveResults"]["nodes"][1]
    scores = await ready.rows(
        "select academic_score from academic_result join student on student.id = student_id"
        " where academic_score is not null order by number"
    )
    own, best = scores[1].academic_score, max(one.academic_score for one in scores)
    share = (own * 100 / best).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert share < 100
    assert second["qualities"][1]["score"] == str(share)
    told = {one["name"]: one["calculation"] for one in second["explanation"]}
    number, highest, rounded = (f"{one.normalize():f}" for one in (own, best, share))
    assert told["学业分"] == f"学业成绩 {number} ÷ 班级最高 {highest} × 100 → {rounded} = {rounded}"
    stored = await ready.rows("select given -> 'bests' as bests from scheme_given")
    assert [one.bests for one in stored] == [[["学业成绩", "class", f"{best}/1"]]] * len(STUDENTS["cs1"])


async def test_the_best_of_a_grade_wants_the_whole_grade(ready: Campus) -> None:
    """R11.3, R11.6: as levels by share of the grade do; nothing is stored."""
    await save(ready, ready.college_admin, text=in_proportion("grade"), follows=1)
    assert [one["code"] for one in (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"]] == [
        "GRADES_INCOMPLETE"
    ]
    assert await ready.rows("select 1 from comprehensive_result") == []


async def test_a_sample_is_told_the_highest_by_whoever_types_it(ready: Campus) -> None:
    """R11.8: the numbers of others are none of a sample's."""
    member = str(ready.people[STUDENTS["cs1"][1][0]].id)

    async def sample(*typed: dict[str, str]) -> Any:
        asked = {"b": ready.batch, "t": in_proportion(), "s": member, "v": list(typed)}
        return (await ready.ask(ready.college_admin, SAMPLE, **asked)).data["schemeSample"]

    highest = "学业成绩（班级最高）"
    assert [one["name"] for one in (await sample())["lacks"]] == [highest]
    found = await sample({"name": "学业成绩", "value": "88"}, {"name": highest, "value": "90"})
    assert {"name": highest, "value": "90", "typed": True} in found["values"]
    assert {one["code"]: one["score"] for one in found["qualities"]}["scholastic"] == "97.78"
