"""The scores of a student who changes college are settled again, by the new college's scale and decisions (R10.3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.acting import Act
from core.actions.settling import settle_stored
from db.queries.academic import staleness
from db.queries.courses import changes, moving


@asynccontextmanager
async def settling_moved(act: Act, action: str) -> AsyncIterator[None]:
    """Settles afterwards what the students have whom the roster moves to another college meanwhile.

    The caller holds the roster, and so nobody else changes scores.

    Args:
        action: the action of the audit entries, one for each score that changed.
    """
    before = await moving.colleges_of_odd_scores(act.db)
    yield
    moved: dict[int, list[int]] = {}
    for student_id, college_id in (await moving.colleges_of_odd_scores(act.db)).items():
        if before.get(student_id) != college_id:
            moved.setdefault(college_id, []).append(student_id)
    await changes.lock_colleges(act.db, list(moved))
    for college_id, student_ids in sorted(moved.items()):
        for academic_year in await moving.years_of_odd_scores(act.db, student_ids):
            settled = await settle_stored(act, college_id, academic_year, student_ids=student_ids, action=action)
            if settled.count:
                await staleness.mark_inputs_changed(act.db, academic_year, student_ids=settled.student_ids)
