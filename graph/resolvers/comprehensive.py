"""Comprehensive results: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES, SEE_COMPREHENSIVE
from core.actions.comprehensive_exports import sorting_of
from core.rules.rating_sight import sees_marks
from core.rules.schemes.telling import explained
from db.qualities import names_of
from db.queries.comprehensive import results as queries
from db.queries.comprehensive import sheets
from db.queries.comprehensive.qualities import Lists, fetch_seen_lists
from graph.context import Info
from graph.inputs.comprehensive import (
    ComprehensiveResultFilter,
    ComprehensiveResultOrder,
    ImportComprehensiveResultsInput,
)
from graph.resolvers.performing import perform_import
from graph.resolvers.qualities import overall_of, scores_of
from graph.server.errors import BadRequest
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def comprehensive_results(
    info: Info,
    filter: Annotated[ComprehensiveResultFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        ComprehensiveResultOrder | None,
        argument("排序，默认新的批次在前，再按学号 | Order; by default newest batch first, then by student number"),
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    viewer = info.context.person
    criteria = filter.to_filter() if filter else queries.LibraryFilter()
    order, quality = (order_by.sort_key(), order_by.quality) if order_by else (None, None)
    lists = await _lists_with(info, quality, criteria.batch_id) if quality else {}
    sorting = sorting_of(viewer, order, quality, criteria, lists)
    part = slice_of(first, after, offset)
    scope = viewer.scope(SEE_COMPREHENSIVE)
    return connection(await queries.result_page(info.context.database, scope, criteria, sorting, part))


async def _lists_with(info: Info, code: str, batch_id: int | None) -> Lists:
    """Reads the lists of the viewer's batches, or of one of them.

    Raises:
        BadRequest: none of them has a quality of this code.
    """
    async with info.context.database.read() as db:
        lists = await fetch_seen_lists(db, info.context.person.scope(SEE_BATCHES), batch_id)
    codes = list(dict.fromkeys(one.code for each in lists.values() for one in each))
    if lists and code not in codes:
        zh = f"没有代号为 {code[:40]} 的素质：请改用 {'、'.join(codes)} 之一"
        raise BadRequest(zh, f"There is no quality {code[:40]}: use one of {', '.join(codes)}")
    return lists


async def of_student(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    return await info.context.loaders.comprehensive_result(info.context.person).load((key(batch_id), root.id))


async def all_years(root: Any, info: Info) -> Any:
    return await info.context.loaders.comprehensive_years(info.context.person).load(root.id)


def qualities(root: Any) -> Any:
    return scores_of(root) if root.participating else None


def overall(root: Any) -> Any:
    return overall_of(root) if root.participating else None


async def computed(root: Any, info: Info) -> bool:
    return await info.context.loaders.computed_from.load((root.batch_id, root.student_id)) is not None


async def explanation(root: Any, info: Info) -> Any:
    found = await info.context.loaders.computed_from.load((root.batch_id, root.student_id))
    if found is None:
        return None
    shown = sees_marks(info.context.person, root) and not found.given["withheld"]
    names = names_of(await info.context.loaders.batch.load(root.batch_id))
    levels = dict(zip(names, [*root.levels, root.overall_level], strict=True))
    return explained(found, levels, names, info.context.language, with_ratings=shown)


async def academic_result(root: Any, info: Info) -> Any:
    return await info.context.loaders.academic_result(info.context.person).load((root.batch_id, root.student_id))


async def rating_result(root: Any, info: Info) -> Any:
    return await info.context.loaders.rating_result(info.context.person).load((root.batch_id, root.student_id))


async def grade_classes_missing(root: Any, info: Info) -> int:
    grade = (root.batch_id, root.college_id, root.major_id, root.grade)
    return int(await info.context.loaders.missing_classes.load(grade))


async def has_failed_course(root: Any, info: Info) -> bool:
    return bool(await info.context.loaders.failed_course.load((root.student_id, root.academic_year)))


async def covered_sheets(root: Any, info: Info) -> Any:
    if root.class_ids is None:
        return None
    covered = sheets.of_classes(root.class_ids)
    async with info.context.database.read() as db:
        return await sheets.fetch_sheets(db, int(root.batch_id), covered)


async def import_comprehensive_results(info: Info, input: Input[ImportComprehensiveResultsInput]) -> Any:
    return await perform_import(info, input)
