"""五育并举: docs/schemes/five-educations.md by hand."""

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
    top,
    total,
)

ARTS = {
    "校外": {"一等奖": F(12), "二等奖": F(9), "参加": F(3)},
    "校内": {"一等奖": F(6), "二等奖": F(4), "参加": F(1)},
}
POSTS = {"劳动委员": F(20), "宿舍长": F(12)}


def in_office(months: F) -> F:
    return F(1) if months >= 10 else F(1, 2) if months >= 5 else F(0)


def reckon(v: Values, items: Sequence[Item]) -> Exact:
    penalties = len(of(items, "处分"))
    thought = between(v["思想评议"], 0, 30) * 10 / 3
    moral = F(30) if penalties > 2 else between(max(v["评议得分"], thought) - 20 * penalties, 0, 100)
    study = (between(v["平均成绩"], 30, 100) - 30) * 10 / 7
    trained = total([min(F(one.amount or 0) * 3 / 10, F(3)) for one in of(items, "锻炼")])
    body = v["体测"] * F(9, 10) + min(trained, F(10))
    played = highest_of_a_kind([(one, ARTS[one.level][one.award]) for one in of(items, "才艺")])
    beauty = min(60 + top(played, 4), F(100))
    office = [POSTS[one.role] * in_office(F(one.amount or 0)) for one in of(items, "劳动任职")]
    hours = min(total([F(one.amount or 0) for one in of(items, "志愿服务")]), F(20))
    labour = min(60 + top(office, 1) + hours, F(100))
    overall = (25 * moral + 45 * study + 10 * body + 10 * beauty + 10 * labour) / 100
    qualities = {"moral": moral, "intellectual": study, "physical": body, "aesthetic": beauty, "labour": labour}
    return {"处分次数": F(penalties), "不及格门数": v["不及格门数"], **qualities, "overall": overall}


def by_score(score: F, best: int, good: int, passing: int = 0) -> str:
    return "优秀" if score >= best else "良好" if score >= good else "合格" if score >= passing else "不合格"


def levels(one: Standing) -> dict[str, str]:
    unpunished, passed, shown = one.exact["处分次数"] == 0, one.exact["不及格门数"] == 0, one.shown
    found = {
        "moral": by_score(shown["moral"], 90 if unpunished else 1000, 75, 60),
        "physical": by_score(shown["physical"], 85, 70, 54),
        "aesthetic": by_score(shown["aesthetic"], 80, 70),
        "labour": by_score(shown["labour"], 90, 75),
    }
    if one.first_of_class("intellectual", 25) and passed:
        found["intellectual"] = "优秀"
    else:
        found["intellectual"] = "良好" if one.first_of_class("intellectual", 60) else "合格"
    if one.first_of_grade("overall", 15) and passed and shown["moral"] >= 75 and shown["physical"] >= 54:
        found["overall"] = "优秀"
    else:
        found["overall"] = "良好" if one.first_of_grade("overall", 45) else "合格"
    return found


REGULATION = Regulation(
    {
        "moral": "德育",
        "intellectual": "智育",
        "physical": "体育",
        "aesthetic": "美育",
        "labour": "劳育",
        "overall": "总分",
    },
    reckon,
    levels,
    columns={"体测": "体测"},
    blank={"评议得分": F(60), "思想评议": F(0), "平均成绩": F(0), "体测": F(60)},
)
