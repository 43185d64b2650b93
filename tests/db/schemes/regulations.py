"""The four regulations of docs/schemes once more, each by hand as its text says it, without any tree.

A student is a dict of values and a list of items; each function returns the exact score of every quality and the facts
that its levels ask for.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from core.rules.schemes.given import Item

F = Fraction
Values = Mapping[str, F]
Scores = dict[str, F]
HALF = F(1, 2)


def of(items: Sequence[Item], category: str) -> list[Item]:
    return [one for one in items if one.category == category]


def between(value: F, low: Any, high: Any) -> F:
    return max(F(low), min(F(high), value))


def highest_of_name(worths: Sequence[tuple[str, F]]) -> list[F]:
    """Keeps the highest of what has one name."""
    return [max(worth for other, worth in worths if other == name) for name in {name for name, _ in worths}]


def top(worths: Sequence[F], count: int) -> F:
    return sum(sorted(worths, reverse=True)[:count], F(0))


# 品德 15 + 学业 75 + 文体 10


def fifteen(v: Values, items: Sequence[Item]) -> Scores:
    honours = {"三好学生": F(2), "优秀学生干部": F(3, 2), "优秀团员": F(1)}
    honour = min(sum((honours[one.item] for one in of(items, "荣誉")), F(0)), F(3))
    served = min(sum((F(one.amount or 0) / 20 for one in of(items, "志愿服务")), F(0)), F(2))
    blame = {"通报批评": 2, "警告": 4, "严重警告": 6, "记过": 10}
    taken = sum(blame[one.level] for one in of(items, "违纪"))
    moral = between(between(v["民主评议"], 0, 100) / 10 + honour + served - taken, 0, 15)
    average = v["平均学分成绩"]
    study = between(average * F(3, 4) + (1 if average >= 95 else 0) - v["必修不及格门数"], 0, 75)
    fit = v["体测"]
    step = 5 if fit >= 90 else 4 if fit >= 80 else 3 if fit >= 70 else 2 if fit >= 60 else 0
    prizes = {
        "国家级": {"一等奖": F(6), "二等奖": F(5), "三等奖": F(4)},
        "省级": {"一等奖": F(4), "二等奖": F(3), "三等奖": F(2)},
        "校级": {"一等奖": F(2), "二等奖": F(3, 2), "三等奖": F(1)},
    }
    won = [(one.item, prizes[one.level][one.award]) for one in of(items, "文体竞赛")]
    arts = min(step + (1 if fit >= 100 else 0) + min(top(highest_of_name(won), 3), F(5)), F(10))
    return {"moral": moral, "academic": study, "arts": arts, "overall": moral + study + arts}


# 六模块


def six(v: Values, items: Sequence[Item]) -> Scores:
    panel = min(v["小组评分"], v["自评"])
    judged = v["辅导员评分"] * F(2, 5) + panel * F(3, 10) + v["自评"] * F(3, 10)
    titles = {"国家级": F(15), "省级": F(10), "校级": F(5), "院级": F(2)}
    honours = sum(highest_of_name([(one.item, titles[one.level]) for one in of(items, "荣誉称号")]), F(0))
    posts = {"学生会主席": 12, "班长": 8, "团支书": 8, "班委": 5, "寝室长": 2}
    served = [posts[one.item] * min(F(one.amount or 0) / 10, F(1)) for one in of(items, "社会工作")]
    bonus = min(honours + top(served, 1), F(30))
    punished = {"通报批评": 5, "警告": 10, "严重警告": 15, "记过": 20, "留校察看": 30}
    penalties = of(items, "违纪处分")
    moral = between(judged * F(4, 5) + bonus - sum(punished[one.level] for one in penalties), 0, 100)
    if len(penalties) >= 3:
        moral = F(0)
    prizes = {
        "国家级": {"特等奖": 14, "一等奖": 12, "二等奖": 10, "三等奖": 8},
        "省级": {"特等奖": 9, "一等奖": 8, "二等奖": 6, "三等奖": 4},
        "校级": {"特等奖": 4, "一等奖": 3, "二等奖": 2, "三等奖": 1},
    }
    won = [
        (one.item, max(F(prizes[one.level][one.award] - (2 if one.role == "队员" else 0)), F(0)))
        for one in of(items, "学科竞赛")
    ]
    contests = min(top(highest_of_name(won), 5), F(20))
    authored = {("核心", "第一作者"): 12, ("核心", "第二作者"): 6, ("一般", "第一作者"): 5, ("一般", "第二作者"): 2}
    papers = min(sum((F(authored[one.level, one.role]) for one in of(items, "论文")), F(0)), F(15))
    worth = {"发明专利": 15, "实用新型": 6, "外观设计": 4, "软件著作权": 4}
    patents = sum((worth[one.item] * (HALF if one.role == "其他发明人" else 1) for one in of(items, "专利")), F(0))
    papers = min(papers, 30 - contests)
    patents = min(min(patents, F(15)), 30 - contests - papers)
    shown = sum(sorted((F(one.points or 0) for one in of(items, "文艺活动")), reverse=True)[:3], F(0))
    beauty = min(40 + (between(v["美育课程"], 60, 100) - 60) * 50 / 40 + shown, F(100))
    labour = min(60 + sum((min(F(one.amount or 0) * 3 / 2, F(6)) for one in of(items, "劳动")), F(0)), F(100))
    study = min(v["学业成绩"] * F(17, 20) + papers, F(100))
    new = min(40 + contests + patents, F(100))
    overall = (20 * moral + 50 * study + 10 * v["体测"] + 5 * beauty + 5 * labour + 10 * new) / 100
    return {
        "moral": moral,
        "intellectual": study,
        "physical": v["体测"],
        "aesthetic": beauty,
        "labour": labour,
        "innovation": new,
        "overall": overall,
    }


# 手册的四项成绩


def four(v: Values, items: Sequence[Item]) -> Scores:
    punished = {"警告": 5, "记过": 10, "留校察看": 20}
    taken = sum(punished[one.level] for one in of(items, "处分"))
    political = between(v["评议得分"] - taken, 0, 100)
    scholastic = min(v["学业成绩"], F(120))
    grown = min(sum(highest_of_name([(one.item, F(one.points or 0)) for one in of(items, "发展项目")]), F(0)), F(40))
    development = min(v["体质测试"] * F(3, 5) + grown, F(100))
    overall = (political * 20 + scholastic * 60 + development * 20) / 100
    return {"political": political, "scholastic": scholastic, "development": development, "overall": overall}


# 五育


def five(v: Values, items: Sequence[Item]) -> Scores:
    penalties = len(of(items, "处分"))
    thought = between(v["思想评议"], 0, 30) * 10 / 3
    moral = F(30) if penalties > 2 else between(max(v["评议得分"], thought) - 20 * penalties, 0, 100)
    study = (between(v["平均成绩"], 30, 100) - 30) * 10 / 7
    trained = sum((min(F(one.amount or 0) * 3 / 10, F(3)) for one in of(items, "锻炼")), F(0))
    body = v["体测"] * F(9, 10) + min(trained, F(10))
    arts = {"校外": {"一等奖": 12, "二等奖": 9, "参加": 3}, "校内": {"一等奖": 6, "二等奖": 4, "参加": 1}}
    played = highest_of_name([(one.item, F(arts[one.level][one.award])) for one in of(items, "才艺")])
    beauty = min(60 + top(played, 4), F(100))
    posts = {"劳动委员": 20, "宿舍长": 12}
    months = [(posts[one.role], one.amount or 0) for one in of(items, "劳动任职")]
    office = [post * (F(1) if held >= 10 else HALF if held >= 5 else F(0)) for post, held in months]
    hours = min(sum((F(one.amount or 0) for one in of(items, "志愿服务")), F(0)), F(20))
    labour = min(60 + top(office, 1) + hours, F(100))
    overall = (25 * moral + 45 * study + 10 * body + 10 * beauty + 10 * labour) / 100
    return {
        "moral": moral,
        "intellectual": study,
        "physical": body,
        "aesthetic": beauty,
        "labour": labour,
        "overall": overall,
    }


REGULATIONS: dict[str, Callable[[Values, Sequence[Item]], Scores]] = {
    "15-75-10": fifteen,
    "six-modules": six,
    "four-qualities": four,
    "five-educations": five,
}
