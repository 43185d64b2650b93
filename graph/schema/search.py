"""搜索: declarations, nothing else."""

import strawberry

from graph.resolvers import search as resolvers
from graph.schema.classes import SchoolClass
from graph.schema.students import Student
from graph.vocabulary.fields import shown


@strawberry.type(
    description="搜索的结果，限有权看到的：名称完全相同的在前，其次开头相同的 | "
    "What was found of what you may see: what has this very name first, then what begins with it"
)
class SearchResult:
    students: list[Student] = shown("学生 | Students", resolvers.students)
    student_count: int = shown(
        "找到的学生总数（仅在请求时统计） | Number of all students found (counted only if requested)",
        resolvers.student_count,
    )
    classes: list[SchoolClass] = shown("班级 | Classes", resolvers.classes)
    class_count: int = shown(
        "找到的班级总数（仅在请求时统计） | Number of all classes found (counted only if requested)",
        resolvers.class_count,
    )


@strawberry.type
class SearchQueries:
    search: SearchResult = shown(
        "按学号、姓名、拼音搜索学生与班级，限有权看到的 | "
        "Searches students and classes by number, name or pinyin, only those you may see",
        resolvers.search,
    )
