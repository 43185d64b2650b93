"""What clients send about academic results."""

from enum import Enum
from typing import Any

import strawberry

from db.filters import PersonFilter as Wanted
from graph.inputs.filters import PersonFilter
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none


@strawberry.input(description="学业成绩筛选，各条件同时满足")
class AcademicResultFilter(PersonFilter):
    def wanted(self) -> Wanted:
        return Wanted(**self.person())


@strawberry.enum(description="学业成绩的排序依据")
class AcademicResultOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音）")
    CLASS = strawberry.enum_value("CLASS", description="班级代码")
    CREDIT_AVERAGE = strawberry.enum_value("CREDIT_AVERAGE", description="平均学分成绩")
    ACADEMIC_SCORE = strawberry.enum_value("ACADEMIC_SCORE", description="学业成绩")
    CLASS_RANK = strawberry.enum_value("CLASS_RANK", description="班级排名")
    MAJOR_GRADE_RANK = strawberry.enum_value("MAJOR_GRADE_RANK", description="专业年级排名，须有权查看")


@strawberry.input(description="学业成绩排序")
class AcademicResultOrder:
    field: AcademicResultOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)

    def chosen(self) -> tuple[str, bool]:
        """The order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)


@strawberry.input(description="计算学业成绩")
class ComputeAcademicScoresInput:
    batch_id: strawberry.ID = shown("批次")
    class_ids: list[strawberry.ID] | None = shown("要计算的班级；不填为有权计算的全部班级", default=None)

    def arguments(self) -> dict[str, Any]:
        class_ids = None if self.class_ids is None else [key(one) for one in self.class_ids]
        return {"batch_id": key(self.batch_id), "class_ids": class_ids}


@strawberry.input(description="计算专业年级排名")
class RankMajorGradeInput:
    batch_id: strawberry.ID = shown("批次")
    major_id: strawberry.ID | None = shown("专业；不填为有权排名的全部专业", default=None)
    grade: int | None = shown("年级（入学年份）；不填为全部年级", default=None)

    def arguments(self) -> dict[str, Any]:
        return {"batch_id": key(self.batch_id), "major_id": key_or_none(self.major_id), "grade": self.grade}
