"""Batches: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES
from core.actions import batches as actions
from core.identifiers import typed_text
from core.rules.windows import Move
from db.queries.batches import batches as queries
from graph.context import Info
from graph.inputs.batches import BatchFilter, BatchIdInput, BatchInput, UpdateBatchInput
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def batch(info: Info, id: Annotated[strawberry.ID, argument("批次的 id | Id of the batch")]) -> Any:
    return await queries.one_batch(info.context.database, info.context.person.scope(SEE_BATCHES), key(id))


async def batches(
    info: Info,
    filter: Annotated[BatchFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.batch_page(
        info.context.database,
        info.context.person.scope(SEE_BATCHES),
        academic_year=filter.academic_year if filter else None,
        status=filter.status.value if filter and filter.status else None,
        text=typed_text(filter.text) if filter else None,
        part=slice_of(first, after, offset),
    )
    return connection(page)


async def windows(root: Any, info: Info) -> Any:
    return await info.context.loaders.windows.load(root.id)


async def cohorts(root: Any, info: Info) -> Any:
    return [row.cohort for row in await info.context.loaders.cohorts.load(root.id)]


async def create_batch(info: Info, input: Input[BatchInput]) -> Any:
    return await perform(info, lambda act: actions.create_batch(act, input.form()), "batch")


async def update_batch(info: Info, input: Input[UpdateBatchInput]) -> Any:
    return await perform(info, lambda act: actions.update_batch(act, key(input.id), input.form()), "batch")


async def delete_batch(info: Info, input: Input[BatchIdInput]) -> Any:
    return await perform(info, lambda act: actions.delete_batch(act, key(input.id)), "deleted_id")


async def open_batch(info: Info, input: Input[BatchIdInput]) -> Any:
    return await perform(info, lambda act: actions.move_batch(act, key(input.id), Move.OPEN), "batch")


async def stop_batch(info: Info, input: Input[BatchIdInput]) -> Any:
    return await perform(info, lambda act: actions.move_batch(act, key(input.id), Move.STOP), "batch")


async def end_batch(info: Info, input: Input[BatchIdInput]) -> Any:
    return await perform(info, lambda act: actions.move_batch(act, key(input.id), Move.END), "batch")
