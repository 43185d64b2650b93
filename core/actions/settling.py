"""Scores that are not just numbers get their points by the college's scale and decisions (R10.3 - R10.6).

An import settles the rows that it has staged. A changed scale or decision settles the stored ones again, the same way.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.acting import Act
from core.actions.laid_down import LaidDown, laid_down
from core.rules.course_points import settle, worth_of
from core.rules.settled_courses import attempts_of, course_values, worth_values
from db.queries.courses import imports, settling, staging
from db.queries.courses.staged_columns import COURSE_VALUES

TERMS = (1, 2)
AT_ONCE = 500
"""The number of courses after which other requests get their turn."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Says how many stored scores are worth something else now, and whose they are."""

    count: int
    student_ids: list[int]


async def settle_staged(act: Act, academic_year: str, term: int) -> None:
    """Settles the staged scores of all colleges. The caller holds their scores against other changes."""
    college_ids = await settling.find_odd(act.db, academic_year, term)
    if not college_ids:
        return
    colleges = await laid_down(act.db, college_ids, academic_year)
    worths = [
        {"college_id": college_id, "text": text, **worth_values(worth_of(text, colleges[college_id].scale))}
        for college_id, text in await settling.fetch_texts(act.db)
    ]
    if worths:
        await settling.store_texts(act.db, worths)
    single = await settling.fetch_single(act.db)
    settled: list[dict[str, Any]] = []
    for start in range(0, len(single), AT_ONCE):
        settled += [_settled(row, term, colleges[row.college_id]) for row in single[start : start + AT_ONCE]]
        await asyncio.sleep(0)
    if settled:
        await settling.store_single(act.db, settled)


def _settled(row: Any, term: int, college: LaidDown) -> dict[str, Any]:
    """Returns all values of one course."""
    attempts = attempts_of(row.attempts, row.text)
    found = settle(attempts, college.scale, college.of_course((row.student_id, term, row.course_code)))
    place = {"row": row.row, "course_code": row.course_code}
    if row.attempts is None:
        before = {name: getattr(row, name) for name in COURSE_VALUES}
        return {**place, **before, **worth_values(found.worth)}
    values = course_values(attempts, found)
    return {**place, **values, "attempts": json.dumps(values["attempts"], ensure_ascii=False)}


async def settle_stored(
    act: Act,
    college_id: int,
    academic_year: str,
    *,
    student_ids: Sequence[int] | None = None,
    action: str = "settleScores",
) -> Settled:
    """Settles the stored scores of a college again.

    Each that changed is in the audit log with old and new. The caller holds the college's scores against other changes,
    and marks the classes that it concerns.

    Args:
        student_ids: whose scores; None for the whole college.
        action: the action of the audit entries.
    """
    count, whose = 0, set[int]()
    for term in TERMS:
        if not await staging.stage_stored(act.db, college_id, academic_year, term, student_ids):
            continue
        await settle_staged(act, academic_year, term)
        _, replaced = await imports.judge(act.db, academic_year, term)
        if replaced:
            await imports.audit_replaced(act.db, act.author, action)
            await imports.rescore(act.db, changed_at=act.now, changed_by=act.viewer.account_id or None)
            whose |= await imports.fetch_changed_students(act.db)
        count += replaced
    return Settled(count, sorted(whose))
