"""Counts a college's scores again after its scale or a decision has changed, and marks what was computed of them."""

from typing import Any

from core.acting import Act
from core.actions.settling import settle_stored
from db.queries.academic import staleness
from db.queries.classes import classes_with_ids


async def rescore(act: Act, action: str, college_id: int, academic_year: str) -> dict[str, Any]:
    """Settles the college's odd scores again while it is held (`changes.lock_colleges`). No result changes by itself.

    Args:
        action: the mutation's name, under which each score that changed is in the audit log.

    Returns:
        How many scores changed what they are worth, and the classes whose academic scores must be computed again.
    """
    settled = await settle_stored(act, college_id, academic_year, action=action)
    if not settled.count:
        return {"rescored": 0, "stale_classes": []}
    stale = await staleness.mark_inputs_changed(act.db, academic_year, student_ids=settled.student_ids)
    return {"rescored": settled.count, "stale_classes": await classes_with_ids(act.db, stale)}
