"""Rating items: a read calls db.queries, a write calls core.actions."""

from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES, SEE_RATING_ITEMS
from core.actions import rating_items as actions
from db.queries.ratings import items as queries
from graph.context import Info
from graph.inputs.rating_items import CreateRatingItemInput, RatingItemIdInput, UpdateRatingItemInput
from graph.resolvers.performing import perform
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none


async def rating_items(
    info: Info,
    batch_id: Annotated[
        strawberry.ID | None,
        argument(
            "批次：查看该批次开启评分时保留的项目；不填为学院现在设置的项目 | "
            "Batch: the items kept when its rating was opened; without it, the current items of the college"
        ),
    ] = None,
    college_id: Annotated[strawberry.ID | None, argument("只看一个学院 | Only this college")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    database, viewer, of = info.context.database, info.context.person, key_or_none(college_id)
    scope, part = viewer.scope(SEE_RATING_ITEMS), slice_of(first, after, offset)
    if batch_id is None:
        return connection(await queries.college_item_page(database, scope, of, part))
    seeing = viewer.scope(SEE_BATCHES)
    return connection(await queries.batch_item_page(database, seeing, scope, key(batch_id), of, part))


async def create_rating_item(info: Info, input: Input[CreateRatingItemInput]) -> Any:
    create = actions.create_rating_item
    return await perform(info, lambda act: create(act, input.college(), input.form()), "rating_item")


async def update_rating_item(info: Info, input: Input[UpdateRatingItemInput]) -> Any:
    return await perform(info, lambda act: actions.update_rating_item(act, key(input.id), input.form()), "rating_item")


async def delete_rating_item(info: Info, input: Input[RatingItemIdInput]) -> Any:
    return await perform(info, lambda act: actions.delete_rating_item(act, key(input.id)), "deleted_id")
