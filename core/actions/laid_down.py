"""Reads what colleges have laid down for a year: their scales and their decisions (R10.3 - R10.6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.rules.course_points import Scale, Verdict
from core.rules.grade_scales import scale_from, verdict_of
from db.queries.courses import decisions, scales

Course = tuple[int, int, str]
"""A student, a term and a course code, within one academic year."""


@dataclass(frozen=True, slots=True)
class LaidDown:
    """Holds what a college has laid down for a year: its scale with the decisions on words, and those on courses."""

    scale: Scale
    decided: Mapping[Course, Mapping[str, Verdict]]
    decisions: Sequence[Any]

    def of_course(self, course: Course) -> Mapping[str, Verdict]:
        """Returns the decisions on one course, by the question that they answer."""
        return self.decided.get(course, {})


async def laid_down(db: AsyncConnection, college_ids: Collection[int], academic_year: str) -> dict[int, LaidDown]:
    """Returns what each of the colleges has laid down, with two statements for all of them."""
    rows = {row.college_id: row for row in await scales.fetch_scales(db, list(college_ids), academic_year)}
    theirs: dict[int, list[Any]] = {college_id: [] for college_id in college_ids}
    for one in await decisions.fetch_decisions(db, list(college_ids), academic_year):
        theirs[one.college_id].append(one)
    return {
        one: LaidDown(scale_from(rows.get(one), theirs[one]), _by_course(theirs[one]), theirs[one]) for one in theirs
    }


def _by_course(found: Iterable[Any]) -> dict[Course, dict[str, Verdict]]:
    decided: dict[Course, dict[str, Verdict]] = {}
    for one in found:
        if one.student_id is not None:
            decided.setdefault((one.student_id, one.term, one.course_code), {})[one.question] = verdict_of(one)
    return decided
