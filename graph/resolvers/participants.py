"""The classes and students of a batch: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_PARTICIPANTS
from core.actions import participants as actions
from db.queries.participants import participants as queries
from graph.context import Info
from graph.inputs.participants import (
    AssignStaffInput,
    BatchClassFilter,
    BatchClassOrder,
    ClearProcessDataInput,
    CopyStaffInput,
    ParticipantFilter,
    ParticipantOrder,
    SetParticipantsInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def batch_classes(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[BatchClassFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        BatchClassOrder | None, argument("排序，默认按班级代码 | Order; by class code by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.batch_class_page(
        info.context.database,
        info.context.person.scope(SEE_PARTICIPANTS),
        key(batch_id),
        filter.to_filter() if filter else queries.BatchClassFilter(),
        *(order_by.sort_key() if order_by else ("CODE", False)),
        slice_of(first, after, offset),
    )
    return connection(page)


async def participants(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[ParticipantFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        ParticipantOrder | None, argument("排序，默认按学号 | Order; by student number by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.participant_page(
        info.context.database,
        info.context.person.scope(SEE_PARTICIPANTS),
        key(batch_id),
        filter.to_filter() if filter else queries.ParticipantFilter(),
        *(order_by.sort_key() if order_by else ("NUMBER", False)),
        slice_of(first, after, offset),
    )
    return connection(page)


async def counsellors(root: Any, info: Info) -> Any:
    return await info.context.loaders.counsellors.load((root.batch_id, root.class_id))


async def head_teachers(root: Any, info: Info) -> Any:
    return await info.context.loaders.head_teachers.load((root.batch_id, root.class_id))


async def previous_counsellors(root: Any, info: Info) -> Any:
    return await info.context.loaders.previous_counsellors.load((root.batch_id, root.class_id))


async def previous_head_teachers(root: Any, info: Info) -> Any:
    return await info.context.loaders.previous_head_teachers.load((root.batch_id, root.class_id))


def participating(root: Any) -> bool:
    return bool(root.participant_count)


def cleared(root: Any) -> bool:
    return root.cleared_at is not None


async def academic_computed_by(root: Any, info: Info) -> str | None:
    return await account_name(root.academic_computed_by, info)


async def rating_computed_by(root: Any, info: Info) -> str | None:
    return await account_name(root.rating_computed_by, info)


async def set_participants(info: Info, input: Input[SetParticipantsInput]) -> Any:
    return await perform(
        info,
        lambda act: actions.set_participants(
            act, key(input.batch_id), input.selection(), participating=input.participating
        ),
    )


async def clear_process_data(info: Info, input: Input[ClearProcessDataInput]) -> Any:
    classes = [key(one) for one in input.class_ids]
    return await perform(
        info, lambda act: actions.clear_process_data(act, key(input.batch_id), classes), "batch_classes"
    )


async def assign_counsellors(info: Info, input: Input[AssignStaffInput]) -> Any:
    return await _assign(info, "counsellors", input)


async def assign_head_teachers(info: Info, input: Input[AssignStaffInput]) -> Any:
    return await _assign(info, "headTeachers", input)


async def _assign(info: Info, kind: str, input: AssignStaffInput) -> Any:
    classes, staff = [key(one) for one in input.class_ids], [key(one) for one in input.staff_ids]
    return await perform(
        info, lambda act: actions.assign_staff(act, kind, key(input.batch_id), classes, staff), "batch_classes"
    )


async def copy_counsellors(info: Info, input: Input[CopyStaffInput]) -> Any:
    return await _copy(info, "counsellors", input)


async def copy_head_teachers(info: Info, input: Input[CopyStaffInput]) -> Any:
    return await _copy(info, "headTeachers", input)


async def _copy(info: Info, kind: str, input: CopyStaffInput) -> Any:
    classes = [key(one) for one in input.class_ids]
    return await perform(info, lambda act: actions.copy_staff(act, kind, key(input.batch_id), classes), "batch_classes")
