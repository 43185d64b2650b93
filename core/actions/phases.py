"""学院批次管理 (1.1.2.1, 1.1.3.2): a college schedules and moves the phases of a batch, which decide
when work is allowed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from core.access import MANAGE_COLLEGE_BATCH, SEE_PROGRESS
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.actions.rating_items import take_items
from core.errors import NotFound, WindowNotSet
from core.rules.scheduling import PhaseForm, audit_values, scheduled
from core.rules.windows import (
    MODULE_ZH,
    Move,
    college_window,
    moved,
    require_batch_open,
    require_module_open,
)
from db.queries.academic import staleness
from db.queries.batches import phases
from db.queries.ratings import opening
from db.tables import Module

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class PhaseAddress:
    """Names a phase; an admin of one college need not name the college."""

    batch_id: int
    module: Module
    college_id: int | None = None


async def schedule_phase(act: Act, address: PhaseAddress, form: PhaseForm) -> Any:
    """Runs 设置时间: a window inside the school's (R3.1), the default ratio and the adjustment windows (R3.2)."""
    row = await _lock_phase(act, address)
    new = scheduled(address.module, row, form)
    await phases.update_phase(act.db, row.id, **new)
    if new.get("bonus_ratio", row.bonus_ratio) != row.bonus_ratio:
        await staleness.mark_college(act.db, row.batch_id, row.college_id)
    await _record(act, "schedulePhase", row, new)
    return await phases.read_phase(act.db, row.id)


async def move_phase(act: Act, address: PhaseAddress, move: Move) -> Any:
    """Runs 开启批次、停止批次、结束批次 (R3.1 by R1.2's moves, R1.3). A phase without a window can't be opened.

    Opening RATING copies the college's rating items into the batch (R5.1).
    """
    row = await _lock_phase(act, address)
    new: dict[str, Any] = {"status": moved(row.status, move).value}
    more: Mapping[str, Any] = NOTHING
    if address.module is Module.RATING:
        await opening.lock_classes(act.db, row.batch_id, row.college_id)
    if move is Move.OPEN:
        if row.starts_on is None:
            window = college_window(address.module, None, None)
            raise WindowNotSet("input.module", window_zh=window.zh, window_en=window.en)
        new["first_opened_at"] = row.first_opened_at or act.now
        if address.module is Module.RATING:
            more = await take_items(act, row.batch_id, row.college_id)
    await phases.update_phase(act.db, row.id, **new)
    await _record(act, f"{move}Phase", row, new, more)
    return await phases.read_phase(act.db, row.id)


async def working(act: Act, batch_id: int, college_id: int, module: Module) -> Any:
    """Returns the phase if work is allowed in it (R3.3); batch and phase stay unchanged until the act ends.

    Returns:
        The phase's row, with `bonus_ratio` and the windows of monitors and counsellors.

    Raises:
        BatchNotOpen, ResultsApproved, PhaseNotOpen, OutsideWindow: the first that fails, in this order.
    """
    [row] = await working_in(act, batch_id, {college_id}, module)
    return row


async def working_in(act: Act, batch_id: int, college_ids: Collection[int], module: Module) -> Sequence[Any]:
    """Returns the phases of several colleges if work is allowed in all of them."""
    batch = await act.batch(batch_id)
    require_batch_open(batch.status)
    rows = await phases.lock_phases(act.db, batch_id, college_ids, module)
    if len(rows) < len(college_ids):
        raise NotFound("phase", "input.batchId")
    await require_not_approved(act, batch_id, college_ids)
    for row in rows:
        require_module_open(batch.status, module, row, act.today)
    return rows


async def _lock_phase(act: Act, address: PhaseAddress) -> Any:
    """Locks the phase for a change by its college, after the right, in an OPEN batch (R3.1), unless approved (R7.6)."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    batch = await act.batch(address.batch_id)
    college_id = address.college_id if address.college_id is not None else act.own_college(MANAGE_COLLEGE_BATCH)
    place = SimpleNamespace(batch_id=batch.id, college_id=college_id, class_id=None, student_id=None)
    act.reach(MANAGE_COLLEGE_BATCH, SEE_PROGRESS, place, "college", "input.collegeId")
    require_batch_open(batch.status)
    row = await phases.lock_phase(act.db, batch.id, college_id, address.module, for_change=True)
    if row is None:
        raise NotFound("college", "input.collegeId")
    await require_not_approved(act, batch.id, {college_id})
    return row


async def _record(act: Act, action: str, row: Any, new: dict[str, Any], more: Mapping[str, Any] = NOTHING) -> None:
    module = Module(row.module)
    await act.record(
        action,
        f"{row.batch_name} {MODULE_ZH[module]}",
        old={"module": module.value, **audit_values({name: getattr(row, name) for name in new})},
        new={"module": module.value, **audit_values(new), **more},
        batch_id=row.batch_id,
        college_id=row.college_id,
    )
