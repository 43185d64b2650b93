"""Academic results: a read calls db.queries, a write calls core.actions."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.access import RANK_MAJOR_GRADE, SEE_ACADEMIC_RESULT
from core.columns.academic import ACADEMIC_RESULTS
from core.rules.academic_explanation import explained
from db.queries.academic import results as queries
from graph.context import Info
from graph.inputs.academic import (
    AcademicResultFilter,
    AcademicResultOrder,
    ComputeAcademicScoresInput,
    RankMajorGradeInput,
)
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform_long
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.ranks import rank


async def academic_results(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    filter: Annotated[AcademicResultFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        AcademicResultOrder | None, argument("排序，默认按学号 | Order; by student number by default")
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    viewer, batch = info.context.person, key(batch_id)
    criteria = filter.to_filter() if filter else queries.AcademicFilter()
    order, descending = order_by.sort_key() if order_by else ("NUMBER", False)
    column = ACADEMIC_RESULTS.order_key(viewer, order, batch_id=batch, class_id=criteria.class_id)
    keys = queries.ordered_by(column, descending)
    scope = viewer.scope(SEE_ACADEMIC_RESULT)
    part = slice_of(first, after, offset)
    return connection(await queries.result_page(info.context.database, scope, batch, criteria, keys, part))


async def academic_result_of(
    root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]
) -> Any:
    return await info.context.loaders.academic_result(info.context.person).load((key(batch_id), root.id))


async def major_grade_rankings(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    college_id: Annotated[strawberry.ID | None, argument("学院 | College")] = None,
) -> Any:
    scope = info.context.person.scope(RANK_MAJOR_GRADE)
    async with info.context.database.read() as db:
        return (await db.execute(queries.rankings(key(batch_id), scope, key_or_none(college_id)))).all()


def class_rank(root: Any) -> Any:
    return rank(root.class_position, root.class_size)


def major_grade_rank(root: Any) -> Any:
    return rank(root.major_grade_position, root.major_grade_size)


async def explanation(root: Any, info: Info) -> Any:
    return explained(await info.context.loaders.academic_courses.load(root.id))


def sentence(root: Any, info: Info) -> str:
    return str(root.sentence(info.context.language))


async def computed_by(root: Any, info: Info) -> Any:
    return await account_name(root.computed_by, info)


async def ranked_by(root: Any, info: Info) -> Any:
    return await account_name(root.ranked_by, info)


async def computed_classes(root: Any, info: Info) -> Any:
    """Returns the number of computed classes, or None until they are computed."""
    return None if root.class_ids is None else await info.context.loaders.school_class.load_many(root.class_ids)


async def stale_classes(root: Any, info: Info) -> Any:
    """Loads the classes that were ranked although they are stale, or returns None until they are ranked."""
    ids = root.stale_class_ids
    return None if ids is None else await info.context.loaders.school_class.load_many(ids)


def held_up(root: Any) -> Any:
    """Returns who waits for a decision, as the operation stored it, or None until the classes are computed."""
    if root.held_up is None:
        return None
    return [SimpleNamespace(student_id=int(one["student"]["id"]), courses=one["courses"]) for one in root.held_up]


async def compute_academic_scores(info: Info, input: Input[ComputeAcademicScoresInput]) -> Any:
    return await perform_long(info, input.arguments())


async def rank_major_grade(info: Info, input: Input[RankMajorGradeInput]) -> Any:
    return await perform_long(info, input.arguments())
