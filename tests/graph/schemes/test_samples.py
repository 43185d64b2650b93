"""A sample student is reckoned while one writes a scheme (R11.8)."""

from typing import Any

from tests.campus import Campus
from tests.graph.scheme_acts import TEXT, ready

__all__ = ["ready"]

SAMPLE = """query($b: ID!, $t: String!, $s: ID, $v: [SampleValueInput!], $i: [SampleItemInput!]) {
  schemeSample(batchId: $b, text: $t, studentId: $s, values: $v, items: $i) {
    values { name value typed hidden } categories { name facts } items { category item points worth }
    lacks { name item } qualities { code score level } steps { name code value calculation }
    userErrors { code path row message } } }"""


async def test_a_sample_student_is_reckoned_while_one_writes(ready: Campus) -> None:
    """R11.8: from the student's data or from typed ones, with every step; nothing is stored, and no rating is told."""
    logged = await ready.rows("select count(*) from audit_entry")

    async def sample(text: str = TEXT, **more: Any) -> Any:
        return (await ready.ask(ready.college_admin, SAMPLE, b=ready.batch, t=text, **more)).data["schemeSample"]

    made_up = await sample(v=[{"name": "体质测试", "value": "88.5"}, {"name": "别的", "value": "1"}])
    assert (made_up["userErrors"], made_up["lacks"], made_up["qualities"]) == (
        [],
        [{"name": "学业成绩", "item": None}],
        [],
    )
    member = str(ready.jia.id)
    stored = await sample(s=member)
    assert stored["qualities"][2]["score"] == "36.00", "what stands in for a value is no lack"
    typed: Any = {"v": [{"name": "体质测试", "value": "80"}]}
    items = [{"category": "发展项目", "item": "数学建模", "points": "6"}]
    found = await sample(s=member, **typed, i=items)
    values = {one["name"]: (one["value"], one["typed"]) for one in found["values"]}
    assert values["体质测试"] == ("80", True)
    assert values["学业成绩"] == ("90", False) or not values["学业成绩"][1]
    assert found["items"] == [{**items[0], "worth": "6"}]
    assert {"name": "发展项目", "facts": ["points"]} in found["categories"]
    assert [(one["code"], one["score"]) for one in found["qualities"]][2] == ("development", "54.00")
    steps = {one["name"]: one["code"] for one in found["steps"]}
    assert (steps["发展加分"], steps["素质综合测评"]) == (None, "overall")
    others = next(one for one in found["qualities"] if one["level"] is None)
    assert others["score"], "a level by share of the class depends on the others"
    unpriced = await sample(s=member, **typed, i=[{"category": "发展项目", "item": "数学建模", "points": "99"}])
    assert unpriced["lacks"] == [{"name": "发展项目", "item": "数学建模"}]
    [(item,)] = await ready.rows("select min(name) from rating_item where college_id = :c", c=ready.ids["info"])
    by_item = TEXT.replace("{from: ratingScore, missing: 60}", f"{{from: ratingItem, item: {item}, missing: 60}}")
    assert [one["hidden"] for one in (await sample(text=by_item, s=member, **typed))["values"]].count(True) == 1
    [wrong] = (await sample(s=member, v=[{"name": "体质测试", "value": "八十"}]))["userErrors"]
    assert (wrong["code"], wrong["path"]) == ("INVALID", "values")
    [fault] = (await sample(text=TEXT.replace("scholastic: 60", "scholastic: 50")))["userErrors"]
    assert (fault["code"], fault["row"]) == ("SCHEME_FAULTY", 37)
    refused = await ready.ask(ready.counsellor_li, SAMPLE, b=ready.batch, t=TEXT)
    assert (refused.data["schemeSample"], refused.codes) == (None, ["FORBIDDEN"])
    assert await ready.rows("select count(*) from audit_entry") == logged
