"""What clients send about the classes and students of a batch."""

from enum import Enum

import strawberry

from core.actions.participants import Chosen
from core.identifiers import typed_text
from db.queries.participants.participants import BatchClassFilter as WantedClasses
from db.queries.participants.participants import ParticipantFilter as WantedParticipants
from graph.inputs.filters import PersonFilter, PlaceFilter
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key


@strawberry.input(description="参评班级筛选，各条件同时满足")
class BatchClassFilter(PlaceFilter):
    name: str | None = shown("班级名称，任意位置匹配", default=None)
    participating: bool | None = shown("参评状态：班级中有学生参评即为参评", default=None)

    def wanted(self) -> WantedClasses:
        return WantedClasses(
            **self.place(),
            name=typed_text(self.name),
            participating=self.participating,
        )


@strawberry.input(description="参评学生筛选，各条件同时满足")
class ParticipantFilter(PersonFilter):
    participating: bool | None = shown("参评状态：参评或未参评", default=None)

    def wanted(self) -> WantedParticipants:
        return WantedParticipants(
            **self.person(),
            participating=self.participating,
        )


@strawberry.enum(description="参评班级的排序依据")
class BatchClassOrderField(Enum):
    CODE = strawberry.enum_value("CODE", description="班级代码")
    GRADE = strawberry.enum_value("GRADE", description="年级")


@strawberry.input(description="参评班级排序")
class BatchClassOrder:
    field: BatchClassOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)

    def chosen(self) -> tuple[str, bool]:
        """The order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)


@strawberry.enum(description="参评学生的排序依据")
class ParticipantOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音）")
    CLASS = strawberry.enum_value("CLASS", description="班级代码")


@strawberry.input(description="参评学生排序")
class ParticipantOrder:
    field: ParticipantOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)

    def chosen(self) -> tuple[str, bool]:
        """The order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)


@strawberry.input(description="设置参评学生：按班级、按学生，或两者")
class SetParticipantsInput:
    batch_id: strawberry.ID = shown("批次")
    participating: bool = shown("设为参评（true）或未参评（false）")
    class_ids: list[strawberry.ID] | None = shown("班级：其中所有学生", default=None)
    student_ids: list[strawberry.ID] | None = shown("学生", default=None)

    def chosen(self) -> Chosen:
        return Chosen(frozenset(map(key, self.class_ids or ())), frozenset(map(key, self.student_ids or ())))


@strawberry.input(description="清空过程数据")
class ClearProcessDataInput:
    batch_id: strawberry.ID = shown("批次")
    class_ids: list[strawberry.ID] = shown("要清空的班级")


@strawberry.input(description="为班级指派辅导员或班主任")
class AssignStaffInput:
    batch_id: strawberry.ID = shown("批次")
    class_ids: list[strawberry.ID] = shown("班级")
    staff_ids: list[strawberry.ID] = shown("教职工，成为每个班级的全部名单；人数不限，可为空")
