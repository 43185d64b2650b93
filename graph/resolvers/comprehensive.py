"""Comprehensive results: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_COMPREHENSIVE
from core.columns.comprehensive import COMPREHENSIVE_RESULTS
from db.queries.comprehensive import results as queries
from db.queries.comprehensive import sheets
from graph.context import Info
from graph.inputs.comprehensive import (
    ComprehensiveResultFilter,
    ComprehensiveResultOrder,
    ImportComprehensiveResultsInput,
)
from graph.resolvers.performing import perform_import
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key
from graph.vocabulary.ranks import rank


class Quality:
    """Represents one of the four qualities of a result. It carries the result's place, so that field rules can judge
    it."""

    def __init__(self, row: Any, name: str) -> None:
        self.row = row
        self.score, self.level = getattr(row, f"{name}_score"), getattr(row, f"{name}_level")
        self.position = getattr(row, f"{name}_position")
        self.grade_position = getattr(row, f"{name}_grade_position", None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


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
    order, descending = order_by.sort_key() if order_by else (None, False)
    within = {"batch_id": criteria.batch_id, "class_id": criteria.class_id}
    keys = queries.ordered_by(order and COMPREHENSIVE_RESULTS.order_key(viewer, order, **within), descending)
    part = slice_of(first, after, offset)
    scope = viewer.scope(SEE_COMPREHENSIVE)
    return connection(await queries.result_page(info.context.database, scope, criteria, keys, part))


async def of_student(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    return await info.context.loaders.comprehensive_result(info.context.person).load((key(batch_id), root.id))


async def all_years(root: Any, info: Info) -> Any:
    return await info.context.loaders.comprehensive_years(info.context.person).load(root.id)


def political(root: Any) -> Any:
    return _quality(root, "political")


def scholastic(root: Any) -> Any:
    return _quality(root, "scholastic")


def development(root: Any) -> Any:
    return _quality(root, "development")


def overall(root: Any) -> Any:
    return _quality(root, "overall")


def _quality(root: Any, name: str) -> Any:
    return Quality(root, name) if root.participating else None


def class_rank(root: Any) -> Any:
    return rank(root.position, root.class_size)


def grade_rank(root: Any) -> Any:
    return rank(root.grade_position, root.grade_size)


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
