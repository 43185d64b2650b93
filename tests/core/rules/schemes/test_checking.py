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
from tests.core.rules.schemes.wrong import WRONG

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
