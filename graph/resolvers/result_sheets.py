"""The sheets of comprehensive results: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_RESULT_SHEETS
from core.actions import result_sheets as actions
from db.queries.comprehensive import sheets as queries
from db.tables import StaleReason
from graph.context import Info
from graph.inputs.result_sheets import (
    ReopenResultSheetsInput,
    ResultSheetFilter,
    ResultSheetOrder,
    ResultSheetStatus,
    SubmitResultSheetsInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def result_sheets(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[ResultSheetFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        ResultSheetOrder | None, argument("排序，默认按班级代码 | Order; by class code by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    scope, criteria = (
        info.context.person.scope(SEE_RESULT_SHEETS),
        filter.to_filter() if filter else queries.SheetFilter(),
    )
    order, descending = order_by.sort_key() if order_by else ("CLASS", False)
    part = slice_of(first, after, offset)
    return connection(
        await queries.sheet_page(info.context.database, scope, key(batch_id), criteria, order, descending, part)
    )


def status(root: Any) -> ResultSheetStatus:
    return ResultSheetStatus(root.stage)


def stale(root: Any) -> list[StaleReason]:
    return [StaleReason(one) for one in root.stale]


async def scheme(root: Any, info: Info) -> Any:
    return None if root.scheme_id is None else await info.context.loaders.scheme.load(root.scheme_id)


async def imported_by(root: Any, info: Info) -> Any:
    return await account_name(root.imported_by, info)


async def submitted_by(root: Any, info: Info) -> Any:
    return await account_name(root.submitted_by, info)


async def reopened_by(root: Any, info: Info) -> Any:
    return await account_name(root.reopened_by, info)


async def submit_result_sheets(info: Info, input: Input[SubmitResultSheetsInput]) -> Any:
    return await perform(info, lambda act: actions.submit_result_sheets(act, key(input.batch_id), input.class_keys()))


async def reopen_result_sheets(info: Info, input: Input[ReopenResultSheetsInput]) -> Any:
    return await perform(
        info, lambda act: actions.reopen_result_sheets(act, key(input.batch_id), input.choice(), input.reason)
    )
