"""分布: declarations, nothing else. Classes with fewer than five people are counted nowhere (R8.8)."""

from datetime import date

import strawberry

from graph.resolvers import distributions as resolvers
from graph.resolvers import nested
from graph.schema.classes import College, SchoolClass
from graph.schema.qualities import Quality
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Score

BANDS, DAYS, GROUPS, COUNTS = 15, 60, 50, 20
"""These are how many rows the lists count for the cost limit."""


@strawberry.type(description="一个分数段 | A band of scores")
class ScoreBand:
    lowest: Score = shown("下限，含 | The lowest score of the band")
    below: Score = shown("上限，不含 | The scores of the band are below this one")
    people: int = shown("人数 | Number of people")
    grade_people: int | None = shown(
        "全年级的人数，含本班；不比较时为空 | Number in the grade, the class included; null without comparison"
    )


@strawberry.type(
    description="成绩的分布：只统计有权看到的成绩；有成绩的不足 5 人的班级不统计 | "
    "A distribution of scores: of those that you may see. Classes with fewer than five scores are not counted"
)
class ScoreDistribution:
    people: int | None = shown(
        "统计的人数；没有可统计的班级为空 | Number of people counted; null if no class is counted"
    )
    grade_people: int | None = shown(
        "指定了班级时，同专业、同年级中有权看到的人数，含本班；没有其他班级可比较为空 | "
        "Where a class is chosen: the people of its major and grade whom you may see, the class included; null if no "
        "other class can be compared"
    )
    bands: list[ScoreBand] = shown(
        "各分数段，由低到高，宽度相同 | The bands, from low to high, all of one width", rows=BANDS
    )


@strawberry.type(description="一项成绩中达到一个等次的人数 | Number of people with one level in one result")
class LevelCount:
    quality: Quality = shown("哪一项素质 | Which quality")
    level: str = shown("等次 | Level")
    people: int = shown("人数 | Number of people")


@strawberry.type(description="一个学院或班级的等次分布 | The levels of one college or one class")
class LevelDistribution:
    college: College | None = shown("学院；按班级统计时为空 | College; null where classes are counted", nested.college)
    school_class: SchoolClass | None = shown(
        "班级；按学院统计时为空 | Class; null where colleges are counted", nested.school_class
    )
    people: int = shown("统计的人数 | Number of people counted")
    counts: list[LevelCount] = shown(
        "各项成绩的各等次，由高到低 | Levels of each result, from high to low", rows=COUNTS
    )


@strawberry.type(description="一天提交的互评打分表 | The peer ballots that were submitted on one day")
class RatingDay:
    day: date = shown("日期 | Day")
    submitted: int = shown("当天提交的份数 | Number submitted on this day")
    so_far: int = shown("至当天累计提交的份数 | Number submitted up to this day")


@strawberry.type(
    description="互评逐日提交的份数；参评学生不足 5 人的班级不统计 | "
    "Peer ballots submitted day by day. Classes with fewer than five participants are not counted"
)
class RatingDays:
    students: int | None = shown(
        "应提交互评的参评人数；没有可统计的班级为空 | Number of participants who rate; null if no class is counted"
    )
    days: list[RatingDay] = shown(
        "从第一份提交到最后一份提交的每一天 | Every day from the first ballot to the last", rows=DAYS
    )


@strawberry.type
class DistributionQueries:
    academic_distribution: ScoreDistribution = shown(
        "学业成绩的分布 | Distribution of academic scores", resolvers.academic_distribution
    )
    rating_distribution: ScoreDistribution = shown(
        "评分成绩的分布 | Distribution of rating scores", resolvers.rating_distribution
    )
    comprehensive_distribution: ScoreDistribution = shown(
        "综合测评成绩的分布 | Distribution of comprehensive results", resolvers.comprehensive_distribution
    )
    level_distribution: list[LevelDistribution] = shown(
        "各学院或班级的等次分布；有成绩的不足 5 人的班级不统计 | "
        "Levels by college or class. Classes with fewer than five results are not counted",
        resolvers.level_distribution,
        rows=GROUPS,
    )
    rating_days: RatingDays = shown("互评的逐日提交情况 | Peer ballots submitted day by day", resolvers.rating_days)
