"""The history of imports: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.actions import imports as actions
from db.queries.imports import history
from graph.context import Info
from graph.inputs.imports import ImportKind
from graph.resolvers.nested import account_name
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import AcademicYear


async def imports(
    info: Info,
    kind: Annotated[ImportKind | None, argument("只看一种导入 | Only this kind")] = None,
    academic_year: Annotated[AcademicYear | None, argument("只看一个学年 | Only this academic year")] = None,
    college_id: Annotated[
        strawberry.ID | None, argument("只看涉及该学院的导入 | Only imports that concern this college")
    ] = None,
    batch_id: Annotated[strawberry.ID | None, argument("只看一个批次 | Only this batch")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    filters = history.ImportFilter(kind, academic_year, key_or_none(college_id), key_or_none(batch_id))
    seen, part = actions.seen_by(info.context.person), slice_of(first, after, offset)
    return connection(await history.import_page(info.context.database, seen, filters, part))


async def imported_by(root: Any, info: Info) -> Any:
    return await account_name(root.imported_by, info)


async def undone_by(root: Any, info: Info) -> Any:
    return await account_name(root.undone_by, info)


async def obstacles(root: Any, info: Info) -> list[str]:
    return await info.context.loaders.obstacles.load(root.id)
