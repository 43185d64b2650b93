"""学院批次管理 (1.1.2.1, 1.1.3.2): what a college does with a module of a batch, and when work may be done in it."""

from typing import Any

from core.access import SEE_BATCHES
from core.acting import Act
from core.errors import NotFound
from core.windows import college_window, require_batch_open, require_phase_open, school_window
from db.queries import batches, phases
from db.tables import Module


async def working(act: Act, batch_id: int, college_id: int, module: Module) -> Any:
    """The phase, once work may be done in it (R3.3); batch and phase stay as they are until the act ends.

    Returns:
        The phase's row, with `bonus_ratio` and the windows of monitors and counsellors.

    Raises:
        BatchNotOpen, PhaseNotOpen, OutsideWindow: in this order, whichever fails first.
    """
    batch = await batches.lock_batch(act.db, batch_id, act.viewer.scope(SEE_BATCHES), for_change=False)
    if batch is None:
        raise NotFound("batch", "input.batchId")
    require_batch_open(batch.status)
    row = await phases.lock_phase(act.db, batch_id, college_id, module, for_change=False)
    if row is None:
        raise NotFound("phase", "input.batchId")
    require_module_open(act, batch, row, module)
    return row


def require_module_open(act: Act, batch: Any, row: Any, module: Module) -> None:
    """R3.3: the batch is open, the phase is open, and today lies within both windows."""
    require_batch_open(batch.status)
    require_phase_open(module, row.status)
    school_window(module, row.school_starts_on, row.school_ends_on).require(act.today)
    college_window(module, row.starts_on, row.ends_on).require(act.today)
