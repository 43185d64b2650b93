"""成绩公示 (1.1.4.2): the college shows each class its results, and ends that again (R7.1 - R7.3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from core.access import MANAGE_NOTICES, READ_NOTICE, SEE_BATCHES, SEE_NOTICES
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.errors import NotFound, NoticeNotOpen, NoticeOpen, SheetsNotSubmitted
from core.rules.notices import moment_after, titled
from core.rules.windows import require_batch_open
from core.viewer import Viewer
from db.queries import notices
from db.queries.comprehensive import sheets
from db.tables import Stage


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """Holds the values of the page: a title and a planned last day."""

    title: str | None = None
    ends_on: date | None = None


async def open_public_notice(act: Act, batch_id: int, college_id: int | None, form: NoticeForm) -> Any:
    """Runs 公示: every class of the college reads its own list, once all classes are submitted (R7.1)."""
    act.viewer.require_any(MANAGE_NOTICES)
    college_id, college = await _lock_college(act, batch_id, college_id)
    title = titled(form.title, college.batch_name, college.college_name)
    ends_at = moment_after(form.ends_on, act.today, act.zone)
    classes = await sheets.lock_sheets(act.db, batch_id, sheets.of_college(college_id))
    await require_not_approved(act, batch_id, {college_id})
    await require_no_notice(act, batch_id, {college_id})
    _require_submitted(classes)
    await sheets.move_sheets(act.db, batch_id, [one.class_id for one in classes], Stage.PUBLISHED)
    place = {"batch_id": batch_id, "college_id": college_id}
    days = {"minimum_days": college.notice_days, "ends_on": form.ends_on, "ends_at": ends_at}
    opening = {"opened_at": act.now, "opened_by": act.viewer.account_id}
    notice_id = await notices.insert_notice(act.db, title=title, **place, **days, **opening)
    values = {"endsOn": None if form.ends_on is None else str(form.ends_on), "classes": [one.name for one in classes]}
    await act.record("openPublicNotice", title, new=values, **place)
    return await notices.read_notice(act.db, seen_by(act.viewer, act.now), notice_id)


async def end_public_notice(act: Act, notice_id: int) -> Any:
    """Runs 结束公示: only the title stays visible (R7.2). A notice is ended once."""
    act.viewer.require_any(MANAGE_NOTICES)
    row = await notices.lock_notice(act.db, seen_by(act.viewer, act.now), notice_id)
    act.reach(MANAGE_NOTICES, SEE_NOTICES, row, "public notice", "input.id")
    if not row.open:
        raise NoticeNotOpen("input.id")
    await notices.end_notice(act.db, notice_id, ended_at=act.now, ended_by=act.viewer.account_id)
    place = {"batch_id": row.batch_id, "college_id": row.college_id}
    await act.record("endPublicNotice", row.title, old={"open": True}, new={"open": False}, **place)
    return await notices.read_notice(act.db, seen_by(act.viewer, act.now), notice_id)


async def require_no_notice(act: Act, batch_id: int, college_ids: Collection[int]) -> None:
    """Requires that no notice shows the results, so that nothing changes while people read it (R6.4). Call it with the
    classes locked.
    """
    titles = await notices.open_titles(act.db, batch_id, sorted(college_ids), act.now)
    if titles:
        raise NoticeOpen("input", title="”、“".join(titles))


def seen_by(viewer: Viewer, now: datetime) -> notices.Seen:
    return notices.Seen(viewer.scope(SEE_BATCHES), viewer.scope(SEE_NOTICES), viewer.scope(READ_NOTICE), now)


async def _lock_college(act: Act, batch_id: int, college_id: int | None) -> tuple[int, Any]:
    """Locks the college in an OPEN batch, after the check of the right. It needs no window, because a notice follows
    the import's.
    """
    batch = await act.batch(batch_id)
    chosen = act.own_college(MANAGE_NOTICES) if college_id is None else college_id
    place = SimpleNamespace(batch_id=batch_id, college_id=chosen, class_id=None, student_id=None)
    act.reach(MANAGE_NOTICES, SEE_NOTICES, place, "college", "input.collegeId")
    require_batch_open(batch.status)
    college = await notices.lock_college(act.db, batch_id, chosen)
    if college is None:
        raise NotFound("college", "input.collegeId")
    return chosen, college


def _require_submitted(classes: Sequence[Any]) -> None:
    """Requires that every class with participants is submitted, and that there is at least one."""
    missing = [one.name for one in classes if one.stage < Stage.SUBMITTED]
    if missing or not classes:
        raise SheetsNotSubmitted("input", classes="、".join(missing) or "—")
