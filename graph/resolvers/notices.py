"""Public notices: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.actions import notices as actions
from core.rules import notices as rules
from db.queries import notices as queries
from graph.context import Info
from graph.inputs.notices import OpenPublicNoticeInput, PublicNoticeIdInput
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none


async def public_notices(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    college_id: Annotated[strawberry.ID | None, argument("只看一个学院 | Only this college")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    part = slice_of(first, after, offset)
    return connection(
        await queries.notice_page(info.context.database, _visible(info), key(batch_id), key_or_none(college_id), part)
    )


def _visible(info: Info) -> queries.Seen:
    return actions.seen_by(info.context.person, info.context.now)


async def last_notice(root: Any, info: Info) -> Any:
    return await info.context.loaders.notice(_visible(info)).load((root.batch_id, root.college_id))


async def entries(
    root: Any,
    info: Info,
    class_id: Annotated[
        strawberry.ID | None, argument("只看一个班级，限有权看到的 | Only this class, if you may see it")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    part = slice_of(first, after, offset)
    return connection(
        await info.context.loaders.notice_entries(_visible(info), key_or_none(class_id), part).load(root.id)
    )


async def opened_by(root: Any, info: Info) -> str | None:
    return await account_name(root.opened_by, info)


async def ended_by(root: Any, info: Info) -> str | None:
    return await account_name(root.ended_by, info)


def ended_at(root: Any) -> Any:
    return root.closed_at


def minimum_working_days(root: Any) -> int:
    return int(root.minimum_days)


def working_days(root: Any, info: Info) -> int:
    return rules.lasts(root, info.context.zone, info.context.today)


def too_short(root: Any, info: Info) -> bool | None:
    return rules.too_short(root, info.context.zone)


def ending_warning(root: Any, info: Info) -> str | None:
    return rules.ending_warning(root, info.context.zone, info.context.today, info.context.language)


def warning(root: Any, info: Info) -> str | None:
    if root.public_notice is None:
        return None
    return rules.warning(root.public_notice, info.context.zone, info.context.today, info.context.language)


async def open_public_notice(info: Info, input: Input[OpenPublicNoticeInput]) -> Any:
    batch, college = key(input.batch_id), key_or_none(input.college_id)
    return await perform(
        info, lambda act: actions.open_public_notice(act, batch, college, input.form()), "public_notice"
    )


async def end_public_notice(info: Info, input: Input[PublicNoticeIdInput]) -> Any:
    return await perform(info, lambda act: actions.end_public_notice(act, key(input.id)), "public_notice")
