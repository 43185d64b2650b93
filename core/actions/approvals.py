"""审核通过并提交 (1.1.4.2), what it freezes, and how student affairs takes it back (R7.4, R7.6)."""

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
    """R7.6. To be asked when a phase or a class of each college is held, shared or not: approving waits for those."""
    if await approvals.in_force(act.db, batch_id, sorted(college_ids)):
        raise ResultsApproved("input")


async def approve_results(act: Act, batch_id: int, college_id: int | None) -> Any:
    """审核通过并提交: the college's phases end by themselves, and student affairs sees its results (R7.4, R7.5).

    Approving what is approved answers as the first time did.
    """
    act.viewer.require_any(APPROVE)
    batch = await act.batch(batch_id)
    chosen = act.own_college(APPROVE) if college_id is None else college_id
    place = _place(batch_id, chosen)
    act.reach(APPROVE, SEE_PROGRESS, place, "college", "input.collegeId")
    phases = await _held_phases(act, batch_id, chosen)
    classes = await sheets.hold(act.db, batch_id, sheets.of_college(chosen))
    if await approvals.in_force(act.db, batch_id, [chosen]):
        return place
    require_batch_open(batch.status)
    await _require_held_notice(act, batch_id, chosen, classes)
    await _end_phases(act, phases)
    class_ids = [one.class_id for one in classes]
    await sheets.move(act.db, batch_id, class_ids, Stage.APPROVED)
    idle = await approvals.add_those_not_taking_part(act.db, batch_id, chosen)
    await ranking.rank(act.db, batch_id, class_ids)  # without whoever was imported, and takes part no more
    here = {"batch_id": batch_id, "college_id": chosen}
    await approvals.insert_approval(act.db, approved_at=act.now, approved_by=act.viewer.account_id, **here)
    told = {"participants": sum(one.participant_count for one in classes), "notTakingPart": idle}
    await act.record("approveResults", _called(phases), new=told, **here)
    return place


async def withdraw_approval(act: Act, batch_id: int, college_id: int, reason: str) -> Any:
    """退回: student affairs takes an approval back, for a reason that the college is told. Its phases stay ended."""
    act.viewer.require_any(WITHDRAW_APPROVAL)
    why = reason_of(reason)
    await act.batch(batch_id)
    place = _place(batch_id, college_id)
    act.reach(WITHDRAW_APPROVAL, SEE_PROGRESS, place, "college", "input.collegeId")
    phases = await _held_phases(act, batch_id, college_id)
    classes = await sheets.hold(act.db, batch_id, sheets.of_college(college_id))
    standing = await approvals.in_force(act.db, batch_id, [college_id])
    if not standing:
        raise ResultsNotApproved("input.collegeId")
    await approvals.withdraw(act.db, standing[0].id, at=act.now, by=act.viewer.account_id, reason=why)
    await approvals.remove_idle_classes(act.db, batch_id, college_id)
    await sheets.move(act.db, batch_id, [one.class_id for one in classes], Stage.PUBLISHED)
    old, here = {"approvedAt": standing[0].approved_at.isoformat()}, {"batch_id": batch_id, "college_id": college_id}
    await act.record("withdrawApproval", _called(phases), old=old, new={"reason": why}, **here)
    return place


def _place(batch_id: int, college_id: int) -> Any:
    return SimpleNamespace(batch_id=batch_id, college_id=college_id, class_id=None, student_id=None)


async def _held_phases(act: Act, batch_id: int, college_id: int) -> Sequence[Any]:
    found = await approvals.hold_phases(act.db, batch_id, college_id)
    if not found:
        raise NotFound("college", "input.collegeId")
    return found


async def _require_held_notice(act: Act, batch_id: int, college_id: int, classes: Sequence[Any]) -> None:
    """R7.4: a notice was held since the last submission of every class, and the last one is ended."""
    titles = await notices.open_titles(act.db, batch_id, [college_id], act.now)
    if titles:
        raise NoticeOpen("input", title=titles[0])
    missing = [one.name for one in classes if one.stage < Stage.PUBLISHED]
    if missing or not classes:
        raise NoticeNotHeld("input", classes="、".join(missing) or "—")


async def _end_phases(act: Act, phases: Sequence[Any]) -> None:
    """学院批次自动结束: those that are open or stopped, each with an entry as if the college had ended it."""
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
