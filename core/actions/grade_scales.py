"""成绩换算设置: a college lays down for a year how words, states and attempts count (R10.3 - R10.5)."""

from collections.abc import Sequence
from typing import Any

from core.access import KEEP_GRADE_SCALE, SEE_GRADE_SCALE
from core.acting import Act
from core.actions.rescoring import rescore
from core.errors import ResultsApproved
from core.rules.course_points import Scale
from core.rules.grade_scales import ScaleForm, audit_values, is_same, scale_from, stored
from db.queries import approvals
from db.queries.courses import changes, scales
from db.queries.roster.storing import hold_roster


async def set_grade_scale(act: Act, college_id: int | None, academic_year: str, form: ScaleForm) -> dict[str, Any]:
    """Runs 保存 for the whole scale. A scale that equals the default one removes what was laid down."""
    college = await hold_college(act, college_id, academic_year)
    found = await scales.fetch_scales(act.db, [college.id], academic_year)
    old, new = scale_from(found[0] if found else None), form.scale()
    rescored: dict[str, Any] = {"rescored": 0, "stale_classes": []}
    if not is_same(old, new):
        await _store(act, college.id, academic_year, new)
        rescored = await rescore(act, "setGradeScale", college.id, academic_year)
        values = {**audit_values(new), "rescored": rescored["rescored"]}
        subject = f"{college.name} {academic_year}"
        await act.record("setGradeScale", subject, old=audit_values(old), new=values, college_id=college.id)
    return {"grade_scale": await scales.scale_of_college(act.db, college.id, academic_year), **rescored}


async def _store(act: Act, college_id: int, academic_year: str, new: Scale) -> None:
    if is_same(new, Scale()):
        await scales.delete_scale(act.db, college_id, academic_year)
    else:
        author = {"changed_at": act.now, "changed_by": act.viewer.account_id}
        await scales.store_scale(act.db, college_id, academic_year, **stored(new), **author)


async def hold_college(act: Act, college_id: int | None, academic_year: str) -> Any:
    """Returns the college whose scores may be counted otherwise, and holds it against other changes of its scores.

    Raises:
        NotFound: the viewer does not see the college.
        ResultsApproved: the college is approved in a batch of the year.
    """
    act.viewer.require_any(KEEP_GRADE_SCALE)
    wanted = act.own_college(KEEP_GRADE_SCALE) if college_id is None else college_id
    college = await scales.placed_college(act.db, wanted)
    act.reach(KEEP_GRADE_SCALE, SEE_GRADE_SCALE, college, "college", "input.collegeId")
    await hold_scores(act, [wanted], academic_year)
    return college


async def hold_scores(act: Act, college_ids: Sequence[int], academic_year: str) -> None:
    """Holds the scores of colleges against other changes, and refuses if one of them is approved."""
    await hold_roster(act.db)
    if await approvals.in_force_in_year(act.db, academic_year, college_ids):
        raise ResultsApproved("input")
    await changes.lock_colleges(act.db, college_ids)
