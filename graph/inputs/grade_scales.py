"""The inputs about grade scales, and the enums that they share with their types."""

import strawberry

from core.rules.grade_scales import ScaleForm
from db.tables import RetakeRule, Treatment
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import AcademicYear, Score

declare_enum(
    Treatment,
    "Treatment",
    "缓考、缺考等状态如何计入 | How a state, such as a deferred examination, counts",
    ZERO="计 0 分，视为不及格 | Counts as 0 points, and is failed",
    LEFT_OUT="不计入，也不视为不及格 | Does not count, and is not failed",
    UNDECIDED="待定，由学院逐项处理 | Undecided: the college decides",
)
declare_enum(
    RetakeRule,
    "RetakeRule",
    "一门课程有多次成绩时，以哪一次为准 | Which attempt counts if a course has several",
    FIRST="首次成绩 | The first one",
    LAST="最后一次成绩 | The last one",
    BEST="最高成绩 | The best one",
)


@strawberry.input(description="一个等级及其折算的分数 | A level word and the points that it is worth")
class LevelPointsInput:
    word: str = shown("等级，1 至 16 个字 | Level, 1 to 16 characters")
    points: Score | None = shown(
        "折算的分数，0 至 100；不填为不折算，该课程不计入 | Points, 0 to 100; without them the course does not count",
        default=None,
    )


@strawberry.input(description="一个状态及其计入方式 | A state and how it counts")
class StateTreatmentInput:
    word: str = shown("状态，1 至 16 个字 | State, 1 to 16 characters")
    treatment: Treatment = shown("如何计入 | How it counts")


@strawberry.input(
    description="设置学院一学年的成绩换算，整体替换；某一部分不填则恢复默认 | "
    "Set how a college reads the scores of a year; it replaces the whole scale, and a part that is left out takes its "
    "default"
)
class SetGradeScaleInput:
    academic_year: AcademicYear = shown("学年 | Academic year")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )
    levels: list[LevelPointsInput] | None = shown("等级与分数 | Level words and their points", default=None)
    treatments: list[StateTreatmentInput] | None = shown("状态与计入方式 | States and how they count", default=None)
    retake_rule: RetakeRule | None = shown("多次成绩以哪一次为准 | Which attempt counts", default=None)

    def college(self) -> int | None:
        return key_or_none(self.college_id)

    def form(self) -> ScaleForm:
        return ScaleForm(
            None if self.levels is None else [(one.word, one.points) for one in self.levels],
            None if self.treatments is None else [(one.word, one.treatment) for one in self.treatments],
            self.retake_rule,
        )
