"""学院设置参评人员 (1.1.1.2): the college sets participants, clears process data and assigns staff to classes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from core.access import MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS, SEE_STAFF
from core.acting import Act
from core.actions.approvals import require_not_approved
from core.errors import Invalid, NotFound, ProcessDataNotCleared, SheetHolds
from core.rules.windows import require_batch_open
from db.queries.academic import ranking as academic_ranking
from db.queries.ballots import ballots
from db.queries.comprehensive import sheets
from db.queries.participants import assigning, changes, participants
from db.tables import Stage


@dataclass(frozen=True, slots=True)
class Chosen:
    """Holds the choice: whole classes, single students, or both."""

    class_ids: frozenset[int] = frozenset()
    student_ids: frozenset[int] = frozenset()


async def set_participants(act: Act, batch_id: int, chosen: Chosen, *, participating: bool) -> dict[str, Any]:
    """Runs 设置参评学生, all or nothing. After the first opening, it changes only cleared classes (R2.2, R2.3)."""
    if not (chosen.class_ids or chosen.student_ids):
        raise Invalid("input.classIds", "请选择班级或学生", "Choose classes or students")
    touched = await _reached(act, batch_id, chosen)
    begun = await changes.begun_colleges(act.db, batch_id, {row.college_id for row in touched})
    locked = await changes.lock_classes(act.db, batch_id, [row.class_id for row in touched])
    await require_not_approved(act, batch_id, {row.college_id for row in locked})
    selection = (act.db, batch_id, chosen.class_ids, chosen.student_ids)
    changing = await changes.classes_to_change(*selection, participating=participating)
    await _require_not_submitted(act, batch_id, changing)
    _require_cleared(row for row in locked if row.class_id in changing and row.college_id in begun)
    changed = await changes.set_participating(*selection, participating=participating)
    numbers = {row.class_id: sorted(one.number for one in changed if one.class_id == row.class_id) for row in locked}
    await act.record_each(
        "setParticipants",
        (
            class_entry(
                row,
                old={"participating": not participating, "students": numbers[row.class_id]},
                new={"participating": participating, "students": numbers[row.class_id]},
            )
            for row in locked
            if numbers[row.class_id]
        ),
    )
    return {
        "changed_count": len(changed),
        "changed_student_ids": sorted(one.student_id for one in changed),
        "batch_classes": await _read(act, batch_id, locked),
    }


async def clear_process_data(act: Act, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Runs 清空过程数据 for classes (R2.4). Course scores and adjustments stay, and no other class is touched."""
    locked = await _lock_classes(act, batch_id, class_ids)
    await require_not_approved(act, batch_id, {row.college_id for row in locked})
    await _require_not_submitted(act, batch_id, [row.class_id for row in locked])
    removed = await _remove_process_data(act, batch_id, locked)
    await changes.mark_cleared(act.db, batch_id, [row.class_id for row in locked], act.now)
    await act.record_each(
        "clearProcessData",
        (class_entry(row, old=removed[row.class_id], new={"clearedAt": act.now.isoformat()}) for row in locked),
    )
    return await _read(act, batch_id, locked)


async def assign_staff(act: Act, kind: str, batch_id: int, class_ids: Iterable[int], staff_ids: Iterable[int]) -> Any:
    """Runs 设置辅导员 or 设置班主任: the given staff become the whole list of each class for this
    batch (R2.6, R2.7).
    """
    locked = await _lock_classes(act, batch_id, class_ids)
    chosen = sorted(set(staff_ids))
    people = await _assignable(act, chosen, {row.college_id for row in locked})
    to, reached = assigning.ASSIGNED[kind], [row.class_id for row in locked]
    before = await assigning.replace_assigned(act.db, to, batch_id, reached, [*product(reached, chosen)])
    after = list_people(people)
    old = {row.class_id: list_people(one for one in before if one.class_id == row.class_id) for row in locked}
    entries = (class_entry(row, old={kind: old[row.class_id]}, new={kind: after}) for row in locked)
    action = f"assign{kind[0].upper()}{kind[1:]}"
    await act.record_each(action, (entry for entry in entries if entry["old"] != entry["new"]))
    return await _read(act, batch_id, locked)


async def copy_staff(act: Act, kind: str, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Runs 从上一批次复制: a class that has nobody of the kind gets the staff of its newest earlier batch (R2.6).

    Returns:
        The classes that changed.
    """
    locked = await _lock_classes(act, batch_id, class_ids)
    reached = [row.class_id for row in locked]
    added = await assigning.copy_assigned(act.db, assigning.ASSIGNED[kind], batch_id, reached)
    new = {row.class_id: list_people(one for one in added if one.of_class == row.class_id) for row in locked}
    changed = [row for row in locked if new[row.class_id]]
    action = f"copy{kind[0].upper()}{kind[1:]}"
    await act.record_each(action, (class_entry(row, old={kind: []}, new={kind: new[row.class_id]}) for row in changed))
    return await _read(act, batch_id, changed)


async def _reached(act: Act, batch_id: int, chosen: Chosen) -> Sequence[Any]:
    """Returns the concerned classes of an OPEN batch; each class and student is judged by the roles that reach it."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    batch = await act.batch(batch_id)
    students = {row.student_id: row for row in await changes.students(act.db, batch_id, chosen.student_ids)}
    for student_id in chosen.student_ids:
        act.reach(MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS, students.get(student_id), "student", "input.studentIds")
    touched = chosen.class_ids | {row.class_id for row in students.values()}
    classes = {row.class_id: row for row in await changes.classes(act.db, batch_id, touched)}
    for class_id in chosen.class_ids:
        act.reach(MANAGE_COLLEGE_BATCH, SEE_PARTICIPANTS, classes.get(class_id), "class", "input.classIds")
    require_batch_open(batch.status)
    return list(classes.values())


async def _lock_classes(act: Act, batch_id: int, class_ids: Iterable[int]) -> Any:
    """Locks the classes for a change by their colleges."""
    chosen = Chosen(class_ids=frozenset(class_ids))
    if not chosen.class_ids:
        raise Invalid("input.classIds", "请选择班级", "Choose classes")
    await _reached(act, batch_id, chosen)
    return await changes.lock_classes(act.db, batch_id, chosen.class_ids)


async def _require_not_submitted(act: Act, batch_id: int, class_ids: Collection[int]) -> None:
    """Refuses submitted classes: results cover exactly the participants, so they must be set back first (R6.2)."""
    rows = await sheets.fetch_sheets(act.db, batch_id, sheets.of_classes(sorted(class_ids)))
    submitted = [row.name for row in rows if row.stage >= Stage.SUBMITTED]
    if submitted:
        raise SheetHolds("input", classes="、".join(submitted))


def _require_cleared(classes: Iterable[Any]) -> None:
    uncleared = [row.name for row in classes if row.cleared_at is None]
    if uncleared:
        raise ProcessDataNotCleared("input", classes="、".join(uncleared))


async def _remove_process_data(act: Act, batch_id: int, locked: Sequence[Any]) -> Mapping[int, Any]:
    """Deletes a class's computed results and its marks, which happens only here (R2.4).

    Returns:
        The removed values by class, for the audit log.
    """
    deleted_results = await changes.delete_academic_results(act.db, batch_id, [row.class_id for row in locked])
    computed = [row.class_id for row in locked if row.academic_computed_at is not None]
    await academic_ranking.mark_stale(act.db, batch_id, computed)
    deleted_ballots = await ballots.delete_ballots(act.db, batch_id, [row.class_id for row in locked])
    removed: dict[int, Any] = {
        row.class_id: {
            "clearedAt": _moment(row.cleared_at),
            "academicComputedAt": _moment(row.academic_computed_at),
            "ratingComputedAt": _moment(row.rating_computed_at),
        }
        for row in locked
    }
    for one in deleted_ballots:
        kinds = removed[one.class_id].setdefault("ballots", {})
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    for one in deleted_results:
        scores = removed[one.class_id].setdefault("academicScores", {})
        scores[one.number] = None if one.academic_score is None else str(one.academic_score)
    for class_id, count in (await changes.delete_rating_results(act.db, batch_id, list(removed))).items():
        removed[class_id]["ratingResults"] = count
    return removed


async def _assignable(act: Act, staff_ids: Sequence[int], college_ids: set[int]) -> Sequence[Any]:
    """Returns staff of the classes' own college, or of none: counsellors of a college, and people of the school."""
    found = {row.id: row for row in await assigning.staff_by_id(act.db, staff_ids)}
    for staff_id in staff_ids:
        row = found.get(staff_id)
        if row is None or not sees_staff(act, row):
            raise NotFound("staff", "input.staffIds")
        if not may_be_assigned(row, college_ids):
            raise Invalid("input.staffIds", *not_assignable(row))
    return list(found.values())


def sees_staff(act: Act, row: Any) -> bool:
    """Tells whether the viewer knows of the person; staff of no college belong to everybody (R2.6)."""
    return row.college_id is None or act.viewer.scope(SEE_STAFF).reaches(row)


def may_be_assigned(row: Any, college_ids: set[int]) -> bool:
    """Tells whether the person works here still, and in the college of every class or in none (R2.6)."""
    return row.retired_at is None and (row.college_id is None or college_ids <= {row.college_id})


def not_assignable(row: Any) -> tuple[str, str]:
    zh, en = "已离职或不属于班级所在的学院，不能指派", "has left or belongs to another college than the class"
    return f"{row.name}{zh}", f"{row.name} {en}"


def list_people(people: Iterable[Any]) -> list[str]:
    return sorted(f"{one.number} {one.name}" for one in people)


def _moment(at: Any) -> str | None:
    return None if at is None else at.isoformat()


def class_entry(row: Any, *, old: Any, new: Any) -> dict[str, Any]:
    place = {"batch_id": row.batch_id, "college_id": row.college_id, "class_id": row.class_id}
    return {"subject": row.name, "old": old, "new": new, **place}


async def _read(act: Act, batch_id: int, locked: Sequence[Any]) -> Any:
    return await participants.read_classes(act.db, batch_id, [row.class_id for row in locked])
