"""退回打分表: the college returns one submitted ballot to its rater."""

from dataclasses import dataclass
from typing import Any

from core.access import MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.actions.ballots import called
from core.errors import BallotNotSubmitted, NotFound
from core.rules.reasons import reason_of
from core.rules.windows import require_batch_open
from db.queries.ballots import reopening
from db.tables import RaterKind


@dataclass(frozen=True, slots=True)
class Rater:
    """Names the ballot's rater: a participant as a peer, or a member of staff for a class."""

    kind: RaterKind
    student_id: int | None = None
    staff_id: int | None = None
    class_id: int | None = None


async def reopen_ballot(act: Act, batch_id: int, rater: Rater, reason: str) -> dict[str, Any]:
    """Runs 退回: one submitted ballot becomes its rater's draft again, with a reason for the rater."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    why = reason_of(reason)
    batch = await act.batch(batch_id)
    place, who, rater_key = await _place_of(act, batch_id, rater)
    require_batch_open(batch.status)
    await reopening.lock_class(act.db, batch_id, place.class_id)
    await require_not_approved(act, batch_id, {place.college_id})
    if not await reopening.reopen(act.db, place, rater.kind, rater_key, why, act.now):
        raise BallotNotSubmitted("input")
    await act.record(
        "reopenBallot",
        f"{place.class_name} {who}",
        old={"kind": rater.kind.value, "submitted": True},
        new={"kind": rater.kind.value, "submitted": False, "reason": why},
        batch_id=batch_id,
        college_id=place.college_id,
        class_id=place.class_id,
        student_id=rater.student_id,
    )
    return {"reopened": True}


async def _place_of(act: Act, batch_id: int, rater: Rater) -> tuple[Any, str, int]:
    """Returns the ballot's place and its rater's name and id. What the college may not see is not found (R8.2)."""
    if rater.kind is RaterKind.PEER:
        peer = None if rater.student_id is None else await reopening.peer(act.db, batch_id, rater.student_id)
        act.reach(MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS, peer, "student", "input.studentId")
        return peer, called(peer), int(rater.student_id or 0)
    place = None if rater.class_id is None else await reopening.place_of_class(act.db, batch_id, rater.class_id)
    act.reach(MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS, place, "class", "input.classId")
    staff = None if rater.staff_id is None else await reopening.staff_rater(act.db, rater.staff_id)
    if staff is None or rater.staff_id is None:
        raise NotFound("staff", "input.staffId")
    return place, called(staff), rater.staff_id
