"""原始成绩导入 (1.1.2.2): course scores from a workbook, by hand, and taken out again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.access import IMPORT_COURSE_SCORES, SEE_BATCHES, SEE_CLASSES, SEE_COURSES, SEE_STUDENTS
from core.acting import Act
from core.errors import (
    BadWorkbook,
    CourseScoreExists,
    Invalid,
    NameMismatch,
    NotFound,
    Refusal,
    Refusals,
    StudentOfOtherCollege,
    UnknownStudent,
)
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.workbooks.claims import Chosen
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.course_sheets import ReadySheet, by_hand, read_ready
from core.workbooks.notes import Note, counting_all, grouped, joined, kept
from core.workbooks.problems import MOST_PROBLEMS, Problem
from core.workbooks.warning import similar_note
from db.copying import copy_text
from db.queries.courses import changes, courses, imports
from db.queries.courses.staged_columns import SAID_OF_COURSE, STAGED_SCORE
from db.queries.roster.storing import hold_roster

TERMS = (1, 2)
MOST_SIMILAR = 100
"""As many codes that look like another one's are told."""
HEADERS = {column.key: column.header for column in COURSE_SCORES.columns}
KEYS = {header: key for key, header in HEADERS.items()}


@dataclass(frozen=True, slots=True)
class ScoreImport:
    """What the page asks for beside the file; `college_id` None is all that the viewer may import for."""

    academic_year: str
    term: int
    file_name: str
    content: bytes
    college_id: int | None = None
    dry_run: bool = False


async def import_workbook(task: Task) -> Writing:
    """The workbook is read before the transaction begins."""
    task.tell(Stage.READING)
    chosen = Chosen(task.arguments["academic_year"], task.arguments["term"], file_name=task.file_name)
    sheet = await task.workbooks.run(read_ready, task.file, task.settings.workbook_max_rows, chosen)
    task.tell(Stage.STORING, total=sheet.row_count)
    wanted = ScoreImport(**task.arguments, file_name=task.file_name, content=task.file)
    return lambda act: import_course_scores(act, sheet, wanted)


async def import_course_scores(act: Act, sheet: ReadySheet, wanted: ScoreImport) -> Done:
    """导入: all rows or none; `dry_run` goes the same way and stops before anything is stored (R4.1, R4.2).

    Course scores belong to no batch: an import needs no window.
    """
    college_ids = await _college_ids(act, wanted.college_id)
    _require_term(wanted.term)
    await hold_roster(act.db)
    await imports.stage(act.db, sheet.copied)
    await _require_good_rows(act, sheet, college_ids)
    touched = await imports.staged_college_ids(act.db)
    await changes.lock_colleges(act.db, touched)
    created, replaced = await imports.judge(act.db, wanted.academic_year, wanted.term)
    counts = {"created": created, "replaced": replaced, "unchanged": sheet.row_count - created - replaced}
    warnings = [*sheet.warnings, *await _similar(act, wanted.academic_year, created)]
    told = {**counts, "row_count": sheet.row_count, "problem_count": 0, "problem_groups": []}
    done = Done(sheet.row_count, told | {"warnings": kept(warnings)})
    if wanted.dry_run:
        return done
    await _store(act, "importCourseScores", wanted.academic_year, wanted.term, created, replaced)
    await _record_import(act, wanted, counts, touched)
    return done


async def _similar(act: Act, academic_year: str, created: int) -> list[Note]:
    """002333 of this file and 2333 of an earlier one would be two courses, and both count."""
    pairs = await imports.similar_codes(act.db, academic_year, MOST_SIMILAR) if created else []
    return [similar_note(HEADERS["course_code"], pairs)] if pairs else []


async def _record_import(act: Act, wanted: ScoreImport, counts: dict[str, int], touched: Sequence[int]) -> None:
    told = {
        "academicYear": wanted.academic_year,
        "term": wanted.term,
        "file": wanted.file_name,
        "sha256": hashlib.sha256(wanted.content).hexdigest(),
        **counts,
    }
    college_id = touched[0] if len(touched) == 1 else None
    subject = f"{wanted.academic_year}-{wanted.term} {wanted.file_name}"
    await act.record("importCourseScores", subject, new=told, college_id=college_id)


async def _require_good_rows(act: Act, sheet: ReadySheet, college_ids: Sequence[int] | None) -> None:
    """R4.2: every bad row with its number, column and reason; as many as MOST_PROBLEMS are listed, all are counted."""
    bad = await imports.bad_rows(act.db, college_ids, MOST_PROBLEMS)
    count = sheet.problem_count + (bad[0].total if bad else 0)
    if not count:
        return
    refusals: list[Refusal] = [
        BadWorkbook(problem.code.value, problem.zh, problem.en, problem.row, problem.column)
        for problem in sheet.problems
    ]
    unfit = [_refused(row) for row in bad]
    refusals += unfit
    refusals.sort(key=lambda refusal: refusal.row or 0)
    totals = {refusal.code: row.of_reason for refusal, row in zip(unfit, bad, strict=True)}
    groups = joined(sheet.problem_groups, counting_all(grouped(unfit), totals))
    told = {"problem_groups": kept(groups), "warnings": kept(sheet.warnings)}
    raise Refusals(refusals[:MOST_PROBLEMS], row_count=sheet.row_count, problem_count=count, **told)


def _refused(row: Any) -> Refusal:
    number, name = row.student_number, row.student_name
    place = {"path": "input.file", "row": row.row}
    if row.reason == imports.UNKNOWN:
        return UnknownStudent(column=HEADERS["student_number"], number=number, **place)
    if row.reason == imports.OF_OTHER_COLLEGE:
        return StudentOfOtherCollege(column=HEADERS["student_number"], number=number, **place)
    return NameMismatch(column=HEADERS["student_name"], number=number, name=name, known=row.known_name, **place)


async def add_course_score(
    act: Act, student_number: str, academic_year: str, term: int, values: Mapping[str, Any], *, replace: bool
) -> Any:
    """单个新增: one row, by the same rules and the same way as a workbook's.

    Args:
        values: by the key of the workbook's column.
    """
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    await hold_roster(act.db)
    student = await changes.student_numbered(act.db, student_number)
    act.reach(IMPORT_COURSE_SCORES, SEE_STUDENTS, student, "student", "input.studentNumber")
    _require_term(term)
    row = _read_by_hand(student, values)
    cells = {**row, "row": 1}
    await imports.stage(act.db, copy_text([[cells[name]] for name in (*STAGED_SCORE, *SAID_OF_COURSE)]))
    await changes.lock_colleges(act.db, [student.college_id])
    key = (student.id, academic_year, term, row["course_code"])
    if not replace and await changes.stored_score_id(act.db, *key) is not None:
        raise CourseScoreExists("input.courseCode", student=student.name, course=row["course_code"])
    created, replaced = await imports.judge(act.db, academic_year, term)
    await _store(act, "addCourseScore", academic_year, term, created, replaced)
    if created:
        await _record_added(act, student, academic_year, term, row)
    return await _read(act, await changes.stored_score_id(act.db, *key))


async def _record_added(act: Act, student: Any, academic_year: str, term: int, row: dict[str, Any]) -> None:
    subject = f"{student.name} {student.number} {academic_year}-{term} {row['course_name']}"
    place = {"college_id": student.college_id, "class_id": student.class_id, "student_id": student.id}
    await act.record("addCourseScore", subject, new=changes.told(row), **place)


async def _store(act: Act, action: str, academic_year: str, term: int, created: int, replaced: int) -> None:
    """What `judge` counted; a statement that finds nothing to write looks through all rows all the same."""
    changed: Any = {"changed_at": act.now, "changed_by": act.viewer.account_id or None}
    if replaced:
        await imports.audit_replaced(act.db, act.author, action)
        await imports.replace(act.db, **changed)
    if created:
        await imports.store(act.db, academic_year, term, **changed)


async def delete_by_id(act: Act, ids: Sequence[int]) -> dict[str, Any]:
    """删除: these scores, all or none. What was adjusted stays with the course, should it be imported again."""
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
    """删除 all that fit, of the students whose scores the viewer may import."""
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
    return {"deleted_count": await changes.delete_scores(act.db, act.author, "deleteCourseScores", scores)}


async def _college_ids(act: Act, college_id: int | None) -> Sequence[int] | None:
    """The colleges whose students may be imported for; None where that is everybody."""
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    scope = act.viewer.scope(IMPORT_COURSE_SCORES)
    if college_id is None:
        return None if scope.school else sorted(scope.colleges)
    known = await changes.college_exists(act.db, college_id) if scope.school else college_id in scope.colleges
    if not known:
        raise NotFound("college", "input.collegeId")
    return [college_id]


def _require_term(term: int) -> None:
    if term not in TERMS:
        raise Invalid("input.term", "学期应为 1 或 2", "The term is 1 or 2")


def _read_by_hand(student: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    row, problems = by_hand({**values, "student_number": student.number, "student_name": student.name})
    if problems:
        raise Refusals(_at_field(problem) for problem in problems)
    return row


def _at_field(problem: Problem) -> Refusal:
    """The reader's problem, told of the input field instead of the column."""
    first, *rest = KEYS[problem.column or ""].split("_")
    refusal = BadWorkbook(problem.code.value, problem.zh, problem.en)
    refusal.path = f"input.{first}{''.join(map(str.capitalize, rest))}"
    return refusal


async def _read(act: Act, score_id: int | None) -> Any:
    return (await _seen(act, [score_id or 0])).get(score_id)


async def _seen(act: Act, ids: Sequence[int]) -> dict[int | None, Any]:
    """The scores that the viewer finds when reading, by id (R8.6)."""
    seen = courses.Seen(act.viewer.scope(SEE_COURSES), act.viewer.scope(SEE_BATCHES), None)
    return {row.id: row for row in await courses.courses_by_id(act.db, seen, ids)}
