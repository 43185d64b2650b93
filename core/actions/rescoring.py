"""Counts a college's scores again after its scale or a decision has changed, and marks what was computed."""

from typing import Any

from core.acting import Act


async def rescore(act: Act, college_id: int, academic_year: str) -> dict[str, Any]:
    """Settles the college's odd scores again while it is held (`changes.lock_colleges`). No result changes by itself.

    Returns:
        How many scores changed what they are worth, and the classes whose computed scores are stale by that.
    """
    return {"rescored": 0, "stale_classes": []}
