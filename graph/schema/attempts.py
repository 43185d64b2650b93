"""The attempts at a course (R10.5): declarations, nothing else."""

import strawberry

from db.tables import AttemptKind, ScoreRule
from graph.inputs import courses as _inputs  # noqa: F401  # declares the enums
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Credit, Score

ATTEMPTS = 3
"""A course rarely has more attempts; for the cost limit, a list of them counts so much."""


@strawberry.type(description="一门课程的一次成绩：初修、补考或重修 | One attempt at a course: first, resit or retake")
class Attempt:
    kind: AttemptKind = shown("修读方式 | Kind of attempt")
    text: str = shown("成绩原文 | The score as it came")
    points: Score | None = shown("分数；不计入或尚待决定为空 | Points; null if it is left out or undecided")
    rule: ScoreRule = shown("分数由何而来 | What gave the points")
    counts: bool = shown("课程是否以此次成绩为准 | Whether this attempt counts for the course")
    course_name: str = shown("课程名称 | Course name")
    credit: Credit = shown("学分 | Credit")
    teacher: str | None = shown("授课教师 | Teacher")
    remark: str | None = shown("备注 | Remark")
