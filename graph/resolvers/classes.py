"""Colleges and majors are visible to every signed-in person; classes and students are limited by scope."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_CLASSES
from core.identifiers import typed_identifier
from db.queries import classes as queries
from graph.context import Info
from graph.inputs.classes import ClassFilter, ClassOrder, CollegeFilter, MajorFilter
from graph.inputs.students import StudentOrder
from graph.resolvers.students import keys_of
from graph.server.errors import BadRequest
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument
from graph.vocabulary.ids import key_or_none


async def colleges(
    info: Info,
    filter: Annotated[CollegeFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.ClassFilter()
    part = slice_of(first, after, offset)
    return connection(await queries.college_page(_directory(info), criteria, part))


async def majors(
    info: Info,
    filter: Annotated[MajorFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.ClassFilter()
    part = slice_of(first, after, offset)
    return connection(await queries.major_page(_directory(info), criteria, part))


def _directory(info: Info) -> Any:
    """Returns the database to a person who is signed in."""
    return info.context.person and info.context.database


async def classes(
    info: Info,
    filter: Annotated[ClassFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[ClassOrder | None, argument("排序，默认按班级代码 | Order; by class code by default")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.class_page(
        info.context.database,
        info.context.person.scope(SEE_CLASSES),
        filter.to_filter() if filter else queries.ClassFilter(),
        *(order_by.sort_key() if order_by else ("CODE", False)),
        slice_of(first, after, offset),
    )
    return connection(page)


async def school_class(
    info: Info,
    id: Annotated[
        strawberry.ID | None, argument("班级的 id；与 code 任填其一 | Id of the class; give either this or code")
    ] = None,
    code: Annotated[str | None, argument("班级代码 | Class code")] = None,
) -> Any:
    if (id is None) == (code is None):
        raise BadRequest("id 与 code 须填且只能填一个", "Give exactly one of id and code")
    scope = info.context.person.scope(SEE_CLASSES)
    return await queries.one_class(info.context.database, scope, class_id=key_or_none(id), code=typed_identifier(code))


async def students(
    root: Any,
    info: Info,
    order_by: Annotated[StudentOrder | None, argument("排序，默认按学号 | Order; by student number by default")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    part = slice_of(first, after, offset)
    pages = info.context.loaders.students_of_class(info.context.person, keys_of(order_by), part)
    return connection(await pages.load(root.class_id))
