"""The filters and orders of colleges, majors and classes."""

from enum import Enum

import strawberry

from core.identifiers import typed_identifier, typed_text
from db.queries.classes import ClassFilter as Criteria
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none


@strawberry.input(description="学院筛选，各条件同时满足 | Filter for colleges; all conditions must hold")
class CollegeFilter:
    code: str | None = shown("学院代码 | College code", default=None)
    name: str | None = shown("学院名称，任意位置匹配 | Name of the college, matched anywhere", default=None)
    include_retired: bool = shown("包括已撤销的 | Include those that were closed", default=False)

    def to_filter(self) -> Criteria:
        return Criteria(code=typed_identifier(self.code), name=typed_text(self.name), retired=self.include_retired)


@strawberry.input(description="专业筛选，各条件同时满足 | Filter for majors; all conditions must hold")
class MajorFilter:
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    code: str | None = shown("专业代码 | Code of the major", default=None)
    name: str | None = shown("专业名称，任意位置匹配 | Name of the major, matched anywhere", default=None)
    include_retired: bool = shown("包括已撤销的 | Include those that were closed", default=False)

    def to_filter(self) -> Criteria:
        college_id = key_or_none(self.college_id)
        code, name = typed_identifier(self.code), typed_text(self.name)
        return Criteria(college_id=college_id, code=code, name=name, retired=self.include_retired)


@strawberry.input(description="班级筛选，各条件同时满足 | Filter for classes; all conditions must hold")
class ClassFilter:
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    major_id: strawberry.ID | None = shown("专业 | Major", default=None)
    grade: int | None = shown("年级（入学年份） | Grade (year of enrolment)", default=None)
    cohort: int | None = shown("届次（毕业年份） | Cohort (year of graduation)", default=None)
    code: str | None = shown("班级代码 | Class code", default=None)
    name: str | None = shown("班级名称，任意位置匹配 | Name of the class, matched anywhere", default=None)
    include_retired: bool = shown("包括已撤销的 | Include those that were closed", default=False)

    def to_filter(self) -> Criteria:
        return Criteria(
            college_id=key_or_none(self.college_id),
            major_id=key_or_none(self.major_id),
            grade=self.grade,
            cohort=self.cohort,
            code=typed_identifier(self.code),
            name=typed_text(self.name),
            retired=self.include_retired,
        )


@strawberry.enum(description="班级的排序依据 | What classes can be ordered by")
class ClassOrderField(Enum):
    CODE = strawberry.enum_value("CODE", description="班级代码 | Class code")
    GRADE = strawberry.enum_value("GRADE", description="年级 | Grade")


@strawberry.input(description="班级排序 | Order of classes")
class ClassOrder(Order):
    field: ClassOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)
