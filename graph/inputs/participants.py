"""The inputs about the classes and students of a batch."""

from enum import Enum

import strawberry

from core.actions.participants import Chosen
from core.identifiers import typed_text
from db.queries.participants.participants import BatchClassFilter as ClassCriteria
from db.queries.participants.participants import ParticipantFilter as ParticipantCriteria
from graph.inputs.filters import PersonFilter, PlaceFilter
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key


@strawberry.input(description="参评班级筛选，各条件同时满足 | Filter for classes of a batch; all conditions must hold")
class BatchClassFilter(PlaceFilter):
    name: str | None = shown("班级名称，任意位置匹配 | Name of the class, matched anywhere", default=None)
    participating: bool | None = shown(
        "参评状态：班级中有学生参评即为参评 | "
        "Whether the class participates, which it does if any of its students does",
        default=None,
    )

    def to_filter(self) -> ClassCriteria:
        return ClassCriteria(
            **self.place(),
            name=typed_text(self.name),
            participating=self.participating,
        )


@strawberry.input(description="参评学生筛选，各条件同时满足 | Filter for participants; all conditions must hold")
class ParticipantFilter(PersonFilter):
    participating: bool | None = shown(
        "参评状态：参评或未参评 | Whether the student participates (true) or not (false)", default=None
    )

    def to_filter(self) -> ParticipantCriteria:
        return ParticipantCriteria(
            **self.person(),
            participating=self.participating,
        )


@strawberry.enum(description="参评班级的排序依据 | What the classes of a batch can be ordered by")
class BatchClassOrderField(Enum):
    CODE = strawberry.enum_value("CODE", description="班级代码 | Class code")
    GRADE = strawberry.enum_value("GRADE", description="年级 | Grade")
    ACADEMIC_COMPUTED_AT = strawberry.enum_value(
        "ACADEMIC_COMPUTED_AT",
        description="最近一次计算学业成绩的时间，未计算的在后 | "
        "When academic scores were last computed; those never computed come last",
    )
    RATING_COMPUTED_AT = strawberry.enum_value(
        "RATING_COMPUTED_AT",
        description="最近一次计算评分成绩的时间，未计算的在后 | "
        "When rating scores were last computed; those never computed come last",
    )


@strawberry.input(description="参评班级排序 | Order of the classes of a batch")
class BatchClassOrder(Order):
    field: BatchClassOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.enum(description="参评学生的排序依据 | What participants can be ordered by")
class ParticipantOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号 | Student number")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音） | Name (by pinyin)")
    CLASS = strawberry.enum_value("CLASS", description="班级代码 | Class code")


@strawberry.input(description="参评学生排序 | Order of participants")
class ParticipantOrder(Order):
    field: ParticipantOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(description="设置参评学生：按班级、按学生，或两者 | Set participants: by class, by student, or both")
class SetParticipantsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    participating: bool = shown("设为参评（true）或未参评（false） | Set as participating (true) or not (false)")
    class_ids: list[strawberry.ID] | None = shown("班级：其中所有学生 | Classes: all of their students", default=None)
    student_ids: list[strawberry.ID] | None = shown("学生 | Student", default=None)

    def selection(self) -> Chosen:
        return Chosen(frozenset(map(key, self.class_ids or ())), frozenset(map(key, self.student_ids or ())))


@strawberry.input(description="清空过程数据 | Clear process data")
class ClearProcessDataInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] = shown("要清空的班级 | Classes to clear")


@strawberry.input(description="为班级指派辅导员或班主任 | Assign counsellors or head teachers to classes")
class AssignStaffInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] = shown("班级 | Class")
    staff_ids: list[strawberry.ID] = shown(
        "教职工，成为每个班级的全部名单；人数不限，可为空 | "
        "Staff members, who become the whole list of each class; any number, or none"
    )


@strawberry.input(
    description="从上一批次复制辅导员或班主任 | Copy counsellors or head teachers from the batch before this one"
)
class CopyStaffInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] = shown(
        "班级；已有人员的班级不变 | Classes; those that have somebody already stay as they are"
    )
