"""提交与修改导入状态 (1.1.4.1): a class's results count once submitted, until somebody sets them back (R6.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.access import IMPORT_COMPREHENSIVE, REOPEN_SHEETS, SEE_RESULT_SHEETS
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.actions.comprehensive import importable, require_working, result_entry
from core.actions.notices import require_no_notice
from core.actions.ratings import require_ratings_computed
from core.errors import (
    Invalid,
    NotFound,
    ResultsStale,
    SheetOutOfDate,
    SheetsNotImported,
    SheetsNotSubmitted,
)
from core.rules.reasons import reason_of
from core.rules.stale_results import named_with_reasons
from core.rules.windows import require_batch_open
from db.queries.comprehensive import sheets
from db.tables import Stage, StaleReason


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Holds the choice: named classes, or all submitted classes of a counsellor."""

    class_ids: Sequence[int] | None = None
    counsellor_id: int | None = None


async def submit_result_sheets(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> dict[str, Any]:
    """Runs 提交 for the named classes, or for all imported classes of the counsellor. Submitting again does no harm."""
    own = await importable(act, batch_id)
    await require_working(act, batch_id, own if class_ids is None else set(own).intersection(class_ids))
    rows = await _named(act, batch_id, class_ids) if class_ids is not None else await _lock_sheets(act, batch_id, own)
    if class_ids is None:
        rows = [row for row in rows if row.stage != sheets.NOT_IMPORTED]
    missing = [row.name for row in rows if row.stage == sheets.NOT_IMPORTED]
    if missing or not rows:
        raise SheetsNotImported("input.classIds", classes="、".join(missing) or "—")
    fresh = [row for row in rows if row.stage < Stage.SUBMITTED]
    unlike = await sheets.unlike_participants(act.db, batch_id, _ids(fresh))
    if unlike:
        raise SheetOutOfDate("input.classIds", classes="、".join(unlike))
    await _require_up_to_date(act, batch_id, [row for row in fresh if row.scheme_id is not None])
    done = {"submitted_at": act.now, "submitted_by": act.viewer.account_id}
    await sheets.move_sheets(act.db, batch_id, _ids(fresh), Stage.SUBMITTED, **done)
    await _record(act, "submitResultSheets", fresh, Stage.SUBMITTED)
    return {"result_sheets": await _read(act, batch_id, rows)}


async def _require_up_to_date(act: Act, batch_id: int, computed: Sequence[Any]) -> None:
    """Requires of results that were computed by a scheme that nothing they follow from has changed since (R11.5)."""
    stale = [row for row in computed if row.stale]
    if stale:
        zh, en = named_with_reasons(stale)
        raise ResultsStale("input.classIds", classes=zh, classes_en=en)
    of_ratings = {row.class_id: row for row in computed if StaleReason.RATING in row.reads}
    await require_ratings_computed(act, batch_id, of_ratings)


async def reopen_result_sheets(act: Act, batch_id: int, choice: SheetChoice, reason: str) -> dict[str, Any]:
    """Runs 修改导入状态为未提交 with a reason; not while a notice is open, nor after the college's
    approval (R6.4, R7.6).
    """
    act.viewer.require_any(REOPEN_SHEETS)
    why = reason_of(reason)
    batch = await act.batch(batch_id)
    rows = await _chosen(act, batch_id, choice)
    require_batch_open(batch.status)
    colleges = {row.college_id for row in rows}
    await require_not_approved(act, batch_id, colleges)
    await require_no_notice(act, batch_id, colleges)
    _require_submitted(rows)
    done = {"reopened_at": act.now, "reopened_by": act.viewer.account_id, "reopen_reason": why}
    await sheets.move_sheets(act.db, batch_id, _ids(rows), Stage.IMPORTED, **done)
    await _record(act, "reopenResultSheets", rows, Stage.IMPORTED, reason=why)
    return {"result_sheets": await _read(act, batch_id, rows)}


def _require_submitted(rows: Sequence[Any]) -> None:
    waiting = [row.name for row in rows if row.stage < Stage.SUBMITTED]
    if waiting or not rows:
        raise SheetsNotSubmitted("input.classIds", classes="、".join(waiting) or "—")


async def _chosen(act: Act, batch_id: int, choice: SheetChoice) -> Sequence[Any]:
    if (choice.class_ids is None) == (choice.counsellor_id is None):
        raise Invalid("input", "请用 classIds 或 counsellorId 指明班级", "Name the classes, or a counsellor")
    if choice.class_ids is not None:
        return await _named(act, batch_id, choice.class_ids, REOPEN_SHEETS)
    counselled = sheets.counselled_by(choice.counsellor_id or 0)
    reached = sheets.reached(act.viewer.scope(REOPEN_SHEETS))
    rows = await sheets.lock_sheets(act.db, batch_id, counselled & reached)
    if not rows:
        raise NotFound("staff", "input.counsellorId")
    return [row for row in rows if row.stage >= Stage.SUBMITTED]


async def _named(act: Act, batch_id: int, class_ids: Sequence[int], right: Any = IMPORT_COMPREHENSIVE) -> Sequence[Any]:
    """Locks the named classes, each judged by the roles that reach it (R8.1, R8.2)."""
    found = {row.class_id: row for row in await _lock_sheets(act, batch_id, class_ids)}
    for class_id in class_ids:
        act.reach(right, SEE_RESULT_SHEETS, found.get(class_id), "class", "input.classIds")
    return list(found.values())


async def _lock_sheets(act: Act, batch_id: int, class_ids: Sequence[int]) -> Sequence[Any]:
    return await sheets.lock_sheets(act.db, batch_id, sheets.of_classes(class_ids))


def _ids(rows: Iterable[Any]) -> list[int]:
    return [row.class_id for row in rows]


async def _record(act: Act, action: str, rows: Sequence[Any], stage: Stage, **details: Any) -> None:
    entries = (
        result_entry(row, old={"stage": Stage(row.stage).name}, new={"stage": stage.name, **details}) for row in rows
    )
    await act.record_each(action, entries)


async def _read(act: Act, batch_id: int, rows: Sequence[Any]) -> Sequence[Any]:
    return await sheets.fetch_sheets(act.db, batch_id, sheets.of_classes(_ids(rows)))
