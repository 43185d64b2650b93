"""学业成绩计算管理 (1.1.2.4): the college computes classes and ranks a major's grade."""

from collections.abc import Sequence
from typing import Any

from core.access import COMPUTE_ACADEMIC, RANK_MAJOR_GRADE, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.phases import working_in
from core.errors import ClassesNotComputed, NotFound, NothingToCompute
from core.operations.kinds import Done
from db.queries.academic import computation, ranking, staleness
from db.queries.academic.held_up import fetch_held_up
from db.queries.comprehensive.staleness import mark_classes
from db.queries.computations.classes import classes, classes_with_ids, lock_classes, reached_classes
from db.tables import Module, StaleReason


async def compute_academic_scores(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> Done:
    """Runs 开始计算 for the named classes, or for all that the viewer may compute; each run replaces
    the last (R4.7).
    """
    act.viewer.require_any(COMPUTE_ACADEMIC)
    await act.batch(batch_id)
    reached = await _reached_classes(act, batch_id, class_ids)
    if not reached:
        raise NothingToCompute("input.classIds")
    await working_in(act, batch_id, {row.college_id for row in reached}, Module.ACADEMIC)
    condition = classes_with_ids([row.class_id for row in reached])
    locked = await lock_classes(act.db, batch_id, condition)
    if not locked:
        raise NothingToCompute("input.classIds")
    chosen, new = [row.class_id for row in locked], [row.class_id for row in locked if not row.academic_computed_at]
    students = await computation.compute(act.db, batch_id, chosen, act.author)
    await mark_classes(act.db, StaleReason.ACADEMIC, batch_id, new)
    await ranking.mark_computed(act.db, batch_id, chosen, act.author)
    await ranking.mark_stale(act.db, batch_id, chosen)
    return Done(students, {"class_ids": chosen, "student_count": students, **await _held_up(act, batch_id, chosen)})


async def _held_up(act: Act, batch_id: int, class_ids: Sequence[int]) -> dict[str, Any]:
    """Says how many students wait for decisions, and for which; who may compute a class sees its scores (R10.6)."""
    count, first = await fetch_held_up(act.db, batch_id, class_ids)
    named = [
        {"student": {"id": str(one.student_id), "number": one.number, "name": one.name}, "courses": one.courses}
        for one in first
    ]
    return {"held_up_count": count, "held_up": named}


async def rank_major_grade(act: Act, batch_id: int, major_id: int | None, grade: int | None) -> Done:
    """Runs 计算专业年级排名 once every participating class of the major and grade is computed (R4.9).

    It ranks one major's grade, or all that match the choice and that the viewer may rank; all of them or none. Classes
    that must be computed again are ranked by their stored scores and named in the answer (R10.7).
    """
    act.viewer.require_any(RANK_MAJOR_GRADE)
    await act.batch(batch_id)
    conditions = [ranking.classes_of_major_grade(major_id, grade)]
    if major_id is None:
        conditions.append(ranking.classes_of_colleges(act.viewer.scope(RANK_MAJOR_GRADE)))
    found = await ranking.places_of_major_grades(act.db, batch_id, *conditions)
    if not found:
        raise NotFound("major", "input.majorId")
    for place in found:
        act.reach(RANK_MAJOR_GRADE, SEE_PARTICIPANTS, place, "major", "input.majorId")
    await working_in(act, batch_id, {place.college_id for place in found}, Module.ACADEMIC)
    locked = await lock_classes(act.db, batch_id, *conditions)
    missing = [row.name for row in locked if row.academic_computed_at is None]
    if missing or not locked:
        raise ClassesNotComputed("input.majorId", classes="、".join(missing) or "—")
    chosen = [row.class_id for row in locked]
    students = await ranking.rank_major_grades(act.db, batch_id, chosen, act.author)
    stale = await staleness.stale_among(act.db, batch_id, chosen)
    return Done(students, {"student_count": students, "stale_class_ids": stale})


async def _reached_classes(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> Sequence[Any]:
    """Returns the classes to compute, each judged by the roles that reach it (R8.1, R8.2)."""
    if class_ids is None:
        scope = act.viewer.scope(COMPUTE_ACADEMIC)
        return await classes(act.db, batch_id, reached_classes(scope))
    rows = await classes(act.db, batch_id, classes_with_ids(class_ids))
    found = {row.class_id: row for row in rows}
    for class_id in class_ids:
        act.reach(COMPUTE_ACADEMIC, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return rows
