"""What clients ask of colleges, majors and classes."""

from enum import Enum

import strawberry

from core.identifiers import typed_identifier, typed_text
from db.queries.classes import ClassFilter as Wanted
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none


@strawberry.input(description="学院筛选，各条件同时满足")
class CollegeFilter:
    code: str | None = shown("学院代码", default=None)
    name: str | None = shown("学院名称，任意位置匹配", default=None)
    include_retired: bool = shown("包括已撤销的", default=False)

    def wanted(self) -> Wanted:
        return Wanted(code=typed_identifier(self.code), name=typed_text(self.name), retired=self.include_retired)


@strawberry.input(description="专业筛选，各条件同时满足")
class MajorFilter:
    college_id: strawberry.ID | None = shown("学院", default=None)
    code: str | None = shown("专业代码", default=None)
    name: str | None = shown("专业名称，任意位置匹配", default=None)
    include_retired: bool = shown("包括已撤销的", default=False)

    def wanted(self) -> Wanted:
        college_id = key_or_none(self.college_id)
        code, name = typed_identifier(self.code), typed_text(self.name)
        return Wanted(college_id=college_id, code=code, name=name, retired=self.include_retired)


@strawberry.input(description="班级筛选，各条件同时满足")
class ClassFilter:
    college_id: strawberry.ID | None = shown("学院", default=None)
    major_id: strawberry.ID | None = shown("专业", default=None)
    grade: int | None = shown("年级（入学年份）", default=None)
    cohort: int | None = shown("届次（毕业年份）", default=None)
    code: str | None = shown("班级代码", default=None)
    name: str | None = shown("班级名称，任意位置匹配", default=None)
    include_retired: bool = shown("包括已撤销的", default=False)

    def wanted(self) -> Wanted:
        return Wanted(
            college_id=key_or_none(self.college_id),
            major_id=key_or_none(self.major_id),
            grade=self.grade,
            cohort=self.cohort,
            code=typed_identifier(self.code),
            name=typed_text(self.name),
            retired=self.include_retired,
        )


@strawberry.enum(description="班级的排序依据")
class ClassOrderField(Enum):
    CODE = strawberry.enum_value("CODE", description="班级代码")
    GRADE = strawberry.enum_value("GRADE", description="年级")


@strawberry.input(description="班级排序")
class ClassOrder:
    field: ClassOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)

    def chosen(self) -> tuple[str, bool]:
        """The order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)
