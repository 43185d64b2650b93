"""Grade scales: a read calls db.queries, a write calls core.actions."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.access import SEE_GRADE_SCALE
from core.actions import grade_scales as actions
from core.rules.course_points import Scale
from core.rules.grade_scales import by_points, scale_from
from db.queries.courses import scales as queries
from graph.context import Info
from graph.inputs.grade_scales import SetGradeScaleInput
from graph.resolvers.performing import perform
from graph.server.errors import BadRequest
from graph.vocabulary.fields import Input, argument
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import AcademicYear


async def grade_scale(
    info: Info,
    academic_year: Annotated[AcademicYear, argument("学年 | Academic year")],
    college_id: Annotated[
        strawberry.ID | None,
        argument("学院；只涉及一个学院时可不填 | College; may be left out if you reach only one"),
    ] = None,
) -> Any:
    scope = info.context.person.scope(SEE_GRADE_SCALE)
    found = await queries.seen_scales(info.context.database, scope, academic_year, key_or_none(college_id))
    if len(found) > 1 or (scope.school and college_id is None):
        raise BadRequest("请指定学院", "Specify the college")
    return found[0] if found else None


def scale_id(root: Any) -> str:
    return f"{root.college_id}-{root.academic_year}"


def levels(root: Any) -> Any:
    return [SimpleNamespace(word=word, points=points) for word, points in by_points(_scale(root))]


def treatments(root: Any) -> Any:
    return [SimpleNamespace(word=word, treatment=how) for word, how in _scale(root).treatments.items()]


def retake_rule(root: Any) -> Any:
    return _scale(root).retake_rule


def is_default(root: Any) -> bool:
    return root.levels is None


def _scale(root: Any) -> Scale:
    return scale_from(root)


async def set_grade_scale(info: Info, input: Input[SetGradeScaleInput]) -> Any:
    return await perform(
        info, lambda act: actions.set_grade_scale(act, input.college(), input.academic_year, input.form())
    )
