"""审核通过并提交 (1.1.4.2) freezes a college's results, and student affairs can withdraw it (R7.4, R7.6)."""

from collections.abc import Collection, Sequence
from types import SimpleNamespace
from typing import Any

from core.access import APPROVE, SEE_PROGRESS, WITHDRAW_APPROVAL
from core.acting import Act
from core.errors import NotFound, NoticeNotHeld, NoticeOpen, ResultsApproved, ResultsNotApproved
from core.rules.reasons import reason_of
from core.rules.windows import MODULE_ZH, require_batch_open
from db.queries import approvals, notices
from db.queries.comprehensive import ranking, sheets
from db.tables import Module, Stage, Status


async def require_not_approved(act: Act, batch_id: int, college_ids: Collection[int]) -> None:
    """Refuses an act on approved results (R7.6). Call it while a phase or a class of each college is locked, shared or
    not, because approving waits for those locks.
    """
    if await approvals.in_force(act.db, batch_id, sorted(college_ids)):
        raise ResultsApproved("input")


async def approve_results(act: Act, batch_id: int, college_id: int | None) -> Any:
    """Runs 审核通过并提交: the college's phases end automatically, and student affairs sees its results (R7.4, R7.5).

    Approving approved results repeats the first answer.
    """
    act.viewer.require_any(APPROVE)
    batch = await act.batch(batch_id)
    chosen = act.own_college(APPROVE) if college_id is None else college_id
    place = _place(batch_id, chosen)
    act.reach(APPROVE, SEE_PROGRESS, place, "college", "input.collegeId")
    phases = await _lock_phases(act, batch_id, chosen)
    classes = await sheets.lock_sheets(act.db, batch_id, sheets.of_college(chosen))
    if await approvals.in_force(act.db, batch_id, [chosen]):
        return place
    require_batch_open(batch.status)
    await _require_held_notice(act, batch_id, chosen, classes)
    await _end_phases(act, phases)
    class_ids = [one.class_id for one in classes]
    await sheets.move_sheets(act.db, batch_id, class_ids, Stage.APPROVED)
    idle = await approvals.add_those_not_taking_part(act.db, batch_id, chosen)
    await ranking.rank(act.db, batch_id, class_ids)  # leaves out students who were imported and no longer take part
    here = {"batch_id": batch_id, "college_id": chosen}
    await approvals.insert_approval(act.db, approved_at=act.now, approved_by=act.viewer.account_id, **here)
    values = {"participants": sum(one.participant_count for one in classes), "notTakingPart": idle}
    await act.record("approveResults", _called(phases), new=values, **here)
    return place


async def withdraw_approval(act: Act, batch_id: int, college_id: int, reason: str) -> Any:
    """Runs 退回: student affairs withdraws an approval, with a reason for the college. The college's
    phases stay ended.
    """
    act.viewer.require_any(WITHDRAW_APPROVAL)
    why = reason_of(reason)
    await act.batch(batch_id)
    place = _place(batch_id, college_id)
    act.reach(WITHDRAW_APPROVAL, SEE_PROGRESS, place, "college", "input.collegeId")
    phases = await _lock_phases(act, batch_id, college_id)
    classes = await sheets.lock_sheets(act.db, batch_id, sheets.of_college(college_id))
    standing = await approvals.in_force(act.db, batch_id, [college_id])
    if not standing:
        raise ResultsNotApproved("input.collegeId")
    await approvals.withdraw(act.db, standing[0].id, at=act.now, by=act.viewer.account_id, reason=why)
    await approvals.remove_idle_classes(act.db, batch_id, college_id)
    await sheets.move_sheets(act.db, batch_id, [one.class_id for one in classes], Stage.PUBLISHED)
    old, here = {"approvedAt": standing[0].approved_at.isoformat()}, {"batch_id": batch_id, "college_id": college_id}
    await act.record("withdrawApproval", _called(phases), old=old, new={"reason": why}, **here)
    return place


def _place(batch_id: int, college_id: int) -> Any:
    return SimpleNamespace(batch_id=batch_id, college_id=college_id, class_id=None, student_id=None)


async def _lock_phases(act: Act, batch_id: int, college_id: int) -> Sequence[Any]:
    found = await approvals.lock_phases(act.db, batch_id, college_id)
    if not found:
        raise NotFound("college", "input.collegeId")
    return found


async def _require_held_notice(act: Act, batch_id: int, college_id: int, classes: Sequence[Any]) -> None:
    """Requires that every class was in a notice since its last submission, and that no notice is open (R7.4)."""
    titles = await notices.open_titles(act.db, batch_id, [college_id], act.now)
    if titles:
        raise NoticeOpen("input", title=titles[0])
    missing = [one.name for one in classes if one.stage < Stage.PUBLISHED]
    if missing or not classes:
        raise NoticeNotHeld("input", classes="、".join(missing) or "—")


async def _end_phases(act: Act, phases: Sequence[Any]) -> None:
    """Ends the open and stopped phases (学院批次自动结束), each with an entry as if the college had ended it."""
    ending = [one for one in phases if one.status in (Status.OPEN, Status.STOPPED)]
    await approvals.end_phases(act.db, [one.id for one in ending])
    entries = (
        {
            "subject": f"{one.batch_name} {MODULE_ZH[Module(one.module)]}",
            "old": {"module": one.module, "status": one.status},
            "new": {"module": one.module, "status": Status.ENDED.value},
            "batch_id": one.batch_id,
            "college_id": one.college_id,
        }
        for one in ending
    )
    await act.record_each("endPhase", entries)


def _called(phases: Sequence[Any]) -> str:
    return f"{phases[0].batch_name} {phases[0].college_name}"
