"""Rating results: a read calls db.queries, a write calls core.actions."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.columns.ratings import RATING_RESULTS
from core.rules.rating_explanation import RatingExplanation, explained
from core.rules.rating_marks import RaterMarks, counted_marks
from core.rules.rating_showing import why_held_back
from core.rules.rating_sight import seen_by, sees_rating_score
from db.filters import PersonFilter
from db.queries.ratings import results as queries
from db.tables import RaterKind
from graph.context import Info
from graph.inputs.ratings import ComputeRatingScoresInput, RatingResultFilter, RatingResultOrder
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform_long
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key


async def rating_results(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[RatingResultFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        RatingResultOrder | None, argument("排序，默认按学号 | Order; by student number by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    viewer, batch = info.context.person, key(batch_id)
    criteria = filter.to_filter() if filter else PersonFilter()
    seen, (order, descending) = seen_by(viewer), order_by.sort_key() if order_by else ("NUMBER", False)
    keys = queries.ordered_by(seen, RATING_RESULTS.order_key(viewer, order), descending)
    part = slice_of(first, after, offset)
    return connection(await queries.result_page(info.context.database, seen, batch, criteria, keys, part))


async def rating_result_of(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    return await info.context.loaders.rating_result(info.context.person).load((key(batch_id), root.id))


async def explanation(root: Any, info: Info) -> RatingExplanation:
    return explained(root, await info.context.loaders.rating_items.load((root.batch_id, root.college_id)))


async def missing(root: Any, info: Info) -> list[RaterKind]:
    return (await explanation(root, info)).missing


async def note(root: Any, info: Info) -> str | None:
    """Explains what is missing and where its weight went (R5.4). It does not mention withheld values."""
    withheld = not sees_rating_score(info.context.person, root)
    return (await explanation(root, info)).note(info.context.language, withheld=withheld)


def sentence(root: Any, info: Info) -> str:
    return str(root.sentence(info.context.language))


async def marks(root: Any, info: Info) -> list[RaterMarks] | None:
    [kept] = await info.context.loaders.single_marks.load(root.id)
    return counted_marks(kept)


async def rater(root: RaterMarks, info: Info) -> Any:
    return None if root.rater_id is None else await info.context.loaders.staff.load(root.rater_id)


async def computed_by(root: Any, info: Info) -> Any:
    return await account_name(root.computed_by, info)


async def compute_rating_scores(info: Info, input: Input[ComputeRatingScoresInput]) -> Any:
    return await perform_long(info, input.arguments())


async def held_back(root: Any, info: Info) -> list[SimpleNamespace] | None:
    """Returns how many are withheld, or None until results are computed."""
    if root.held_back is None:
        return None
    return [SimpleNamespace(class_id=int(one), lacking=lacking) for one, lacking in root.held_back.items()]


def held_back_reason(root: Any, info: Info) -> str:
    return why_held_back(root.lacking, info.context.language)
