"""学生处设置批次 (1.1.1.1): student affairs creates, changes and opens batches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access import MANAGE_BATCHES
from core.acting import Act
from core.errors import AlreadyExists, Conflict, Invalid, NotFound
from core.rules.windows import Move, moved, require_order
from db.levels import LEVELS
from db.qualities import stored
from db.queries import classes as roster
from db.queries import enrolment
from db.queries.batches import batches
from db.queries.ratings import opening
from db.tables import Module, Status

LONGEST_NAME = 100
LONGEST_LEVEL, MOST_LEVELS = 20, 20


@dataclass(frozen=True, slots=True)
class BatchForm:
    """Holds the values of the page 批次信息设置. `college_ids` None means all colleges (R1.1); `levels` None keeps the
    present ones.
    """

    name: str
    academic_year: str
    cohorts: frozenset[int]
    windows: dict[Module, tuple[date, date]]
    college_ids: frozenset[int] | None = None
    note: str | None = None
    levels: tuple[str, ...] | None = None


async def create_batch(act: Act, form: BatchForm) -> Any:
    """Runs 新增: only student affairs sees the batch until it is opened. Its qualities are the last batch's (R11.1)."""
    act.viewer.require_any(MANAGE_BATCHES)
    await _check(act, form, besides=None)
    batch_id = await batches.insert_batch(
        act.db,
        name=form.name,
        academic_year=form.academic_year,
        note=form.note,
        status=Status.NOT_OPENED,
        created_at=act.now,
        levels=list(form.levels or LEVELS),
        **stored(await batches.last_qualities(act.db)),
    )
    await _store_details(act, batch_id, form)
    await act.record("createBatch", form.name, new=_audit_values(form), batch_id=batch_id)
    return await batches.read_batch(act.db, batch_id)


async def update_batch(act: Act, batch_id: int, form: BatchForm) -> Any:
    """Runs 修改. After the opening, colleges and cohorts may join, but those that have begun their
    work can't be removed.
    """
    row = await lock_batch(act, batch_id)
    await _check(act, form, besides=batch_id)
    old = await _stored(act, row)
    if row.opened_at is not None:
        await _check_nothing_begun_is_lost(act, row, form)
    values = {"name": form.name, "academic_year": form.academic_year, "note": form.note}
    await batches.update_batch(act.db, batch_id, **values, levels=list(form.levels or row.levels))
    await _store_details(act, batch_id, form)
    if row.opened_at is not None:
        await _fill(act, batch_id)
    await act.record("updateBatch", form.name, old=old, new=_audit_values(form), batch_id=batch_id)
    return await batches.read_batch(act.db, batch_id)


async def delete_batch(act: Act, batch_id: int) -> int:
    """Runs 删除 and returns the id. A batch that has been opened is never deleted (R1.2)."""
    row = await lock_batch(act, batch_id)
    if row.opened_at is not None:
        raise Conflict("开启过的批次不能删除", "A batch that has been opened can't be deleted")
    old = await _stored(act, row)
    await batches.delete_batch(act.db, batch_id)
    await act.record("deleteBatch", row.name, old=old, batch_id=batch_id)
    return batch_id


async def move_batch(act: Act, batch_id: int, move: Move) -> Any:
    """Runs 开启批次、停止批次、结束批次 (R1.2, R1.3). Opening adds the roster's classes and students (R2.1)."""
    row = await lock_batch(act, batch_id)
    status = moved(row.status, move)
    await opening.lock_classes(act.db, batch_id)
    values: dict[str, Any] = {"status": status}
    if move is Move.OPEN:
        values["opened_at"] = row.opened_at or act.now
    row_after = await batches.update_batch(act.db, batch_id, **values)
    if move is Move.OPEN:
        await _fill(act, batch_id)
    await act.record(f"{move}Batch", row.name, old={"status": row.status}, new={"status": status}, batch_id=batch_id)
    return row_after


async def lock_batch(act: Act, batch_id: int) -> Any:
    """Locks the batch for a change by student affairs."""
    act.viewer.require_any(MANAGE_BATCHES)
    return await act.batch(batch_id, for_change=True, path="input.id")


async def _fill(act: Act, batch_id: int) -> None:
    await batches.add_missing_phases(act.db, batch_id)
    await enrolment.add_missing_from_roster(act.db, batch_id)


async def _store_details(act: Act, batch_id: int, form: BatchForm) -> None:
    await batches.replace_windows(act.db, batch_id, form.windows)
    await batches.replace_cohorts(act.db, batch_id, form.cohorts)
    await batches.replace_colleges(act.db, batch_id, form.college_ids or await _all_colleges(act, batch_id))


async def _all_colleges(act: Act, batch_id: int | None) -> frozenset[int]:
    """Returns every present college, and those that were retired while they took part."""
    taking_part = set() if batch_id is None else await batches.college_ids(act.db, batch_id)
    return frozenset(taking_part.union(await roster.active_college_ids(act.db)))


async def _check(act: Act, form: BatchForm, *, besides: int | None) -> None:
    if not 0 < len(form.name.strip()) <= LONGEST_NAME:
        raise Invalid("input.name", "请填写批次名称，最多 100 字", "Give the batch a name of at most 100 characters")
    if not form.cohorts:
        raise Invalid("input.cohorts", "请至少选择一个测评届次", "Choose at least one cohort")
    for module, (starts_on, ends_on) in form.windows.items():
        require_order(f"input.{module.lower()}Window", starts_on, ends_on)
    if form.levels is not None:
        _check_levels(form.levels)
    if form.college_ids is not None:
        await _check_colleges(act, form.college_ids, besides)
    await batches.lock_names(act.db)
    if await batches.name_taken(act.db, form.name, besides=besides):
        raise AlreadyExists("input.name", name=form.name)


def _check_levels(levels: Sequence[str]) -> None:
    """Checks the list of 等次 for comprehensive results; levels that were imported before stay."""
    odd = [one for one, times in Counter(levels).items() if times > 1 or not 0 < len(one) <= LONGEST_LEVEL]
    if odd or not 1 <= len(levels) <= MOST_LEVELS:
        zh = f"请设置 1 至 {MOST_LEVELS} 个互不相同的等次，每个最多 {LONGEST_LEVEL} 字"
        en = f"Set 1 to {MOST_LEVELS} different levels of at most {LONGEST_LEVEL} characters each"
        zh, en = f"{zh}{_named('：请改正', odd)}", f"{en}{_named('; correct ', odd)}"
        raise Invalid("input.levels", zh, en)


def _named(words: str, levels: Sequence[str]) -> str:
    return f"{words}“{'、'.join(levels)}”" if levels else ""


async def _check_colleges(act: Act, college_ids: Iterable[int], batch_id: int | None) -> None:
    chosen = set(college_ids)
    if not chosen:
        raise Invalid("input.collegeIds", "请至少选择一个学院", "Choose at least one college")
    if not chosen <= await _all_colleges(act, batch_id):
        raise NotFound("college", "input.collegeIds")


async def _check_nothing_begun_is_lost(act: Act, row: Any, form: BatchForm) -> None:
    """Protects what has begun: scores belong to the batch's year, and classes and colleges at work
    stay. The others leave.
    """
    if form.academic_year != row.academic_year and await batches.any_phase_begun(act.db, row.id):
        raise Conflict(
            "已有学院开启过本批次的工作，不能修改学年",
            "A college has begun its work in this batch, so its academic year can't be changed",
            "input.academicYear",
        )
    colleges = form.college_ids or await _all_colleges(act, row.id)
    lost = await batches.begun_colleges_outside(act.db, row.id, colleges=colleges, cohorts=form.cohorts)
    if lost:
        raise Conflict(
            f"以下学院已开启过本批次的工作，不能移出：{'、'.join(lost)}",
            f"These colleges have begun their work in this batch and can't be removed: {', '.join(lost)}",
        )
    await batches.remove_outside(act.db, row.id, colleges=colleges, cohorts=form.cohorts)


async def _stored(act: Act, row: Any) -> dict[str, Any]:
    windows = await act.db.execute(batches.windows([row.id]))
    cohorts = await act.db.execute(batches.cohorts([row.id]))
    return {
        "name": row.name,
        "academicYear": row.academic_year,
        "note": row.note,
        "levels": row.levels,
        "cohorts": [cohort.cohort for cohort in cohorts],
        "colleges": sorted(await batches.college_ids(act.db, row.id)),
        "windows": {one.module: [one.starts_on.isoformat(), one.ends_on.isoformat()] for one in windows},
    }


def _audit_values(form: BatchForm) -> dict[str, Any]:
    return {
        "name": form.name,
        "academicYear": form.academic_year,
        "note": form.note,
        "levels": form.levels and list(form.levels),
        "cohorts": sorted(form.cohorts),
        "colleges": None if form.college_ids is None else sorted(form.college_ids),
        "windows": {module: [days[0].isoformat(), days[1].isoformat()] for module, days in form.windows.items()},
    }
