"""原始成绩 (1.1.2.2): single course scores are entered by hand or deleted. `course_imports` reads workbooks."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.access import IMPORT_COURSE_SCORES, SEE_CLASSES, SEE_COURSES, SEE_STUDENTS
from core.acting import Act
from core.actions.course_imports import HEADERS, require_term, store_judged
from core.actions.settling import settle_staged
from core.errors import (
    BadWorkbook,
    CourseScoreExists,
    Invalid,
    NotFound,
    Refusal,
    Refusals,
)
from core.workbooks.course_scores import CourseScoreSheet
from core.workbooks.course_sheets import by_hand, copied, is_odd
from core.workbooks.problems import Problem
from db.queries.academic import staleness
from db.queries.courses import changes, imports, lists, staging
from db.queries.roster.storing import hold_roster

KEYS = {header: key for key, header in HEADERS.items()}


async def add_course_score(
    act: Act, student_number: str, academic_year: str, term: int, values: Mapping[str, Any], *, replace: bool
) -> Any:
    """Runs 单个新增 for one row, by the same rules and the same way as a workbook's.

    Args:
        values: by the key of the workbook's column.
    """
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    await hold_roster(act.db)
    student = await changes.student_numbered(act.db, student_number)
    act.reach(IMPORT_COURSE_SCORES, SEE_STUDENTS, student, "student", "input.studentNumber")
    require_term(term)
    sheet = _read_by_hand(student, values)
    await staging.stage(act.db, copied(sheet))
    await changes.lock_colleges(act.db, [student.college_id])
    key = (student.id, academic_year, term, sheet.course_code[0])
    if not replace and await changes.stored_score(act.db, *key) is not None:
        raise CourseScoreExists("input.courseCode", student=student.name, course=sheet.course_code[0])
    if is_odd(sheet):
        await settle_staged(act, academic_year, term)
    created, replaced = await imports.judge(act.db, academic_year, term)
    await store_judged(act, "addCourseScore", academic_year, term, created, replaced)
    stored: Any = await changes.stored_score(act.db, *key)
    if created:
        await _record_added(act, student, academic_year, term, stored)
    return await _read(act, stored.id)


async def _record_added(act: Act, student: Any, academic_year: str, term: int, row: Any) -> None:
    subject = f"{student.name} {student.number} {academic_year}-{term} {row.course_name}"
    place = {"college_id": student.college_id, "class_id": student.class_id, "student_id": student.id}
    await act.record("addCourseScore", subject, new=changes.audit_values(row), **place)


async def delete_by_id(act: Act, ids: Sequence[int]) -> dict[str, Any]:
    """Runs 删除 for these scores, all or none. Adjustments stay with the course, in case it is imported again."""
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    await hold_roster(act.db)
    known = {row.id: row for row in await changes.scores_by_id(act.db, ids)}
    seen = await _seen(act, ids)
    for place, one in enumerate(ids):
        row = known.get(one)
        if row is None or not (one in seen or act.viewer.scope(IMPORT_COURSE_SCORES).reaches(row)):
            raise NotFound("course score", f"input.ids.{place}")
        act.viewer.require(IMPORT_COURSE_SCORES, row)
    return await _delete(act, changes.placed_scores_with_ids(ids))


async def delete_fitting(
    act: Act,
    *,
    academic_year: str,
    term: int | None,
    class_id: int | None,
    student_id: int | None,
    course_code: str | None,
) -> dict[str, Any]:
    """Runs 删除 for all matching scores of the students whose scores the viewer may import."""
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    await hold_roster(act.db)
    if class_id is not None:
        klass = await changes.placed_class(act.db, class_id)
        act.reach(IMPORT_COURSE_SCORES, SEE_CLASSES, klass, "class", "input.filter.classId")
    if student_id is not None:
        student = await changes.placed_student(act.db, student_id)
        act.reach(IMPORT_COURSE_SCORES, SEE_STUDENTS, student, "student", "input.filter.studentId")
    scores = changes.fitting(
        act.viewer.scope(IMPORT_COURSE_SCORES),
        academic_year=academic_year,
        term=term,
        class_id=class_id,
        student_id=student_id,
        course_code=course_code,
    )
    return await _delete(act, scores)


async def _delete(act: Act, scores: Any) -> dict[str, Any]:
    await changes.lock_colleges(act.db, await changes.college_ids_of(act.db, scores))
    touched = await changes.students_by_year(act.db, scores)
    deleted_count = await changes.delete_scores(act.db, act.author, "deleteCourseScores", scores)
    for academic_year, student_ids in touched.items():
        await staleness.mark_inputs_changed(act.db, academic_year, student_ids=student_ids)
    return {"deleted_count": deleted_count}


def _read_by_hand(student: Any, values: Mapping[str, Any]) -> CourseScoreSheet:
    """Reads the row; its 成绩 is the score, or the text that stands for it."""
    score, text = values.get("score"), values.get("text")
    if (score is None) == (text is None):
        zh, en = "成绩与文字成绩须填写一项，且只填一项", "Give either the score or its text"
        raise Invalid("input.score", zh, en)
    entered = {**values, "score": text if score is None else score}
    sheet = by_hand({**entered, "student_number": student.number, "student_name": student.name})
    if sheet.problems:
        raise Refusals(_at_field(problem, is_text=score is None) for problem in sheet.problems)
    return sheet


def _at_field(problem: Problem, *, is_text: bool) -> Refusal:
    """Reports the reader's problem at the input field instead of the column."""
    key = KEYS[problem.column or ""]
    first, *rest = ("text" if is_text and key == "score" else key).split("_")
    refusal = BadWorkbook(problem.code.value, problem.zh, problem.en)
    refusal.path = f"input.{first}{''.join(map(str.capitalize, rest))}"
    return refusal


async def _read(act: Act, score_id: int) -> Any:
    return (await _seen(act, [score_id])).get(score_id)


async def _seen(act: Act, ids: Sequence[int]) -> dict[int | None, Any]:
    """Returns, by id, the scores that the viewer finds when reading (R8.6)."""
    seen = lists.Seen(act.viewer.scope(SEE_COURSES))
    return {row.id: row for row in await lists.courses_by_id(act.db, seen, ids)}
