"""The history of imports: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.actions import imports as actions
from core.errors import ImportUndone
from core.rules.import_obstacles import words
from db.queries.imports import history
from graph.context import Info
from graph.inputs.imports import ImportKind, UndoImportInput
from graph.resolvers.nested import account_name, batch
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none
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
    language = info.context.language
    if root.undone_at is not None:
        return [ImportUndone().message(language)]
    found = actions.in_the_way(info.context.person, await info.context.loaders.obstacles.load(root.id))
    told = [words(one, info.context.zone, language) for one in found]
    if root.kind == ImportKind.COMPREHENSIVE_RESULTS:
        phases = await info.context.loaders.import_phases.load(root.id)
        told += [one.message(language) for one in actions.shut(phases, info.context.today)]
    if root.kind == ImportKind.ASSIGNED_STAFF or ImportKind(root.kind).of_scheme:
        told += [one.message(language) for one in actions.closed((await batch(root, info)).status)]
    return list(dict.fromkeys(told))


async def undo_import(info: Info, input: Input[UndoImportInput]) -> Any:
    return await perform(info, lambda act: actions.undo_import(act, key(input.id), dry_run=input.dry_run))
