"""The filter and order of students."""

from collections.abc import Sequence
from enum import Enum

import strawberry

from db.paging import Key
from db.queries.students import StudentFilter as Criteria
from db.queries.students import ordered_by
from graph.inputs.filters import PersonFilter
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown


@strawberry.input(description="学生筛选，各条件同时满足 | Filter for students; all conditions must hold")
class StudentFilter(PersonFilter):
    include_retired: bool = shown("包括已离校的 | Include students who have left", default=False)

    def to_filter(self) -> Criteria:
        return Criteria(
            **self.person(),
            retired=self.include_retired,
        )


@strawberry.enum(description="学生的排序依据 | What students can be ordered by")
class StudentOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号 | Student number")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音） | Name (by pinyin)")


@strawberry.input(description="学生排序 | Order of students")
class StudentOrder:
    field: StudentOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)

    def keys(self) -> Sequence[Key]:
        return ordered_by(str(self.field.value), descending=bool(self.direction.value))
