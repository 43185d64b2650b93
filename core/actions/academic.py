"""学业成绩计算管理 (1.1.2.4): computing classes and ranking a major's grade."""

from collections.abc import Sequence
from typing import Any

from core.access import COMPUTE_ACADEMIC, RANK_MAJOR_GRADE, SEE_BATCHES, SEE_PARTICIPANTS
from core.acting import Act
from core.actions.phases import working
from core.errors import ClassesNotComputed, NotFound, NothingToCompute
from core.operations.kinds import Done
from db.queries import academic_computation as computation
from db.queries import academic_ranking as ranking
from db.queries import batches
from db.queries.batches import batch_class
from db.queries.computing import Run
from db.tables import Module


async def compute_academic_scores(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> Done:
    """开始计算: every named class, or all that the viewer may compute; each run replaces the last (R4.7)."""
    act.viewer.require_any(COMPUTE_ACADEMIC)
    await _require_batch(act, batch_id)
    reached = await _reached_classes(act, batch_id, class_ids)
    for college_id in sorted({row.college_id for row in reached}):
        await working(act, batch_id, college_id, Module.ACADEMIC)
    wanted = batch_class.c.class_id.in_([row.class_id for row in reached])
    chosen = [row.class_id for row in await ranking.lock_classes(act.db, batch_id, wanted)]
    if not chosen:
        raise NothingToCompute("input.classIds")
    run = _run(act)
    students = await computation.compute(act.db, batch_id, chosen, run)
    await ranking.mark_computed(act.db, batch_id, chosen, run)
    await ranking.mark_stale(act.db, batch_id, chosen)
    return Done(students, {"class_ids": chosen, "student_count": students})


async def rank_major_grade(act: Act, batch_id: int, major_id: int, grade: int) -> Done:
    """计算专业年级排名: only when every participating class of the major and grade is computed (R4.9)."""
    act.viewer.require_any(RANK_MAJOR_GRADE)
    await _require_batch(act, batch_id)
    found = await ranking.place_of_major_grade(act.db, batch_id, major_id, grade)
    act.reach(RANK_MAJOR_GRADE, SEE_PARTICIPANTS, found, "major", "input.majorId")
    await working(act, batch_id, found.college_id, Module.ACADEMIC)
    wanted = ranking.of_major_grade(found.college_id, major_id, grade)
    classes = await ranking.lock_classes(act.db, batch_id, wanted)
    missing = [row.name for row in classes if row.academic_computed_at is None]
    if missing or not classes:
        raise ClassesNotComputed("input.majorId", classes="、".join(missing) or "—")
    run = _run(act)
    students = await ranking.rank_major_grade(act.db, batch_id, found.college_id, major_id, grade, run)
    await act.record(
        "rankMajorGrade",
        f"{found.major_name} {grade}",
        new={"students": students, "classes": len(classes)},
        batch_id=batch_id,
        college_id=found.college_id,
    )
    return Done(students, {"student_count": students})


async def _require_batch(act: Act, batch_id: int) -> None:
    if await batches.lock_batch(act.db, batch_id, act.viewer.scope(SEE_BATCHES), for_change=False) is None:
        raise NotFound("batch", "input.batchId")


async def _reached_classes(act: Act, batch_id: int, class_ids: Sequence[int] | None) -> Sequence[Any]:
    """The classes to compute, each judged by the roles that reach it (R8.1, R8.2)."""
    if class_ids is None:
        scope = act.viewer.scope(COMPUTE_ACADEMIC)
        return await ranking.classes(act.db, batch_id, ranking.reached_classes(scope))
    rows = await ranking.classes(act.db, batch_id, batch_class.c.class_id.in_(class_ids))
    found = {row.class_id: row for row in rows}
    for class_id in class_ids:
        act.reach(COMPUTE_ACADEMIC, SEE_PARTICIPANTS, found.get(class_id), "class", "input.classIds")
    return rows


def _run(act: Act) -> Run:
    return Run(act.viewer.account_id, act.viewer.name, act.now, act.request_id)
