"""Operations and their files."""

from asyncio import to_thread
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import strawberry

from core.access import SEE_ACADEMIC_RESULT, SEE_BATCHES
from core.actions.exports import academic_columns, academic_rows
from core.actions.operations import Workbook, offer_download
from core.actions.rating_exports import item_names, rating_columns, rating_rows
from core.errors import NotFound
from core.workbooks.ratings import with_items
from core.workbooks.templates import course_score_template, roster_template
from core.workbooks.writing import Field, table_bytes
from db.queries import academic, batches, rating_exports, ratings
from db.queries import operations as queries
from db.tables import OperationKind
from graph.context import Info
from graph.errors import BadRequest
from graph.ids import key
from graph.inputs.operations import (
    AcademicResultsExport,
    RatingResultsExport,
    RequestExportInput,
    RequestTemplateInput,
    TemplateKind,
)
from graph.permissions.operations import shows_of
from graph.resolvers.academic import keys_of
from graph.resolvers.performing import Outcome, perform
from graph.resolvers.ratings import seen_by
from graph.schema.errors import user_error
from graph.schema.fields import Input, argument

TEMPLATES = {
    TemplateKind.COURSE_SCORES: (course_score_template, "原始成绩导入模板.xlsx"),
    TemplateKind.ROSTER: (roster_template, "名册导入模板.xlsx"),
}


async def operation(info: Info, id: Annotated[strawberry.ID, argument("任务的 id")]) -> Any:
    return await queries.one_operation(info.context.database, info.context.person.account_id, key(id))


def progress(root: Any) -> Any:
    return SimpleNamespace(done=root.done, total=root.total, stage=None)


def problems(root: Any, info: Info) -> Any:
    return [user_error(problem, info.context.language) for problem in root.problems]


async def download_url(root: Any, info: Info) -> str | None:
    tokens = await queries.download_tokens(info.context.database, [root.id], datetime.now(UTC))
    return f"/downloads/{tokens[root.id]}" if root.id in tokens else None


async def request_export(info: Info, input: Input[RequestExportInput]) -> Any:
    try:
        workbook = await _workbook(info, input)
    except NotFound as unknown:
        return Outcome(info, [unknown])
    return await _offered(info, OperationKind.EXPORT, workbook)


async def request_template(info: Info, input: Input[RequestTemplateInput]) -> Any:
    template, file_name = TEMPLATES[input.kind]
    content = await info.context.workbooks.run(template)
    return await _offered(info, OperationKind.TEMPLATE, Workbook(file_name, content))


async def _offered(info: Info, kind: OperationKind, workbook: Workbook) -> Any:
    lifetime = timedelta(minutes=info.context.settings.download_minutes)
    return await perform(
        info, lambda act: offer_download(act, kind, workbook, lifetime), "operation", changes_nothing=True
    )


async def _workbook(info: Info, input: RequestExportInput) -> Workbook:
    if input.academic_results is not None:
        return await _academic_results(info, input.academic_results.value)
    if input.rating_results is not None:
        return await _rating_results(info, input.rating_results.value)
    raise BadRequest("请指明要导出的数据", "Say what to export")


async def _academic_results(info: Info, wanted: AcademicResultsExport) -> Workbook:
    viewer, batch_id = info.context.person, key(wanted.batch_id)
    batch = await _batch(info, batch_id, "input.academicResults.batchId")
    fits = wanted.filter.wanted() if wanted.filter else academic.ResultFilter()
    columns = academic_columns(viewer, batch_id, wanted.chosen())
    keys = keys_of(viewer, batch_id, fits, wanted.order_by)
    rows = await academic.export(info.context.database, viewer.scope(SEE_ACADEMIC_RESULT), batch_id, fits, keys)
    return await _written(info, batch, "学业成绩", columns, academic_rows(viewer, rows, columns))


async def _rating_results(info: Info, wanted: RatingResultsExport) -> Workbook:
    """By class unless told otherwise (R5.6). The rows are made beside the event loop: each is explained anew."""
    viewer, batch_id = info.context.person, key(wanted.batch_id)
    batch = await _batch(info, batch_id, "input.ratingResults.batchId")
    columns, seen = rating_columns(viewer, batch_id, wanted.chosen()), seen_by(viewer)
    fits = wanted.filter.wanted() if wanted.filter else ratings.ResultFilter()
    keys = ratings.ordered_by(seen, *(wanted.order_by.chosen() if wanted.order_by else ("CLASS", False)))
    rows = await rating_exports.export(info.context.database, seen, batch_id, fits, keys)
    colleges = sorted({row.college_id for row in rows})
    found = await info.context.loaders.rating_items.load_many([(batch_id, college) for college in colleges])
    items = dict(zip(colleges, found, strict=True))
    names = item_names(viewer, rows, items)
    cells = await to_thread(rating_rows, rows, items, columns, names, shows_of(info))
    return await _written(info, batch, "评分成绩", with_items(columns, names), cells)


async def _batch(info: Info, batch_id: int, path: str) -> Any:
    batch = await batches.one_batch(info.context.database, info.context.person.scope(SEE_BATCHES), batch_id)
    if batch is None:
        raise NotFound("batch", path)
    return batch


async def _written(info: Info, batch: Any, title: str, columns: Sequence[Field], cells: list[list[Any]]) -> Workbook:
    zone = ZoneInfo(info.context.settings.timezone)
    content = await info.context.workbooks.run(table_bytes, title, columns, cells, zone)
    return Workbook(f"{batch.name} {title}.xlsx", content, len(cells), batch.id)
