"""The states in which the matrix tries acts, as SQL that brings them about."""

from db.tables import Stage
from tests.graph.access.deeds import NOTICE_OPEN, STOPPED_BATCH, STOPPED_PHASE, SUBMITTED, staged
from tests.graph.results import APPROVALS

STATES = {
    "comprehensive-shut": "update phase set starts_on = current_date - 9, ends_on = current_date - 3"
    " where module = 'COMPREHENSIVE'",
    "not-imported": "delete from result_sheet",
    "adjustment-window-shut": "update phase set"
    " monitor_starts_on = current_date - 5, monitor_ends_on = current_date - 3,"
    " counsellor_starts_on = current_date - 5, counsellor_ends_on = current_date - 3",
    "phase-window-shut": "update phase set starts_on = current_date - 9, ends_on = current_date - 3",
    "school-window-shut": "update batch_window set starts_on = current_date - 9, ends_on = current_date - 3",
    "phase-stopped": STOPPED_PHASE,
    "batch-stopped": STOPPED_BATCH,
    "batch-ended": "update batch set status = 'ENDED'",
    "rating-never-opened": "update phase set status = 'NOT_OPENED', first_opened_at = null where module = 'RATING'",
    "submitted": SUBMITTED,
    "not-cleared": "update batch_class set cleared_at = null",
    "approved": APPROVALS,
    "approved-batch-ended": f"with ended as (update batch set status = 'ENDED') {APPROVALS}",
    "sheets-imported": staged(Stage.IMPORTED),
    "sheets-submitted": staged(Stage.SUBMITTED),
    "notice-open": NOTICE_OPEN,
    "notice-ended": "update public_notice set ended_at = now()",
}
