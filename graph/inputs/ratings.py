"""What clients send about rating results."""

from enum import Enum
from typing import Any

import strawberry

from db.filters import PersonFilter as Wanted
from graph.inputs.filters import PersonFilter
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none


@strawberry.input(description="评分成绩筛选，各条件同时满足 | Filter for rating results; all conditions must hold")
class RatingResultFilter(PersonFilter):
    def wanted(self) -> Wanted:
        return Wanted(**self.person())


@strawberry.enum(description="评分成绩的排序依据 | What rating results can be ordered by")
class RatingResultOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号 | Student number")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音） | Name (by pinyin)")
    CLASS = strawberry.enum_value("CLASS", description="班级代码 | Class code")
    RATING_SCORE = strawberry.enum_value(
        "RATING_SCORE",
        description="评分成绩；没有或无权查看的排在最后 | "
        "Rating score; those without one, or with one you may not see, come last",
    )


@strawberry.input(description="评分成绩排序 | Order of rating results")
class RatingResultOrder:
    field: RatingResultOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)

    def chosen(self) -> tuple[str, bool]:
        """The order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)


@strawberry.input(
    description="计算评分成绩：各条件同时满足；都不填为有权计算的全部班级 | "
    "Compute rating scores: all conditions must hold; without any, all classes that you may compute"
)
class ComputeRatingScoresInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown("要计算的班级 | Classes to compute", default=None)
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    major_id: strawberry.ID | None = shown("专业 | Major", default=None)
    grade: int | None = shown("年级（入学年份） | Grade (year of enrolment)", default=None)

    def arguments(self) -> dict[str, Any]:
        return {
            "batch_id": key(self.batch_id),
            "class_ids": None if self.class_ids is None else [key(one) for one in self.class_ids],
            "college_id": key_or_none(self.college_id),
            "major_id": key_or_none(self.major_id),
            "grade": self.grade,
        }
