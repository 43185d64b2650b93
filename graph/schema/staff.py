"""教职工: declarations, nothing else."""

import strawberry

from graph.resolvers import nested
from graph.schema.classes import College
from graph.vocabulary.fields import shown


@strawberry.type(
    description="教职工；能看到班级的人，也能看到该班的辅导员和班主任 | "
    "A staff member; a user who can see a class can also see its counsellors and head teachers"
)
class Staff:
    id: strawberry.ID = shown("教职工的 id | Id of the staff member")
    number: str = shown("工号 | Staff number")
    name: str = shown("姓名 | Name")
    college: College | None = shown(
        "所属学院；校级人员为空 | College; null for staff of the school itself", nested.college
    )
