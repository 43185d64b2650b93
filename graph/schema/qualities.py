"""素质 (R11): declarations, nothing else."""

import strawberry

from graph.permissions.comprehensive import SeesGradeRank
from graph.resolvers import qualities as resolvers
from graph.vocabulary.fields import shown
from graph.vocabulary.ranks import Rank
from graph.vocabulary.scalars import Score

FEW = 4
"""A list of qualities counts as so many rows for the cost limit: as many as the manual has."""


@strawberry.type(
    description="批次综合测评的一项素质；一个批次的最后一项为总成绩 | "
    "One quality of a batch; the last one of a batch is the overall result"
)
class Quality:
    code: str = shown("代号，在批次内唯一 | Code, unique in the batch")
    name: str = shown("名称 | Name")
    ranked_in_class: bool = shown("是否有班级排名 | Whether it is ranked in the class")
    ranked_in_grade: bool = shown("是否有年级排名 | Whether it is ranked in the grade")
    ranked_in_notice: bool = shown("公示中是否列出班级排名 | Whether a public notice shows its class rank")


@strawberry.type(description="一名学生的一项素质：成绩、等次与排名 | One quality of a student: score, level and ranks")
class QualityScore:
    quality: Quality = shown("哪一项素质 | Which quality", resolvers.quality)
    score: Score = shown("成绩 | Score")
    level: str = shown("等次 | Level")
    class_rank: Rank | None = shown("班级排名；不排名为空 | Class rank; null if it is not ranked", resolvers.class_rank)
    grade_rank: Rank | None = shown(
        "年级排名，在同专业、年级已导入的班级中；不排名为空 | "
        "Grade rank, among the classes of the same major and grade that have imported; null if it is not ranked",
        resolvers.grade_rank,
        by=SeesGradeRank,
    )
