"""Comprehensive results: a read calls db.queries, a write calls core.actions."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from core.workbooks.comprehensive import read_ready

from core.access import SEE_BATCHES, SEE_COMPREHENSIVE, SEE_GRADE_RANK, Viewer
from core.actions import comprehensive as actions
from core.errors import NotFound
from db.paging import Key
from db.queries import batches, result_sheets
from db.queries import comprehensive as queries
from graph.context import Info
from graph.ids import key
from graph.inputs.comprehensive import (
    ComprehensiveResultFilter,
    ComprehensiveResultOrder,
    ImportComprehensiveResultsInput,
)
from graph.resolvers.performing import Outcome, perform
from graph.schema.connections import connection, slice_of
from graph.schema.fields import After, First, Input, Offset, argument
from graph.schema.ranks import rank


class Quality:
    """One of the four of a result, placed as the result is, so that the rules of its fields can judge it."""

    def __init__(self, row: Any, name: str) -> None:
        self.row = row
        self.score, self.level = getattr(row, f"{name}_score"), getattr(row, f"{name}_level")
        self.position = getattr(row, f"{name}_position")
        self.grade_position = getattr(row, f"{name}_grade_position", None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


async def comprehensive_results(
    info: Info,
    filter: Annotated[ComprehensiveResultFilter | None, argument("筛选")] = None,
    order_by: Annotated[ComprehensiveResultOrder | None, argument("排序，默认新的批次在前，再按学号")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    viewer = info.context.person
    wanted = filter.wanted() if filter else queries.LibraryFilter()
    keys = keys_of(viewer, wanted, order_by)
    part = slice_of(first, after, offset)
    scope = viewer.scope(SEE_COMPREHENSIVE)
    return connection(await queries.result_page(info.context.database, scope, wanted, keys, part))


def keys_of(viewer: Viewer, wanted: queries.LibraryFilter, order: ComprehensiveResultOrder | None) -> Sequence[Key]:
    """Sorting by a grade rank needs the right to see it on every row asked for (R8.3)."""
    name, descending = order.chosen() if order else (None, False)
    if name is not None and name.endswith("GRADE_RANK"):
        viewer.require_sight(SEE_COMPREHENSIVE, SEE_GRADE_RANK, batch_id=wanted.batch_id, class_id=wanted.class_id)
    return queries.ordered_by(name, descending)


async def of_student(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次")]) -> Any:
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
    async with info.context.database.read() as db:
        return await result_sheets.read(db, root.batch_id, result_sheets.of_classes(root.class_ids))


async def import_comprehensive_results(info: Info, input: Input[ImportComprehensiveResultsInput]) -> Any:
    batch_id, file = key(input.batch_id), input.file
    content = await file.read()  # type: ignore[attr-defined]  # an UploadFile
    await file.close()  # type: ignore[attr-defined]  # an UploadFile
    batch = await batches.one_batch(info.context.database, info.context.person.scope(SEE_BATCHES), batch_id)
    if batch is None:
        return Outcome(info, [NotFound("batch", "input.batchId")])
    most = info.context.settings.workbook_max_rows
    sheet = await info.context.workbooks.run(read_ready, content, batch.levels, most)
    wanted = actions.ResultImport(batch_id, file.filename or "", content, input.dry_run)  # type: ignore[attr-defined]
    return await perform(info, lambda act: actions.import_comprehensive_results(act, sheet, wanted))
