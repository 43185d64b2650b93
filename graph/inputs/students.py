"""What clients ask of students."""

from enum import Enum

import strawberry

from db.paging import Key
from db.queries.students import StudentFilter as Wanted
from db.queries.students import ordered_by
from graph.ids import key_or_none
from graph.schema.connections import Direction
from graph.schema.fields import shown


@strawberry.input(description="学生筛选，各条件同时满足")
class StudentFilter:
    college_id: strawberry.ID | None = shown("学院", default=None)
    major_id: strawberry.ID | None = shown("专业", default=None)
    grade: int | None = shown("年级（入学年份）", default=None)
    class_id: strawberry.ID | None = shown("班级", default=None)
    number: str | None = shown("学号，从头匹配", default=None)
    name: str | None = shown("姓名，任意位置匹配", default=None)
    include_retired: bool = shown("包括已离校的", default=False)

    def wanted(self) -> Wanted:
        return Wanted(
            college_id=key_or_none(self.college_id),
            major_id=key_or_none(self.major_id),
            class_id=key_or_none(self.class_id),
            grade=self.grade,
            number=self.number,
            name=self.name,
            retired=self.include_retired,
        )


@strawberry.enum(description="学生的排序依据")
class StudentOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音）")


@strawberry.input(description="学生排序")
class StudentOrder:
    field: StudentOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)

    def keys(self) -> list[Key]:
        return ordered_by(str(self.field.value), descending=bool(self.direction.value))
