"""Works out, for many rows at once, how undecided scores could be decided and which decision a score counts by (R10.6).

These are reads: the caller's scope limits the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.actions.grade_scales import LaidDown, laid_down
from core.rules.course_points import Attempt, Verdict, asked, attempts_of, proposal
from db.queries.courses import questions
from db.queries.courses.questions import Question
from db.scopes import Scope
from db.tables import AttemptKind

Place = tuple[int, str]
"""A college and an academic year."""


async def proposals(
    db: AsyncConnection, scope: Scope, academic_year: str, wanted: Sequence[Question]
) -> Mapping[Question, Verdict | None]:
    """Returns how each question could be decided, or None where its courses would be decided differently."""
    laid = await laid_down(db, {college_id for college_id, _ in wanted}, academic_year)
    found: dict[Question, set[Verdict | None]] = defaultdict(set)
    for row in await questions.shapes_of_questions(db, scope, academic_year, wanted):
        proposed = proposal(row.question, _attempts(row), laid[row.college_id].scale)
        found[row.college_id, row.question].add(proposed)
    return {one: next(iter(found[one])) if len(found[one]) == 1 else None for one in wanted}


def _attempts(shape: Any) -> list[Attempt]:
    if not shape.kinds:
        return [Attempt(AttemptKind.FIRST, shape.text)]
    return [Attempt(AttemptKind(kind), text) for kind, text in zip(shape.kinds, shape.texts, strict=True)]


async def course_counts(db: AsyncConnection, scope: Scope, places: Sequence[Place]) -> Counter[int]:
    """Counts the scores within the scope that count by each decision, by the decision's id."""
    colleges, years = sorted({college for college, _ in places}), sorted({year for _, year in places})
    rows = await questions.decided_scores(db, scope, colleges, years)
    return Counter(one.id for one in (await _deciding(db, rows)).values())


async def decisions_of_scores(db: AsyncConnection, score_ids: Sequence[int]) -> Mapping[int, Any]:
    """Returns, by the score's id, the decision that it counts by."""
    return await _deciding(db, (await questions.scores_to_decide(db, score_ids)).values())


async def _deciding(db: AsyncConnection, rows: Iterable[Any]) -> dict[int, Any]:
    """Finds the decision of each score, with two statements for each academic year."""
    by_year: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_year[row.academic_year].append(row)
    found: dict[int, Any] = {}
    for academic_year, scores in by_year.items():
        laid = await laid_down(db, {row.college_id for row in scores}, academic_year)
        known = {college_id: _by_key(one) for college_id, one in laid.items()}
        for row in scores:
            decision = _decision(row, laid[row.college_id], known[row.college_id])
            if decision is not None:
                found[row.id] = decision
    return found


def _by_key(laid: LaidDown) -> dict[tuple[Any, ...], Any]:
    return {(one.question, one.student_id, one.term, one.course_code): one for one in laid.decisions}


def _decision(row: Any, laid: LaidDown, known: Mapping[tuple[Any, ...], Any]) -> Any:
    course = (row.student_id, row.term, row.course_code)
    question = asked(attempts_of(row), laid.scale, laid.of_course(course))
    return known.get((question, *course)) or known.get((question, None, None, None))
