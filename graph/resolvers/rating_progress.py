"""The progress of rating: of classes, of students, and of a whole college."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.access import SEE_RATING_PROGRESS
from core.rules.rating_explanation import explained
from db.queries.ratings import progress as queries
from graph.context import Info
from graph.inputs.rating_progress import (
    ClassRatingProgressFilter,
    ClassRatingProgressOrder,
    StudentRatingProgressFilter,
    StudentRatingProgressOrder,
)
from graph.resolvers.nested import account_name
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument
from graph.vocabulary.ids import key

NOBODY_YET = SimpleNamespace(
    classes=0,
    classes_finished=0,
    participants=0,
    rated_by_counsellors=0,
    rated_by_head_teachers=0,
    peers_submitted=0,
    counsellors=0,
    counsellors_submitted=0,
    head_teachers=0,
    head_teachers_submitted=0,
)


async def rating_progress(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[ClassRatingProgressFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        ClassRatingProgressOrder | None, argument("排序，默认按班级代码 | Order; by class code by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.class_page(
        info.context.database,
        info.context.person.scope(SEE_RATING_PROGRESS),
        key(batch_id),
        filter.to_filter() if filter else queries.ClassFilter(),
        *(order_by.sort_key() if order_by else ("CODE", False)),
        slice_of(first, after, offset),
    )
    return connection(page)


async def student_rating_progress(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[StudentRatingProgressFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        StudentRatingProgressOrder | None, argument("排序，默认按学号 | Order; by student number by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    page = await queries.student_page(
        info.context.database,
        info.context.person.scope(SEE_RATING_PROGRESS),
        key(batch_id),
        filter.to_filter() if filter else queries.StudentFilter(),
        *(order_by.sort_key() if order_by else ("NUMBER", False)),
        slice_of(first, after, offset),
    )
    return connection(page)


async def of_student(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    return await info.context.loaders.rating_progress(info.context.person).load((key(batch_id), root.id))


async def raters(root: Any, info: Info) -> Any:
    return await info.context.loaders.raters.load((root.batch_id, root.class_id))


def staff(root: Any) -> Any:
    """Returns the staff of a rater: a rater's row is the staff's row with a state beside it."""
    return root


async def computed_by(root: Any, info: Info) -> str | None:
    return await account_name(root.rating_computed_by, info)


async def item_scores(root: Any, info: Info) -> Any:
    """Returns the scores of the last computation, so that a viewer can't tell whose marks came in when."""
    result = await info.context.loaders.rating_result(info.context.person).load((root.batch_id, root.student_id))
    if result is None:
        return None
    return explained(result, await info.context.loaders.rating_items.load((root.batch_id, root.college_id))).items


async def totals(root: Any, info: Info) -> Any:
    rows = await info.context.loaders.rating_totals.load((root.batch_id, root.college_id))
    return rows[0] if rows else NOBODY_YET
