"""Learnt columns: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import IMPORT_COURSE_SCORES
from core.actions import learnt_columns as actions
from db.queries.imports import learning
from graph.context import Info
from graph.inputs.imports import ForgetColumnsInput, ImportKind
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none


async def learnt_columns(
    info: Info,
    kind: Annotated[ImportKind | None, argument("只看一种导入 | Only this kind")] = None,
    college_id: Annotated[strawberry.ID | None, argument("只看该学院的 | Only those of this college")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    scope, part = info.context.person.scope(IMPORT_COURSE_SCORES), slice_of(first, after, offset)
    return connection(await learning.learnt_page(info.context.database, scope, kind, key_or_none(college_id), part))


def column_key(root: Any) -> str:
    return str(root.column_key).upper()


async def title(root: Any, info: Info) -> str:
    named = root.kind == ImportKind.COMPREHENSIVE_RESULTS
    lists = await info.context.loaders.quality_lists.load(0) if named else {}
    return actions.title_of(root.kind, root.column_key, lists.values())


async def learnt_by(root: Any, info: Info) -> str | None:
    return await account_name(root.learnt_by, info)


async def forget_columns(info: Info, input: Input[ForgetColumnsInput]) -> Any:
    ids = [key(one) for one in input.ids]
    return await perform(info, lambda act: actions.forget_columns(act, ids), "forgotten")
