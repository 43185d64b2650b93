"""A refusal of an item quotes the word that the scheme does not know, and says which it knows (R11.3)."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from core.rules.schemes.given import Item, worth
from core.rules.schemes.pricing import allowed, needed, why_unpriced
from db.schemes import Category

TABLE = {"by": ["level", "award"], "table": {"国家级": {"一等奖": 10, "二等奖": 8}, "校级": {"一等奖": 2}}}
CATEGORIES: list[dict[str, Any]] = [
    {"points": "3"},
    {"points": TABLE, "roles": {"负责人": {}, "队员": {"add": "-2"}}},
    {"points": {"by": ["item"], "table": {"三好学生": 2}}},
    {"points": {"perUnit": "0.5"}},
    {"points": {"max": 5}},
    {"points": "4", "time": {"full": 10}},
    {"points": "4", "time": {"from": {10: 1, 5: "0.5"}}},
]


def category(given: dict[str, Any]) -> Category:
    return Category.model_validate({"from": "items", **given})


@pytest.mark.parametrize("given", CATEGORIES)
def test_an_item_is_refused_with_words_exactly_where_it_has_no_worth(given: dict[str, Any]) -> None:
    one = category(given)
    words = product(("三好学生", "别的"), ("国家级", "省级", ""), ("一等奖", "二等奖", ""), ("队员", "观众", ""))
    numbers = [(amount, points) for amount in (None, Decimal(6)) for points in (None, Decimal(5), Decimal(6))]
    for (name, level, award, role), (amount, points) in product(words, numbers):
        item = Item("类", name, level, award, role, amount=amount, points=points)
        assert (worth(one, item) is None) == bool([*why_unpriced(one, item)]), item


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"level": "省级"}, [("level", "级别“省级”不在方案之列，可填：国家级、校级")]),
        ({"level": "校级", "award": "二等奖"}, [("award", "“校级”的奖项“二等奖”不在方案之列，可填：一等奖")]),
        ({}, [("level", "没有填写级别，可填：国家级、校级")]),
        (
            {"level": "校级", "role": "观众"},
            [("award", "没有填写奖项，可填：一等奖"), ("role", "角色“观众”不在方案之列，可填：负责人、队员")],
        ),
    ],
)
def test_the_word_is_quoted_with_those_that_stand_in_its_place(
    facts: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    one = category(CATEGORIES[1])
    assert [(found.fact, found.zh) for found in why_unpriced(one, Item("类", "建模", **facts))] == told


def test_a_long_list_is_told_in_part_and_a_template_offers_all_of_it() -> None:
    one = category({"points": {"by": ["item"], "table": {f"第{place}项": 1 for place in range(1, 41)}}})
    [found] = why_unpriced(one, Item("类", "别的"))
    assert found.zh.endswith("第12项 等 40 个")
    assert len(allowed(one)["item"]) == 40
    assert needed(category(CATEGORIES[5])) == ["amount"]
