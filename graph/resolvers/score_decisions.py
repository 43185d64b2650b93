"""Undecided scores and decisions: a read calls db.queries, a write calls core.actions."""

from hashlib import sha256
from typing import Annotated, Any

import strawberry

from core.access import SEE_SCORE_QUESTIONS
from core.actions import score_decisions as actions
from core.rules.course_points import is_about_attempts
from db.queries.courses import decisions, questions
from graph.context import Info
from graph.inputs.score_decisions import DecideScoresInput, ScoreQuestionKind, UndoDecisionsInput
from graph.resolvers.nested import account_name
from graph.resolvers.performing import perform
from graph.server.errors import BadRequest
from graph.vocabulary.connections import MOST_ROWS, connection, slice_of
from graph.vocabulary.fields import After, First, Input, Offset, argument
from graph.vocabulary.ids import key_or_none
from graph.vocabulary.scalars import AcademicYear

OfYear = Annotated[AcademicYear, argument("学年 | Academic year")]
OfCollege = Annotated[strawberry.ID | None, argument("只看一个学院 | Only this college")]


async def score_questions(
    info: Info,
    academic_year: OfYear,
    college_id: OfCollege = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    scope, part = info.context.person.scope(SEE_SCORE_QUESTIONS), slice_of(first, after, offset)
    wanted = (academic_year, key_or_none(college_id), part)
    return connection(await questions.question_page(info.context.database, scope, *wanted))


async def score_decisions(
    info: Info,
    academic_year: OfYear,
    college_id: OfCollege = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    scope, part = info.context.person.scope(SEE_SCORE_QUESTIONS), slice_of(first, after, offset)
    wanted = (academic_year, key_or_none(college_id), part)
    return connection(await decisions.decision_page(info.context.database, scope, *wanted))


def question_id(root: Any) -> str:
    digest = sha256(root.question.encode()).hexdigest()
    return f"{root.college_id}-{root.academic_year}-{digest[:24]}"


def text(root: Any) -> str:
    return str(root.question)


def kind(root: Any) -> ScoreQuestionKind:
    return ScoreQuestionKind.ATTEMPTS if is_about_attempts(root.question) else ScoreQuestionKind.WORD


async def proposal(root: Any, info: Info) -> Any:
    loader = info.context.loaders.proposals(info.context.person, root.academic_year)
    return await loader.load((root.college_id, root.question))


async def course_scores(
    root: Any,
    info: Info,
    first: Annotated[
        int, argument("最多列出几门，默认 50，最多 200 | How many at most: 50 by default, at most 200")
    ] = 50,
) -> Any:
    if not 1 <= first <= MOST_ROWS:
        raise BadRequest(f"first 应在 1 到 {MOST_ROWS} 之间", f"first must be between 1 and {MOST_ROWS}")
    loader = info.context.loaders.courses_of_questions(info.context.person, root.academic_year, first)
    return await loader.load((root.college_id, root.question))


async def decided_by(root: Any, info: Info) -> str | None:
    return await account_name(root.decided_by, info)


async def course_count(root: Any, info: Info) -> int:
    loader = info.context.loaders.courses_of_decisions(info.context.person)
    return int(await loader.load((root.academic_year, root.id)))


async def decide_scores(info: Info, input: Input[DecideScoresInput]) -> Any:
    forms = input.forms()
    return await perform(info, lambda act: actions.decide_scores(act, input.college(), input.academic_year, forms))


async def undo_decisions(info: Info, input: Input[UndoDecisionsInput]) -> Any:
    return await perform(info, lambda act: actions.undo_decisions(act, input.keys()))
