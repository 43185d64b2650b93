"""教职工: declarations, nothing else."""

import strawberry

from graph.resolvers import nested
from graph.schema.classes import College
from graph.vocabulary.fields import shown


@strawberry.type(description="教职工；谁能看到班级，就能看到它的辅导员和班主任")
class Staff:
    id: strawberry.ID = shown("教职工的 id")
    number: str = shown("工号")
    name: str = shown("姓名")
    college: College | None = shown("所属学院；校级人员为空", nested.college)
