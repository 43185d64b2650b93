"""Course scores: a read calls db.queries, a write calls core.actions."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.access import SEE_BATCHES, SEE_COURSES
from core.actions import course_adjustments, courses
from core.columns.courses import require_sight_of_scores
from core.identifiers import canonical_identifier
from core.rules.settled_courses import shown_attempts, shown_rule, shown_text
from core.viewer import Viewer
from db.paging import Key
from db.queries.courses import lists as queries
from db.tables import ScoreRule
from graph.context import Info
from graph.inputs.courses import (
    AddCourseScoreInput,
    AdjustCoursesInput,
    CourseScoreFilter,
    CourseScoreOrder,
    DeleteCourseScoresInput,
    ImportCourseScoresInput,
)
from graph.resolvers.performing import perform, perform_import
from graph.server.errors import BadRequest
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key, key_or_none


async def course_scores(
    info: Info,
    batch_id: Annotated[
        strawberry.ID | None,
        argument(
            "批次：参评学生该学年的课程及如何参评；不填为导入的全部课程 | "
            "Batch: the participants' courses of its academic year and how they count; without it, all imported courses"
        ),
    ] = None,
    filter: Annotated[CourseScoreFilter | None, argument("筛选 | Filter")] = None,
    order_by: Annotated[
        CourseScoreOrder | None,
        argument(
            "排序，默认按学号，再按学期与课程代码 | Order; by default by student number, then by term and course code"
        ),
    ] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    viewer, batch = info.context.person, key_or_none(batch_id)
    criteria = filter.to_filter() if filter else queries.CourseFilter()
    if batch is None and criteria.asks_how_it_counts:
        raise BadRequest("按是否参评筛选时，请指定批次", "A filter by how courses count needs a batch")
    if criteria.asks_for_scores:
        require_sight_of_scores(viewer, batch, criteria)
    keys = keys_of(viewer, batch, criteria, order_by)
    page = await queries.course_page(
        info.context.database, seen_by(viewer, batch), criteria, keys, slice_of(first, after, offset)
    )
    return connection(page)


def seen_by(viewer: Viewer, batch_id: int | None) -> queries.Seen:
    return queries.Seen(viewer.scope(SEE_COURSES), viewer.scope(SEE_BATCHES), batch_id)


def keys_of(
    viewer: Viewer, batch_id: int | None, criteria: queries.CourseFilter, order: CourseScoreOrder | None
) -> Sequence[Key]:
    """Returns the sort keys; sorting by score needs the right to see it."""
    if order is None:
        return queries.ordered_by("NUMBER", descending=False)
    field = str(order.field.value)
    if field == "SCORE":
        require_sight_of_scores(viewer, batch_id, criteria)
    return queries.ordered_by(field, descending=bool(order.direction.value))


async def of_student(
    root: Any,
    info: Info,
    batch_id: Annotated[
        strawberry.ID | None, argument("批次；不填为导入的全部课程 | Batch; without it, all imported courses")
    ] = None,
) -> Any:
    return await info.context.loaders.courses(info.context.person).load((key_or_none(batch_id), root.id))


def adjustment(root: Any) -> Any:
    """Returns the adjustment of a course, or None if the course counts by default."""
    if root.adjusted_at is None:
        return None
    return SimpleNamespace(
        counted=root.adjusted_counted,
        ratio=root.adjusted_ratio,
        adjusted_at=root.adjusted_at,
        adjusted_by=root.adjusted_by,
    )


def text(root: Any) -> str | None:
    return shown_text(root)


def rule(root: Any) -> ScoreRule:
    return shown_rule(root)


def undecided(root: Any) -> bool:
    return root.question is not None


def attempts(root: Any) -> list[Any]:
    return shown_attempts(root)


async def import_course_scores(info: Info, input: Input[ImportCourseScoresInput]) -> Any:
    return await perform_import(info, input)


async def add_course_score(info: Info, input: Input[AddCourseScoreInput]) -> Any:
    return await perform(
        info,
        lambda act: courses.add_course_score(
            act,
            canonical_identifier(input.student_number),
            input.academic_year,
            input.term,
            input.values(),
            replace=input.replace,
        ),
        "course_score",
    )


async def delete_course_scores(info: Info, input: Input[DeleteCourseScoresInput]) -> Any:
    if input.ids is not None:
        ids = [key(one) for one in input.ids.value]
        return await perform(info, lambda act: courses.delete_by_id(act, ids))
    if input.filter is not None:
        fits = input.filter.value.values()
        return await perform(info, lambda act: courses.delete_fitting(act, **fits))
    raise BadRequest("请指定要删除的课程成绩", "Specify the course scores to delete")


async def adjust_courses(info: Info, input: Input[AdjustCoursesInput]) -> Any:
    adjustments = [one.adjustment() for one in input.adjustments]
    return await perform(
        info, lambda act: course_adjustments.adjust_courses(act, key(input.batch_id), adjustments), "course_scores"
    )
