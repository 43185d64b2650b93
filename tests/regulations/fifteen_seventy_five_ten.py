"""品德 15、学业 75、文体 10: docs/schemes/15-75-10.md by hand."""

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

HONOURS = {"三好学生": F(2), "优秀学生干部": F(3, 2), "优秀团员": F(1)}
BLAME = {"通报批评": F(2), "警告": F(4), "严重警告": F(6), "记过": F(10)}
PRIZES = {
    "国家级": {"一等奖": F(6), "二等奖": F(5), "三等奖": F(4)},
    "省级": {"一等奖": F(4), "二等奖": F(3), "三等奖": F(2)},
    "校级": {"一等奖": F(2), "二等奖": F(3, 2), "三等奖": F(1)},
}


def reckon(v: Values, items: Sequence[Item]) -> Exact:
    honour = min(total([HONOURS[one.item] for one in of(items, "荣誉")]), F(3))
    served = min(total([F(one.amount or 0) / 20 for one in of(items, "志愿服务")]), F(2))
    taken = total([BLAME[one.level] for one in of(items, "违纪")])
    moral = between(between(v["民主评议"], 0, 100) / 10 + honour + served - taken, 0, 15)
    average = v["平均学分成绩"]
    study = between(average * F(3, 4) + (1 if average >= 95 else 0) - v["必修不及格门数"], 0, 75)
    fit = v["体测"]
    step = 5 if fit >= 90 else 4 if fit >= 80 else 3 if fit >= 70 else 2 if fit >= 60 else 0
    won = highest_of_a_kind([(one, PRIZES[one.level][one.award]) for one in of(items, "文体竞赛")])
    arts = min(step + (1 if fit >= 100 else 0) + min(top(won, 3), F(5)), F(10))
    qualities = {"moral": moral, "academic": study, "arts": arts, "overall": moral + study + arts}
    return {
        "违纪": -taken,
        "必修不及格门数": v["必修不及格门数"],
        "品德分": moral,
        "学业分": study,
        "文体分": arts,
        **qualities,
    }


def by_score(score: F, best: int, good: int, middling: int) -> str:
    return "优秀" if score >= best else "良好" if score >= good else "中等" if score >= middling else "不合格"


def levels(one: Standing) -> dict[str, str]:
    passed = one.exact["必修不及格门数"] == 0
    found = {"moral": by_score(one.shown["moral"], 13, 11, 9), "arts": by_score(one.shown["arts"], 8, 6, 2)}
    if one.first_of_class("academic", 20) and passed:
        found["academic"] = "优秀"
    elif one.first_of_class("academic", 50):
        found["academic"] = "良好"
    else:
        found["academic"] = "中等" if one.shown["academic"] >= 45 else "不合格"
    worthy = passed and one.shown["moral"] >= 11 and one.exact["违纪"] == 0
    if one.first_of_grade("overall", 15) and worthy:
        found["overall"] = "优秀"
    elif one.first_of_grade("overall", 40):
        found["overall"] = "良好"
    else:
        found["overall"] = "中等" if one.shown["overall"] >= 60 else "不合格"
    return found


REGULATION = Regulation(
    {"moral": "品德", "academic": "学业", "arts": "文体", "overall": "综合"},
    reckon,
    levels,
    columns={"体测": "体测成绩"},
    blank={"体测": F(0)},
)
