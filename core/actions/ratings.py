"""评分成绩计算管理 (1.1.3.4): computing rating scores, as often as one likes (R5.6)."""

from collections.abc import Collection, Sequence
from typing import Any

from core.access import COMPUTE_RATING, SEE_BATCHES, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.errors import NotFound, NothingToCompute, PhaseNotOpen
from core.operations.kinds import Done
from core.windows import MODULE_ZH, STATUS_ZH
from db.queries import academic_ranking as ranking
from db.queries import batches, phases
from db.queries import rating_computation as computation
from db.queries.batches import batch_class
from db.queries.computing import Run
from db.tables import Module, Status


async def compute_rating_scores(act: Act, batch_id: int, choice: computation.Choice) -> Done:
    """开始计算: the chosen classes, or all that the viewer may compute; each run replaces the last (R5.6)."""
    act.viewer.require_any(COMPUTE_RATING)
    if await batches.lock_batch(act.db, batch_id, act.viewer.scope(SEE_BATCHES), for_change=False) is None:
        raise NotFound("batch", "input.batchId")
    reached = await _reached_classes(act, batch_id, choice)
    await _require_begun(act, batch_id, {row.college_id for row in reached})
    wanted = batch_class.c.class_id.in_([row.class_id for row in reached])
    chosen = [row.class_id for row in await ranking.lock_classes(act.db, batch_id, wanted)]
    if not chosen:
        raise NothingToCompute("input")
    run = Run(act.viewer.account_id, act.viewer.name, act.now, act.request_id)
    students = await computation.compute(act.db, batch_id, chosen, run)
    await computation.mark_computed(act.db, batch_id, chosen, run)
    return Done(students, {"class_ids": chosen, "student_count": students})


async def compute_chosen_rating_scores(act: Act, batch_id: int, **choice: Any) -> Done:
    """The same, asked for in plain values."""
    return await compute_rating_scores(act, batch_id, computation.Choice(**choice))


async def _reached_classes(act: Act, batch_id: int, choice: computation.Choice) -> Sequence[Any]:
    """The classes to compute: each that is named is judged by the roles that reach it, the others are found by them."""
    if choice.class_ids is None:
        scope = act.viewer.scope(COMPUTE_RATING)
        return await ranking.classes(act.db, batch_id, ranking.reached_classes(scope) & choice.fits())
    named = await ranking.classes(act.db, batch_id, batch_class.c.class_id.in_(choice.class_ids))
    found = {row.class_id: row for row in named}
    for class_id in choice.class_ids:
        act.reach(COMPUTE_RATING, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return await ranking.classes(act.db, batch_id, choice.fits())


async def _require_begun(act: Act, batch_id: int, college_ids: Collection[int]) -> None:
    """From the first opening of the phase until the approval, whatever is open now: window or not (R5.6)."""
    rows = await phases.hold_phases(act.db, batch_id, college_ids, Module.RATING)
    await require_not_approved(act, batch_id, college_ids)
    begun = {row.college_id for row in rows if row.first_opened_at is not None}
    if begun >= set(college_ids):
        return
    [status, *_] = [row.status for row in rows if row.first_opened_at is None] or [Status.NOT_OPENED]
    module = Module.RATING
    raise PhaseNotOpen(
        module=module.value, module_zh=MODULE_ZH[module], status=status, status_zh=STATUS_ZH[Status(status)]
    )
