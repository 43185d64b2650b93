"""成绩换算设置 (R10.3 - R10.5): declarations, nothing else."""

from datetime import datetime

import strawberry

from db.tables import RetakeRule, Treatment
from graph.inputs import grade_scales as _inputs  # noqa: F401  # declares the enums
from graph.permissions.grade_scales import MayKeepGradeScale
from graph.resolvers import grade_scales as resolvers
from graph.resolvers import nested
from graph.schema.classes import College, SchoolClass
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import AcademicYear, Score
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="一个等级及其折算的分数 | A level word and the points that it is worth")
class LevelPoints:
    word: str = shown("等级 | Level")
    points: Score | None = shown(
        "折算的分数；为空则不折算，该课程不计入，也不视为不及格 | "
        "Points; null if it carries none: the course does not count and is not failed"
    )


@strawberry.type(description="一个状态及其计入方式 | A state and how it counts")
class StateTreatment:
    word: str = shown("状态 | State")
    treatment: Treatment = shown("如何计入 | How it counts")


@strawberry.type(
    description="成绩换算：一个学院一学年的等级、状态与多次成绩如何计入 | "
    "A grade scale: how a college counts level words, states and attempts in one academic year"
)
class GradeScale:
    id: strawberry.ID = shown("成绩换算的 id | Id of the grade scale", resolvers.scale_id)
    college: College = shown("学院 | College", nested.college)
    academic_year: AcademicYear = shown("学年 | Academic year")
    levels: list[LevelPoints] = shown(
        "等级与分数，从高到低 | Level words and points, the highest first", resolvers.levels
    )
    treatments: list[StateTreatment] = shown(
        "状态与计入方式；未列出的文字均为待定 | States and how they count; all other words are undecided",
        resolvers.treatments,
    )
    retake_rule: RetakeRule = shown("多次成绩以哪一次为准 | Which attempt counts", resolvers.retake_rule)
    is_default: bool = shown("是否为默认设置 | Whether it is the default one", resolvers.is_default)
    changed_at: datetime | None = shown("设置的时间；默认设置为空 | When it was set; null for the default one")
    changed_by: str | None = shown("设置人；默认设置为空 | Who set it; null for the default one")


@strawberry.type(description="设置成绩换算的结果 | Result of setting the grade scale")
class SetGradeScalePayload:
    grade_scale: GradeScale | None = shown("保存后的成绩换算 | The grade scale afterwards")
    rescored: int | None = shown("计入方式因此改变的课程成绩数 | Number of course scores that count otherwise now")
    stale_classes: list[SchoolClass] | None = shown(
        "学业成绩因此需要重新计算的班级 | Classes whose academic scores must be computed again"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class GradeScaleQueries:
    grade_scale: GradeScale | None = shown(
        "学院一学年的成绩换算；无权查看时为空 | A college's grade scale of a year; null if you may not see it",
        resolvers.grade_scale,
    )


@strawberry.type
class GradeScaleMutations:
    set_grade_scale: SetGradeScalePayload | None = shown(
        "设置成绩换算；不会改变已计算的成绩 | Set the grade scale; what was computed does not change by itself",
        resolvers.set_grade_scale,
        by=MayKeepGradeScale,
    )
