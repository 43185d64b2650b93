"""Scores that are not just numbers get their points by the college's scale and decisions (R10.3 - R10.6).

An import settles the rows that it has staged. A changed scale or decision settles the stored ones again, the same way.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from core.acting import Act
from core.rules.course_points import LEVELS, TREATMENTS, Scale, Verdict, settle, worth_of
from core.rules.settled_courses import attempts_of, course_values, worth_values
from db.queries.courses import imports, settling, staging
from db.queries.courses.staged_columns import COURSE_VALUES
from db.score_kinds import Outcome, RetakeRule, Treatment

TERMS = (1, 2)
AT_ONCE = 500
"""The number of courses after which other requests get their turn."""


@dataclass(slots=True)
class _College:
    """Holds what a college has laid down for the year; `decided` are decisions on single courses."""

    scale: Scale = field(default_factory=Scale)
    decided: dict[tuple[int, int, str], dict[str, Verdict]] = field(default_factory=dict)


async def settle_staged(act: Act, academic_year: str, term: int) -> None:
    """Settles the staged scores of all colleges. The caller holds their scores against other changes."""
    colleges = await _laid_down(act, await settling.odd_college_ids(act.db, academic_year, term), academic_year)
    if not colleges:
        return
    worths = [
        {"college_id": college_id, "text": text, **worth_values(worth_of(text, colleges[college_id].scale))}
        for college_id, text in await settling.fetch_texts(act.db, academic_year, term)
    ]
    if worths:
        await settling.store_texts(act.db, academic_year, term, worths)
    single = await settling.fetch_single(act.db, academic_year, term)
    for start in range(0, len(single), AT_ONCE):
        rows = single[start : start + AT_ONCE]
        await settling.store_single(act.db, [_settled(row, term, colleges[row.college_id]) for row in rows])
        await asyncio.sleep(0)


def _settled(row: Any, term: int, college: _College) -> dict[str, Any]:
    """Returns all values of one course."""
    attempts = attempts_of(row.attempts, row.text)
    found = settle(attempts, college.scale, college.decided.get((row.student_id, term, row.course_code)))
    before = {name: getattr(row, name) for name in COURSE_VALUES}
    if row.attempts is None:
        return {"row": row.row, **before, **worth_values(found.worth)}
    values = course_values(attempts, found)
    return {"row": row.row, **values, "attempts": json.dumps(values["attempts"], ensure_ascii=False)}


async def settle_stored(
    act: Act,
    college_id: int,
    academic_year: str,
    *,
    student_ids: Sequence[int] | Select[Any] | None = None,
    action: str = "settleScores",
) -> int:
    """Settles the stored scores of a college again, and returns how many changed in what they are worth.

    Each of them is in the audit log with old and new. The caller holds the college's scores against other changes, and
    marks the classes that it concerns.

    Args:
        student_ids: whose scores; None for the whole college.
        action: the action of the audit entries.
    """
    changed = 0
    for term in TERMS:
        if not await staging.stage_stored(act.db, college_id, academic_year, term, student_ids):
            continue
        await settle_staged(act, academic_year, term)
        _, replaced = await imports.judge(act.db, academic_year, term)
        if replaced:
            await imports.audit_replaced(act.db, act.author, action)
            await imports.rescore(act.db, changed_at=act.now, changed_by=act.viewer.account_id or None)
        changed += replaced
    return changed


async def _laid_down(act: Act, college_ids: Sequence[int], academic_year: str) -> dict[int, _College]:
    """Reads the scales and decisions of these colleges."""
    if not college_ids:
        return {}
    found = {one: _College() for one in college_ids}
    rows = {row.college_id: row for row in await settling.fetch_scales(act.db, college_ids, academic_year)}
    words: dict[int, dict[str, Verdict]] = {one: {} for one in college_ids}
    for one in await settling.fetch_decisions(act.db, college_ids, academic_year):
        verdict = Verdict(Outcome(one.outcome), one.points, one.id)
        if one.student_id is None:
            words[one.college_id][one.question] = verdict
        else:
            course = (one.student_id, one.term, one.course_code)
            found[one.college_id].decided.setdefault(course, {})[one.question] = verdict
    for college_id, college in found.items():
        college.scale = _scale(rows.get(college_id), words[college_id])
    return found


def _scale(row: Any, words: Mapping[str, Verdict]) -> Scale:
    if row is None:
        return Scale(LEVELS, TREATMENTS, RetakeRule.FIRST, words)
    levels = {word: None if points is None else Decimal(points) for word, points in row.levels.items()}
    treatments = {word: Treatment(how) for word, how in row.treatments.items()}
    return Scale(levels, treatments, RetakeRule(row.retake_rule), words)
