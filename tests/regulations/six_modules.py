"""六个模块: docs/schemes/six-modules.md by hand."""

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

HONOURS = {"国家级": F(15), "省级": F(10), "校级": F(5), "院级": F(2)}
POSTS = {"学生会主席": F(12), "班长": F(8), "团支书": F(8), "班委": F(5), "寝室长": F(2)}
PUNISHED = {"通报批评": F(5), "警告": F(10), "严重警告": F(15), "记过": F(20), "留校察看": F(30)}
PRIZES = {
    "国家级": {"特等奖": F(14), "一等奖": F(12), "二等奖": F(10), "三等奖": F(8)},
    "省级": {"特等奖": F(9), "一等奖": F(8), "二等奖": F(6), "三等奖": F(4)},
    "校级": {"特等奖": F(4), "一等奖": F(3), "二等奖": F(2), "三等奖": F(1)},
}
AUTHORED = {"核心": {"第一作者": F(12), "第二作者": F(6)}, "一般": {"第一作者": F(5), "第二作者": F(2)}}
PATENTS = {"发明专利": F(15), "实用新型": F(6), "外观设计": F(4), "软件著作权": F(4)}


def prize(one: Item) -> F:
    points = PRIZES[one.level][one.award]
    return max(points - 2, F(0)) if one.role == "队员" else points


def reckon(v: Values, items: Sequence[Item]) -> Exact:
    panel = min(v["小组评分"], v["自评"])
    judged = v["辅导员评分"] * F(2, 5) + panel * F(3, 10) + v["自评"] * F(3, 10)
    honours = total(highest_of_a_kind([(one, HONOURS[one.level]) for one in of(items, "荣誉称号")]))
    served = [POSTS[one.item] * min(F(one.amount or 0) / 10, F(1)) for one in of(items, "社会工作")]
    bonus = min(honours + top(served, 1), F(30))
    penalties = of(items, "违纪处分")
    moral = between(judged * F(4, 5) + bonus - total([PUNISHED[one.level] for one in penalties]), 0, 100)
    if len(penalties) >= 3:
        moral = F(0)
    contests = min(top(highest_of_a_kind([(one, prize(one)) for one in of(items, "学科竞赛")]), 5), F(20))
    papers = min(total([AUTHORED[one.level][one.role] for one in of(items, "论文")]), F(15))
    shares = [(PATENTS[one.item], F(1, 2) if one.role == "其他发明人" else F(1)) for one in of(items, "专利")]
    patents = min(total([points * share for points, share in shares]), F(15))
    papers = min(papers, 30 - contests)
    patents = min(patents, 30 - contests - papers)
    shown = top([F(one.points or 0) for one in of(items, "文艺活动")], 3)
    beauty = min(40 + (between(v["美育课程"], 60, 100) - 60) * 50 / 40 + shown, F(100))
    labour = min(60 + total([min(F(one.amount or 0) * 3 / 2, F(6)) for one in of(items, "劳动")]), F(100))
    study = min(v["学业成绩"] * F(17, 20) + papers, F(100))
    new = min(40 + contests + patents, F(100))
    parts = {"小组认定": panel, "评议": judged, "德育加分": bonus, "违纪次数": F(len(penalties))}
    parts |= {"竞赛加分": contests, "论文加分": papers, "专利加分": patents, "不及格门数": v["不及格门数"]}
    qualities = {"moral": moral, "intellectual": study, "physical": v["体测"], "aesthetic": beauty, "labour": labour}
    overall = (20 * moral + 50 * study + 10 * v["体测"] + 5 * beauty + 5 * labour + 10 * new) / 100
    return {**parts, **qualities, "innovation": new, "overall": overall}


def by_score(score: F, best: int, good: int) -> str:
    return "优秀" if score >= best else "良好" if score >= good else "合格"


def levels(one: Standing) -> dict[str, str]:
    unpunished, passed = one.exact["违纪次数"] == 0, one.exact["不及格门数"] == 0
    found = {code: by_score(one.shown[code], 90, 80) for code in ("moral", "physical", "aesthetic", "labour")}
    if one.shown["moral"] >= 80 and not unpunished:
        found["moral"] = "良好"
    found["innovation"] = by_score(one.shown["innovation"], 70, 55)
    if one.first_of_grade("intellectual", 30) and passed:
        found["intellectual"] = "优秀"
    else:
        found["intellectual"] = "良好" if one.first_of_grade("intellectual", 60) else "合格"
    if one.first_of_class("overall", 15) and passed and unpunished and one.shown["physical"] >= 60:
        found["overall"] = "优秀"
    else:
        found["overall"] = "良好" if one.first_of_class("overall", 45) else "合格"
    return found


REGULATION = Regulation(
    {
        "moral": "德育",
        "intellectual": "智育",
        "physical": "体育",
        "aesthetic": "美育",
        "labour": "劳育",
        "innovation": "创新",
        "overall": "综合",
    },
    reckon,
    levels,
    columns={
        "辅导员评分": "辅导员评分",
        "小组评分": "班级评议小组评分",
        "自评": "自我评分",
        "体测": "体测成绩",
        "美育课程": "美育课程",
    },
    blank={"体测": F(0), "美育课程": F(60)},
)
