"""学院、专业、班级: declarations, nothing else."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.resolvers import classes as resolvers
from graph.resolvers import nested
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="学院")
class College:
    id: strawberry.ID = shown("学院的 id")
    code: str = shown("学院代码")
    name: str = shown("学院名称")


@strawberry.type(description="专业，属于一个学院")
class Major:
    id: strawberry.ID = shown("专业的 id")
    code: str = shown("专业代码")
    name: str = shown("专业名称")
    college: College = shown("学院", nested.college)


@strawberry.type(description="班级，属于一个专业、一个年级、一个学院")
class SchoolClass:
    id: strawberry.ID = shown("班级的 id")
    code: str = shown("班级代码")
    name: str = shown("班级名称")
    grade: int = shown("年级（入学年份）")
    cohort: int = shown("届次（毕业年份）")
    major: Major = shown("专业", nested.major)
    college: College = shown("学院", nested.college)
    students: Connection[Annotated["Student", strawberry.lazy("graph.schema.students")]] = shown(
        "班级现在的学生，限有权看到的", resolvers.students
    )


@strawberry.type
class ClassQueries:
    colleges: Connection[College] = shown("学院列表", resolvers.colleges)
    majors: Connection[Major] = shown("专业列表", resolvers.majors)
    classes: Connection[SchoolClass] = shown("班级列表，限有权看到的", resolvers.classes)
    school_class: SchoolClass | None = shown("一个班级", resolvers.school_class)
