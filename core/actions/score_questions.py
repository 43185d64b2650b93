"""Works out, for many questions at once, how undecided scores could be decided (R10.6)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.rules.course_points import Attempt, Scale, Verdict, proposal
from core.rules.grade_scales import scale_from
from db.queries.courses import questions, scales
from db.queries.courses.questions import Question
from db.scopes import Scope
from db.tables import AttemptKind


async def proposals(
    db: AsyncConnection, scope: Scope, academic_year: str, wanted: Sequence[Question]
) -> Mapping[Question, Verdict | None]:
    """Returns how each question could be decided, or None where its courses would be decided differently."""
    college_ids = sorted({college_id for college_id, _ in wanted})
    known = {row.college_id: scale_from(row) for row in await scales.fetch_scales(db, college_ids, academic_year)}
    found: dict[Question, set[Verdict | None]] = defaultdict(set)
    for row in await questions.shapes_of_questions(db, scope, academic_year, wanted):
        proposed = proposal(row.question, _attempts(row), known.get(row.college_id, Scale()))
        found[row.college_id, row.question].add(proposed)
    return {one: next(iter(found[one])) if len(found[one]) == 1 else None for one in wanted}


def _attempts(shape: Any) -> list[Attempt]:
    if not shape.kinds:
        return [Attempt(AttemptKind.FIRST, shape.text)]
    return [Attempt(AttemptKind(kind), text) for kind, text in zip(shape.kinds, shape.texts, strict=True)]
