"""The filters and orders of the progress of rating."""

from enum import Enum

import strawberry

from core.identifiers import typed_text
from db.queries.ratings.progress import ClassFilter, StudentFilter
from graph.inputs.filters import PersonFilter, PlaceFilter
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown


@strawberry.input(
    description="班级评分进度筛选，各条件同时满足 | Filter for the rating progress of classes; all conditions must hold"
)
class ClassRatingProgressFilter(PlaceFilter):
    name: str | None = shown("班级名称，任意位置匹配 | Name of the class, matched anywhere", default=None)
    finished: bool | None = shown(
        "参评学生是否都已提交互评 | Whether all participants have submitted their peer ratings", default=None
    )

    def to_filter(self) -> ClassFilter:
        return ClassFilter(
            **self.place(),
            name=typed_text(self.name),
            finished=self.finished,
        )


@strawberry.enum(description="班级评分进度的排序依据 | What the rating progress of classes can be ordered by")
class ClassRatingProgressOrderField(Enum):
    CODE = strawberry.enum_value("CODE", description="班级代码 | Class code")
    GRADE = strawberry.enum_value("GRADE", description="年级 | Grade")
    PEERS_SUBMITTED = strawberry.enum_value(
        "PEERS_SUBMITTED", description="已提交互评的学生数 | Number of students who have submitted their peer ratings"
    )
    RATED_BY_COUNSELLORS = strawberry.enum_value(
        "RATED_BY_COUNSELLORS", description="辅导员已打分人数 | Number of participants rated by counsellors"
    )
    RATED_BY_HEAD_TEACHERS = strawberry.enum_value(
        "RATED_BY_HEAD_TEACHERS", description="班主任已打分人数 | Number of participants rated by head teachers"
    )


@strawberry.input(description="班级评分进度排序 | Order of the rating progress of classes")
class ClassRatingProgressOrder(Order):
    field: ClassRatingProgressOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(
    description="学生评分进度筛选，各条件同时满足 | "
    "Filter for the rating progress of students; all conditions must hold"
)
class StudentRatingProgressFilter(PersonFilter):
    rated_by_counsellor: bool | None = shown(
        "辅导员是否已打分 | Whether a counsellor has rated the student", default=None
    )
    rated_by_head_teacher: bool | None = shown(
        "班主任是否已打分 | Whether a head teacher has rated the student", default=None
    )
    ballot_submitted: bool | None = shown(
        "学生是否已提交互评 | Whether the student has submitted the peer ratings", default=None
    )

    def to_filter(self) -> StudentFilter:
        return StudentFilter(
            **self.person(),
            rated_by_counsellor=self.rated_by_counsellor,
            rated_by_head_teacher=self.rated_by_head_teacher,
            ballot_submitted=self.ballot_submitted,
        )


@strawberry.enum(description="学生评分进度的排序依据 | What the rating progress of students can be ordered by")
class StudentRatingProgressOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号 | Student number")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音） | Name (by pinyin)")
    CLASS = strawberry.enum_value("CLASS", description="班级代码 | Class code")


@strawberry.input(description="学生评分进度排序 | Order of the rating progress of students")
class StudentRatingProgressOrder(Order):
    field: StudentRatingProgressOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)
