"""The students of the roster, limited by each person's scope."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from core.access import SEE_STUDENTS
from core.identifiers import typed_identifier
from db.paging import Key
from db.queries import students as queries
from graph.context import Info
from graph.inputs.students import StudentFilter, StudentOrder
from graph.server.errors import BadRequest
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument
from graph.vocabulary.ids import key_or_none


async def students(
    info: Info,
    filter: Annotated[StudentFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[StudentOrder | None, argument("排序，默认按学号 | Order; by student number by default")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.student_page(
        info.context.database,
        info.context.person.scope(SEE_STUDENTS),
        filter.to_filter() if filter else queries.StudentFilter(),
        keys_of(order_by),
        slice_of(first, after, offset),
    )
    return connection(page)


async def student(
    info: Info,
    id: Annotated[
        strawberry.ID | None, argument("学生的 id；与 number 任填其一 | Id of the student; give either this or number")
    ] = None,
    number: Annotated[str | None, argument("学号 | Student number")] = None,
) -> Any:
    if (id is None) == (number is None):
        raise BadRequest("id 与 number 须填且只能填一个", "Give exactly one of id and number")
    scope = info.context.person.scope(SEE_STUDENTS)
    return await queries.one_student(
        info.context.database, scope, student_id=key_or_none(id), number=typed_identifier(number)
    )


def keys_of(order: StudentOrder | None) -> Sequence[Key]:
    return order.keys() if order else queries.ordered_by("NUMBER", descending=False)
