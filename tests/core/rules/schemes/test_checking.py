"""A scheme is checked before it is kept: every problem with its place, and with what would be right (R11.4)."""

import json
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.rules.schemes.checking import Around
from core.rules.schemes.given import Given, Item
from core.rules.schemes.marked import MOST_CHARACTERS, read_marked
from core.rules.schemes.problems import Problem, SchemeFaults
from core.rules.schemes.reading import read_scheme
from core.rules.schemes.reckoning import reckon
from db.schemes import COMPUTED, OPERATORS, Category, Input, Limited, Node, Scheme
from tests.core.rules.schemes import packs

GOOD = packs.text("four-qualities")


def problems(text: str) -> list[Problem]:
    with pytest.raises(SchemeFaults) as caught:
        read_scheme(text, packs.AROUND["four-qualities"])
    return caught.value.problems


def place_of(text: str, part: str) -> tuple[int, int]:
    before = text[: text.index(part)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("name", packs.AROUND)
def test_the_rule_packs_of_the_documents_are_sound(name: str) -> None:
    """R11.3: kinds of regulations that colleges publish can be said in the language."""
    assert packs.scheme(name).title


WRONG: list[tuple[str, str, str | None, str, str]] = [
    # what is replaced, by what, where the problem is, and a part of both sentences
    (
        "title: 手册的四项成绩",
        "titlee: 手册的四项成绩",
        "titlee",
        "没有“titlee”这一项：是否为“title”？",
        'did you mean "title"?',
    ),
    ("学业成绩: academicScore", "学业成绩: academicScor", "academicScor", "是否为“academicScore”？", "academicScore"),
    ("failedCourses", "[1]", "[1]", "请写 from: 来源（academicScore、", "Write from:"),
    ("max: 100, missing: 60", "max: hundred", "hundred", "应是数，现在是“hundred”", "has to be a number"),
    ("max: 100, missing: 60", "missing: 60", "{from: column", "缺少“max”", '"max" is missing'),
    ("max: 100, missing: 60", "max: 1e9", "1e9", "应小于 100000", "less than 100000"),
    ("max: 100, missing: 60", "max: 0.12345", "0.12345", "最多 4 位小数", "At most 4 decimals"),
    ("max: 100, missing: 60", "max: 0", None, "max 应大于 min", "greater than `min`"),
    ("max: 100, missing: 60", "max: .nan", ".nan", "应是数", "has to be a number"),
    ("{min: 0, max: 10}", "{min: 10, max: 10}", "10}", "max 应大于 min", "greater than `min`"),
    ("{by: [level], table", "{by: [levelx], table", "levelx", "是否为“level”？", "level"),
    ("{by: [level], table", "{by: [level, award], table", "5, 记过", "表应有 2 层", "one level for each"),
    ("{by: [level], table", "{by: [level, level], table", "[level, level]", "同一事实写了两次", "stands here twice"),
    ("{howMany: [处分]}", "{howMany: [学业成绩]}", "学业成绩]", "不是项目类别", "no category of items"),
    ("{howMany: [处分]}", "{howmany: [处分]}", "{howmany", "是否为“howMany”？", 'mean "howMany"'),
    ("{howMany: [处分]}", "{}", "{}", "没有说明是哪种运算", "names no operator"),
    ("{howMany: [处分]}", "", None, "这里不能空着", "can't be blank"),
    (
        "{howMany: [处分]}",
        "[处分]",
        "[处分]\n",
        "这里应是一个数、一个名称或一个运算",
        "a number, a name or an operator",
    ),
    ("perKind: 1", "perKind: 1.5", "1.5", "应是整数", "whole number"),
    ("perKind: 1", "perKind: 0", "0, cap: 40", "不能小于 1", "at least 1"),
    ("{value: 学业成绩, cap: 120}", "{ofBest: 学业成绩}", "{ofBest", "单独写作 parts 中的一项", "a part of its own"),
    ("[发展项目]", "[发展项目, 处分]", "[发展项目, 处分]", "不能一起取最高", "in one list"),
    ("  发展加分: {", "  9分: {", "9分", "不能用作名称", "can't be a name"),
    ("cap: 120", "cap: 120, floor: 121", "121", "floor 121 大于 cap 120", "greater than cap"),
    ("{sum: [评议得分, 处分], floor", "{sum: [评议得份, 处分], floor", "评议得份", "是否为“评议得分”？", "评议得分"),
    ("{sum: [评议得分, 处分], floor", "{sum: 评议得分, floor", "评议得分, floor", "应是列表", "has to be a list"),
    ("{sum: [评议得分, 处分], floor", "{sum: [评议得分, overall, 处分], floor", None, "循环引用：", "need one another"),
    ("scholastic: 60", "scholastic: 50", "{political: 20", "权重合计应为 100，现在是 90", "not 90"),
    ("scholastic: 60", "scholastik: 60", "scholastik", "是否为“scholastic”？", "scholastic"),
    ("  development:\n", "  developmentx:\n", "developmentx", "是否为“development”？", 'mean "development"'),
    ("ratio: 0.6", "ratio: 六", "六}", "应是数", "has to be a number"),
    ("level: 优秀, atLeast: 80", "level: 优等, atLeast: 80", "优等", "没有等次“优等”：", "No level"),
    ("{level: 优秀, atLeast: 80}", "{level: 优秀}", "{level: 优秀}", "请移到最后", "put it last"),
    (
        "topPercent: 50, within: grade",
        "topPercent: 50",
        "{level: 良好, topPercent: 50}",
        "须写明 within",
        "Add `within",
    ),
    ("topPercent: 50, within: grade", "topPercent: 101, within: grade", "101", "不能大于 100", "at most 100"),
    (
        "topPercent: 50, within: grade",
        "atLeast: 70, within: grade",
        "within: grade}\n      - {level: 合格",
        "须与",
        "belongs",
    ),
    (
        "处分次数: {atMost: 0}}}, {level: 良好, atLeast: 80}",
        "处分次数: {}}}, {level: 良好}",
        "{}}}",
        "请写 atLeast",
        "Write",
    ),
    (
        "qualities:",
        "jointCaps: [{of: [发展加分, 学业成绩], cap: 9}]\nqualities:",
        "学业成绩], cap: 9",
        "parts 中没有",
        "not one",
    ),
    ("parts:", "parts:\n  没用到: 3", "没用到", "没有用到", "Nothing uses"),
    ("parts:", "parts:\n  学业成绩: 3", "学业成绩: 3", "已经用作别的名称", "is a name already"),
    ("parts:", "parts:\n  发展加分: 3", "发展加分: {items", "写了两次，第一次在第", "stands here twice"),
    ("parts:", "parts: &a", "&a", "不能使用锚点和别名", "No anchors"),
    ("parts:", "parts: !!python/object/apply:os.system\n", None, "不能使用标签", "Tags"),
    ("parts:", "---\nparts:", "---\nparts", "一份文档", "one document"),
    ("parts:", "\tparts:", None, "缩进只能用空格", "spaces alone"),
    ("parts:", " parts:", None, "不符合 YAML 的写法", "not YAML"),
    ("title: 手册", "title：手册", "：手册", "“：”是中文标点：请改为英文的“:”和一个空格", 'write ":" and a space'),
    ("title: 手册", "title:手册", ":手册", "冒号后须有一个空格", "space has to follow"),
    ("[评议得分, 处分]", "[评议得分，处分]", "，处分], floor", "“，”是中文标点", 'write "," and'),
    ("{howMany: [处分]}", "｛howMany: [处分]｝", "｛howMany", "请改为英文的“{”", 'write "{"'),
    ("{level: 优秀, atLeast: 80}", "{level: “优秀”, atLeast: 80}", "“优秀”", "中文引号", "Chinese quotes"),
    ("{howMany: [处分]}", "{howMany: [处分], only: {level: [纪过]}}", "纪过]", "没有“纪过”：是否为“记过”", "记过"),
    ("{howMany: [处分]}", "{howMany: [处分], only: {levels: [记过]}}", "levels: [记", "不能写“levels”", "level"),
    ("{howMany: [处分]}", "'>=70'", "'>=70'", "比较请写 {atLeast: 70}", "{atLeast: 70}"),
    ("level: 优秀, atLeast: 80", "level: 优秀, atLeast: '≥ 80'", "'≥ 80'", "这里只写数：80", "number alone: 80"),
    (
        "{howMany: [处分]}",
        "{min: [评议得分, 40], cap: 40}",
        "{min: [评",
        "没有“min”这种运算：取较小的用 cap",
        "use cap",
    ),
    (
        "{howMany: [处分]}",
        "评议得分 - 处分 - 学业成绩",
        "评议得分 -",
        "请写 {sum: [评议得分, 处分, {share: 学业成绩, ratio: -1}]}",
        "write {sum",
    ),
    ("{howMany: [处分]}", "评议得分*0.3", "评议得分*", "相乘请写 {share: 评议得分, ratio: 0.3}", "product as {share:"),
    ("{howMany: [处分]}", "-2 × 不及格门数", "-2 ×", "相乘请写 {share: 不及格门数, ratio: -2}", "ratio: -2}"),
    ("{howMany: [处分]}", "评议得分/2*3", "评议得分/", "要计算请用运算", "Use operators"),
    ("ratio: 0.6", "ratio: 60%", "60%", "“60%”请写 0.6", 'Write 0.6 for "60%"'),
    ("ratio: 0.6", "ratio: 1/4", "1/4", "“1/4”请写 0.25", "Write 0.25"),
    ("ratio: 0.6", "ratio: 1/3", "1/3", "最多 4 位", "at most 4 decimals"),
    ("ratio: 0.6", "ratio: 1/0", "1/0", "应是数", "has to be a number"),
    ("scholastic: 60", "scholastic: 60％", "60％", "“60％”请写 60", "Write 60"),
    ("topPercent: 50, within: grade", "topPercent: 50%, within: grade", "50%, w", "“50%”请写 50", "Write 50"),
    (
        "{value: 学业成绩, cap: 120}",
        "{veto: 学业成绩, when: {处分次数: {above: 0}}, gives: {value: 学业成绩, cap: 59}}",
        "{value: 学业成绩, cap: 59}",
        "gives 只能是一个数；“最高 59 分”写 {value: 甲, cap: {steps",
        "a number alone",
    ),
    (
        "  development:\n",
        "  发展性素质:\n",
        "发展性素质:",
        "没有“发展性素质”：可用：development",
        "possible: development",
    ),
    ("political: {atLeast: 80}", "思想政治素质: {atLeast: 80}", "思想政治素质: {", "写代号“political”", "the code"),
    (
        "处分次数: {atMost: 0}, pol",
        "处分: {atMost: 0}, pol",
        "{atMost: 0}, pol",
        "总是成立：扣分的合计不大于 0",
        "always holds",
    ),
    (
        "处分次数: {atMost: 0}, pol",
        "处分次数: {below: 0}, pol",
        "{below: 0}, pol",
        "永不成立：“处分次数”不小于 0",
        "never",
    ),
    (
        "处分次数: {atMost: 0}, pol",
        "体质测试: {atMost: 100}, pol",
        "{atMost: 100}, pol",
        "在 0 至 100 之间",
        "within 0",
    ),
    ("{howMany: [处分]}", "{best: [处分]}", "[处分]}", "类别中最高的几项用 items", "use sum, or items"),
    (
        "levels: [{level: 优秀, atLeast: 80}",
        "level: [{level: 优秀, atLeast: 80}",
        "level: [",
        "是否为“levels”",
        "levels",
    ),
    ("level: 良好, atLeast: 60}", "level: 良好, atLeast: 81}", "{level: 良好, atLeast: 81", "前面已得“优秀”", "Nobody"),
    ("level: 合格, atLeast: 36}", "level: 优秀, atLeast: 36}", "优秀, atLeast: 36", "须连在一起", "follow each other"),
    ("parts:", "{a: b}: c\nparts:", "{a: b}", "冒号前应是名称", "before the colon"),
    ("parts:", "par\x00ts:", None, "不能使用的字符", "can't be used"),
]


@pytest.mark.parametrize(("old", "new", "at", "zh", "en"), WRONG, ids=[one[1][:30] for one in WRONG])
def test_each_problem_has_its_line_and_column_and_says_what_would_be_right(
    old: str, new: str, at: str | None, zh: str, en: str
) -> None:
    """R11.4: the place in the text, what is meant, and what would be right, in Chinese and English."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = problems(text)
    fitting = [one for one in found if zh in one.message("zh") and en in one.message("en")]
    assert fitting, [one.message("zh") for one in found]
    if at is not None:
        line, column = place_of(text, at)
        assert (line, column) in [one.place for one in fitting]


def test_all_problems_come_at_once_in_their_order() -> None:
    """R11.4: whoever writes a scheme mends it in one go."""
    text = GOOD.replace("scholastic: 60", "scholastic: 50").replace("[处分]}", "[处份]}").replace("[评议得分", "[评议")
    found = problems(text)
    assert [one.place for one in found] == sorted(one.place for one in found)
    assert len(found) >= 3
    said = "第 19 行第 20 列（parts.处分次数.howMany.1）：没有“处份”：是否为“处分”？"
    assert said in [one.message("zh") for one in found]


def test_what_is_misspelt_is_told_once() -> None:
    """R11.4: a key, a quality and an input: nobody reads that one of them is missing, or unused, too."""
    for old, new in (("levels: [{level: 优秀, atLeast: 80}", "level: [{level: 优秀, atLeast: 80}"),):
        assert [one.zh for one in problems(GOOD.replace(old, new))] == ["没有“level”这一项：是否为“levels”？"]
    for wrong, right in (("scholastik", "是否为“scholastic”？"), ("科学文化素质", "可用：scholastic")):
        found = problems(GOOD.replace("  scholastic:\n", f"  {wrong}:\n"))
        assert [one.zh for one in found] == [f"本批次没有“{wrong}”：{right}"]
    found = problems(GOOD.replace("[处分]}", "[处份]}").replace("分, 处分]", "分, 处份]"))
    assert {one.zh for one in found} == {"没有“处份”：是否为“处分”？"}


def test_a_chinese_colon_in_a_title_is_no_fault_and_hides_none() -> None:
    """R11.4: only a character that stands for one of YAML is told."""
    assert read_scheme(GOOD.replace("title: ", "title: 方案：第一，"), packs.AROUND["four-qualities"])
    found = problems(GOOD.replace("title: ", "title: 方案：第一，").replace("[处分]}", "[处份]}"))
    assert [one.zh for one in found] == ["没有“处份”：是否为“处分”？"]


def test_a_quality_that_is_left_out_is_named() -> None:
    """R11.4."""
    head, _, rest = GOOD.partition("  development:\n")
    text = head + "  overall:\n" + rest.partition("  overall:\n")[2]
    assert any("缺少：development（发展性素质）" in one.zh for one in problems(text))


def test_names_that_are_not_used_and_circles_are_found_together() -> None:
    text = GOOD.replace("parts:", "parts:\n  甲: {share: 乙, ratio: 2}\n  乙: {value: 甲}\n  丙: 1")
    assert {one.path for one in problems(text)} >= {"parts.丙", "parts.甲"}


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MOST_CHARACTERS + 1),
        "[" * 50_000,
        "a: " + "[" * 90 + "]" * 90,
        "a:\n" + "\n".join(f"  k{place}: 1" for place in range(6_000)),
        "a: &a [1]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "",
        "# nothing",
        "--- \n...\n",
        "{",
        "a: b: c",
        "\ufeff\x07",
        "- 1",
        "3",
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_the_reader_hang_or_break(text: str) -> None:
    """R11.4: a scheme can only compute; what is too large, too deep or strange is refused with its place."""
    assert all(one.place.line >= 1 and one.zh and one.en for one in problems(text))


@given(st.data())
def test_a_damaged_scheme_is_refused_or_read_but_never_breaks(data: st.DataObject) -> None:
    """R11.4."""
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    put = data.draw(st.text(st.sampled_from("{}[]:,-#&*!|>'\"% \n\t01.e优分abc"), max_size=6))
    with suppress(SchemeFaults):
        read_scheme(GOOD[:start] + put + GOOD[end:], packs.AROUND["four-qualities"])


def schema() -> dict[str, Any]:
    """The JSON Schema, as editors read it."""
    made = Scheme.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def test_the_schema_for_editors_is_the_language() -> None:
    """R11.4: `python -m tests.core.rules.schemes.test_checking` writes it again."""
    assert json.loads((packs.FOLDER / "scheme.schema.json").read_text(encoding="utf-8")) == schema()


PAGE = (packs.FOLDER.parent / "schemes.md").read_text(encoding="utf-8")


def test_the_page_on_schemes_tells_every_operator_and_every_input() -> None:
    for name in (*OPERATORS, *COMPUTED, "floor", "cap", "jointCaps", "ratingItem", "column", "missing"):
        assert f"`{name}`" in PAGE, name


def test_the_examples_of_the_page_on_schemes_can_be_used() -> None:
    (whole, _) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    scheme = read_scheme(whole, Around({"practice": "实践", "overall": "总分"}, ["优秀", "合格"]))
    served = [Item("志愿服务", "图书馆值班", amount=Decimal(12)), Item("志愿服务", "社区支教", amount=Decimal(20))]
    for values, items, totals in ((92, served, ["20.00", "88.00"]), (58, [], ["0.00", "68.00"])):
        reckoned = reckon(scheme, Given({"学业成绩": Decimal(85), "体测": Decimal(values)}, items))
        assert [str(reckoned.score(code)) for code in scheme.qualities] == totals
        assert all(f"{total}" in PAGE for total in totals)
    nodes = re.findall(r"\| `(\{.*?)` \|$", PAGE, re.M)
    read = [TypeAdapter(Node).validate_python(read_marked(one).value) for one in nodes]
    assert {one.operator for one in read if isinstance(one, Limited)} == {*OPERATORS}
    inputs = re.findall(r"\| `\w+: (.*?)` \|$", PAGE, re.M)
    assert len([TypeAdapter(Input).validate_python(read_marked(one).value) for one in inputs]) == 8
    of_items = re.findall(r"^\| `((?:points|roles|time|most|deduction): .*?)` \|", PAGE, re.M)
    assert len([_category(read_marked(one).value) for one in of_items]) == 10


def _category(part: dict[str, Any]) -> Category:
    return Category.model_validate({"from": "items", "points": "1", **part})


if __name__ == "__main__":
    (packs.FOLDER / "scheme.schema.json").write_text(
        json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
