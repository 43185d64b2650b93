"""学院、专业、班级: declarations, nothing else."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.resolvers import classes as resolvers
from graph.resolvers import nested
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="学院 | College")
class College:
    id: strawberry.ID = shown("学院的 id | Id of the college")
    code: str = shown("学院代码 | College code")
    name: str = shown("学院名称 | Name of the college")


@strawberry.type(description="专业，属于一个学院 | A major, which belongs to one college")
class Major:
    id: strawberry.ID = shown("专业的 id | Id of the major")
    code: str = shown("专业代码 | Code of the major")
    name: str = shown("专业名称 | Name of the major")
    college: College = shown("学院 | College", nested.college)


@strawberry.type(
    description="班级，属于一个专业、一个年级、一个学院 | "
    "A class, which belongs to one major, one grade and one college"
)
class SchoolClass:
    id: strawberry.ID = shown("班级的 id | Id of the class")
    code: str = shown("班级代码 | Class code")
    name: str = shown("班级名称 | Name of the class")
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    cohort: int = shown("届次（毕业年份） | Cohort (year of graduation)")
    major: Major = shown("专业 | Major", nested.major)
    college: College = shown("学院 | College", nested.college)
    students: Connection[Annotated["Student", strawberry.lazy("graph.schema.students")]] = shown(
        "班级现在的学生，限有权看到的 | Current students of the class, only those you may see", resolvers.students
    )


@strawberry.type
class ClassQueries:
    colleges: Connection[College] = shown("学院列表 | Colleges", resolvers.colleges)
    majors: Connection[Major] = shown("专业列表 | Majors", resolvers.majors)
    classes: Connection[SchoolClass] = shown(
        "班级列表，限有权看到的 | Classes, only those you may see", resolvers.classes
    )
    school_class: SchoolClass | None = shown("一个班级 | One class", resolvers.school_class)
