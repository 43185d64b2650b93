"""Says whose a step is: the right that reaches what it is about; a viewer's own steps come first (R1.7, R8)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.access import (
    ADJUST_COURSES,
    APPROVE,
    COMPUTE_ACADEMIC,
    COMPUTE_RATING,
    IMPORT_COURSE_SCORES,
    MANAGE_BATCHES,
    MANAGE_COLLEGE_BATCH,
    MANAGE_NOTICES,
    REOPEN_SHEETS,
    Right,
)
from core.rules.steps.step import Step, StepKind, StepState
from core.viewer import Viewer

RIGHTS: dict[StepKind, Right | None] = {
    StepKind.PARTICIPANTS: MANAGE_COLLEGE_BATCH,
    StepKind.STAFF: MANAGE_COLLEGE_BATCH,
    StepKind.PHASES: MANAGE_COLLEGE_BATCH,
    StepKind.RATING_ITEMS: MANAGE_COLLEGE_BATCH,
    StepKind.COURSE_SCORES: IMPORT_COURSE_SCORES,
    StepKind.ADJUSTMENTS: ADJUST_COURSES,
    StepKind.ACADEMIC: COMPUTE_ACADEMIC,
    StepKind.RATING: COMPUTE_RATING,
    StepKind.COMPREHENSIVE: REOPEN_SHEETS,
    StepKind.NOTICE: MANAGE_NOTICES,
    StepKind.APPROVAL: APPROVE,
    StepKind.BATCH: MANAGE_BATCHES,
    StepKind.COLLEGES: None,
    StepKind.RESULTS: None,
    StepKind.LIBRARY: MANAGE_BATCHES,
}
"""The right that does the step; the last but one are done by the colleges."""


def is_mine(viewer: Viewer, step: Step) -> bool:
    """Tells whether the step is the viewer's to do, now or later."""
    if step.mine is not None:
        return step.mine
    right = step.right or RIGHTS[step.kind]
    return right is not None and viewer.scope(right).reaches(step)


def due_first(steps: Iterable[Step], viewer: Viewer, today: date) -> list[Step]:
    """Sorts steps: what the viewer can do now, what others do now, each by its last day; what waits; what is done.

    Of batches that are equally urgent the newest comes first, as in their list (R1.5).
    """

    def urgency(step: Step) -> tuple[Any, ...]:
        place = {StepState.BLOCKED: 2, StepState.DONE: 3}.get(step.state)
        if place is None:
            place = 0 if is_mine(viewer, step) else 1
        last = step.ends_on if place < 2 and step.ends_on and step.ends_on >= today else date.max
        return place, last, -step.batch_id, step.college_id or 0, step.number

    return sorted(steps, key=urgency)
