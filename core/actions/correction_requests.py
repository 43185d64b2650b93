"""更正申请 (R16.3): a person asks that something about the person be corrected; who is responsible answers.

A request changes nothing but itself.
"""

from dataclasses import dataclass
from typing import Any

from core.access import ANSWER_CORRECTIONS
from core.acting import Act
from core.errors import Conflict, CorrectionClosed, Invalid, NotFound, TooManyCorrections
from core.rules.correction_requests import (
    DAY,
    LONGEST_REASON,
    LONGEST_VALUE,
    MOST_A_DAY,
    MOST_OPEN,
    right_to,
    written,
)
from db.queries import correction_requests as requests
from db.tables import CorrectionStatus, CorrectionSubject


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """Holds what is wrong, what would be right, and why. `batch_id` names the batch of a result."""

    subject: CorrectionSubject
    what: str
    correction: str
    reason: str
    batch_id: int | None = None


async def request_correction(act: Act, form: CorrectionForm) -> Any:
    """Runs 申请更正."""
    texts = {
        "what": written(form.what, "input.what", "哪一项有误 | what is wrong", LONGEST_VALUE),
        "correction": written(form.correction, "input.correction", "应当是什么 | what it should be", LONGEST_VALUE),
        "reason": written(form.reason, "input.reason", "理由与依据 | why", LONGEST_REASON),
    }
    account_id = act.viewer.account_id
    if form.batch_id is not None:
        await act.batch(form.batch_id)
    asker = await requests.lock_asker(act.db, account_id)
    college_id = await _responsible_college(act, form, asker)
    asked = await requests.count_asked(act.db, account_id, act.now - DAY)
    if asked.open >= MOST_OPEN or asked.since >= MOST_A_DAY:
        raise TooManyCorrections(most=MOST_OPEN, a_day=MOST_A_DAY)
    place = {"batch_id": form.batch_id, "college_id": college_id}
    request_id = await requests.insert_request(
        act.db, account_id=account_id, subject=form.subject, asked_at=act.now, **place, **texts
    )
    row = await requests.read_request(act.db, request_id)
    await _record(act, "requestCorrection", row)
    return row


async def _responsible_college(act: Act, form: CorrectionForm, asker: Any) -> int | None:
    """Returns the college that answers: the person's own, or for a result the one that assessed the student."""
    if asker.student_id is None and asker.staff_id is None:
        raise Invalid("input.subject", "您的账号不在名册中，没有可以更正的信息", "Your account is not in the roster")
    if form.subject != CorrectionSubject.ROSTER and asker.student_id is None:
        raise Invalid("input.subject", "只有学生有成绩和测评结果", "Only students have scores and results")
    if form.subject != CorrectionSubject.RESULTS:
        if form.batch_id is not None:
            raise Invalid("input.batchId", "只有测评结果须指明批次", "Only a result belongs to a batch")
        return int(asker.college_id) if asker.college_id is not None else None
    if form.batch_id is None:
        raise Invalid("input.batchId", "请指明是哪个批次的测评结果", "Say of which batch the result is")
    college_id = await requests.college_in_batch(act.db, form.batch_id, asker.student_id)
    if college_id is None:
        raise Invalid("input.batchId", "您不在这个批次的名单中", "You are not in this batch")
    return college_id


async def withdraw_correction(act: Act, request_id: int) -> Any:
    """Runs 撤回, as long as nobody has answered."""
    row = await requests.lock_request(act.db, request_id)
    if row is None or row.account_id != act.viewer.account_id:
        raise NotFound("correction request", "input.id")
    return await _close(act, "withdrawCorrection", row, CorrectionStatus.WITHDRAWN)


async def answer_correction(act: Act, request_id: int, *, corrected: bool, answer: str) -> Any:
    """Runs 答复: the datum was corrected, or it stays as it is, and why. Nobody answers a request of their own."""
    act.viewer.require_any(ANSWER_CORRECTIONS)
    row = await requests.lock_request(act.db, request_id)
    right = right_to(row.subject) if row is not None else right_to(CorrectionSubject.ROSTER)
    act.reach(right, right, row, "correction request", "input.id")
    if row.account_id == act.viewer.account_id:
        raise Conflict(
            "不能答复本人的申请，请由其他负责人答复", "Somebody else has to answer your own request", "input.id"
        )
    text = written(answer, "input.answer", "答复 | what was done, or why it stays", LONGEST_REASON)
    status = CorrectionStatus.CORRECTED if corrected else CorrectionStatus.DECLINED
    return await _close(act, "answerCorrection", row, status, text)


async def _close(act: Act, action: str, row: Any, status: CorrectionStatus, answer: str | None = None) -> Any:
    if row.status != CorrectionStatus.OPEN:
        raise CorrectionClosed("input.id")
    closing = {"closed_at": act.now, "closed_by": act.viewer.account_id}
    await requests.close_request(act.db, row.id, status=status, answer=answer, **closing)
    after = await requests.read_request(act.db, row.id)
    await _record(act, action, after)
    return after


async def _record(act: Act, action: str, row: Any) -> None:
    """Writes the entry without any text of the request, and without a college: its log is read by others, too."""
    values = {"subject": row.subject, "status": row.status}
    await act.record(action, f"{row.number} {row.name}", new=values, student_id=row.student_id)
