"""手册的四项成绩: docs/schemes/four-qualities.md by hand."""

from collections.abc import Sequence

from tests.regulations.plain import (
    Exact,
    F,
    Item,
    Regulation,
    Standing,
    Values,
    between,
    highest_of_a_kind,
    of,
    total,
)

PUNISHED = {"警告": F(5), "记过": F(10), "留校察看": F(20)}


def reckon(v: Values, items: Sequence[Item]) -> Exact:
    penalties = of(items, "处分")
    political = between(v["评议得分"] - total([PUNISHED[one.level] for one in penalties]), 0, 100)
    scholastic = min(v["学业成绩"], F(120))
    grown = min(total(highest_of_a_kind([(one, F(one.points or 0)) for one in of(items, "发展项目")])), F(40))
    development = min(v["体质测试"] * F(3, 5) + grown, F(100))
    parts = {"处分次数": F(len(penalties)), "发展加分": grown, "不及格门数": v["不及格门数"]}
    overall = (political * 20 + scholastic * 60 + development * 20) / 100
    qualities = {"political": political, "scholastic": scholastic, "development": development, "overall": overall}
    return {**parts, **qualities}


def by_score(score: F, best: int, good: int, passing: int) -> str:
    return "优秀" if score >= best else "良好" if score >= good else "合格" if score >= passing else "不合格"


def levels(one: Standing) -> dict[str, str]:
    unpunished, passed, shown = one.exact["处分次数"] == 0, one.exact["不及格门数"] == 0, one.shown
    found = {"development": by_score(shown["development"], 80, 60, 36)}
    found["political"] = by_score(shown["political"], 90 if unpunished else 1000, 80, 60)
    found["scholastic"] = by_score(shown["scholastic"], 1000, 1000, 60)
    if one.first_of_grade("scholastic", 20) and passed:
        found["scholastic"] = "优秀"
    elif one.first_of_grade("scholastic", 50):
        found["scholastic"] = "良好"
    found["overall"] = by_score(shown["overall"], 1000, 1000, 60)
    if one.first_of_class("overall", 20) and passed and unpunished and shown["political"] >= 80:
        found["overall"] = "优秀"
    elif one.first_of_class("overall", 50):
        found["overall"] = "良好"
    return found


REGULATION = Regulation(
    {"political": "思想政治素质", "scholastic": "科学文化素质", "development": "发展性素质", "overall": "素质综合测评"},
    reckon,
    levels,
    columns={"体质测试": "体质测试"},
    blank={"评议得分": F(60), "体质测试": F(60)},
)
