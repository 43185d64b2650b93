"""原始成绩导入 (1.1.2.2): course scores are imported from a workbook."""

from collections.abc import Sequence
from typing import Any

from core.access import IMPORT_COURSE_SCORES
from core.acting import Act
from core.actions import import_reports
from core.actions.columns import columns_to_json, learn, naming_of, require_known
from core.actions.corrections import correctable, marking
from core.actions.import_records import keep_record, only_college
from core.actions.import_reports import NOBODY, LeftOut
from core.actions.settling import TERMS, settle_staged
from core.actions.workbook_places import refused_sheet
from core.errors import (
    Invalid,
    NameMismatch,
    NotFound,
    Refusal,
    Refusals,
    StudentOfOtherCollege,
    UnknownStudent,
)
from core.operations.arguments import ImportCourseScores, SourceFile
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.viewer import Viewer
from core.workbooks.claims import Chosen
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.course_sheets import ReadySheet, read_ready
from core.workbooks.notes import Note, notes_to_json
from core.workbooks.problems import MOST_PROBLEMS
from core.workbooks.warning import similar_note
from db.queries.academic import staleness
from db.queries.courses import changes, imports, staging
from db.queries.roster.storing import hold_roster
from db.tables import ImportKind

MOST_SIMILAR = 100
"""The number of similar codes that are reported."""
HEADERS = {column.key: column.header for column in COURSE_SCORES.columns}


async def import_workbook(task: Task) -> Writing:
    """Reads the workbook before the transaction begins."""
    task.tell(Stage.READING)
    form: ImportCourseScores = task.arguments
    require_known(form.columns, [COURSE_SCORES])
    chosen = Chosen(form.academic_year, form.term, file_name=task.source.name)
    own = _learning(task.viewer, form.college_id)
    naming = await naming_of(task.database, ImportKind.COURSE_SCORES, own, form.columns)
    sheet = await task.workbooks.run(read_ready, task.source.content, task.settings.workbook_max_rows, chosen, naming)
    task.tell(Stage.STORING, total=sheet.row_count)

    async def writing(act: Act) -> Done:
        try:
            return await import_course_scores(act, sheet, form, task.source)
        except Refusals as found:
            how = marking(task, COURSE_SCORES, naming)
            raise correctable(found, task.source.name or "原始成绩", task.language, how) from None

    return writing


async def import_course_scores(act: Act, sheet: ReadySheet, form: ImportCourseScores, source: SourceFile) -> Done:
    """导入: all rows or none; `dry_run` goes the same way and stops before anything is stored (R4.1, R4.2).

    Course scores belong to no batch, so an import needs no window.
    """
    college_ids = await _college_ids(act, form.college_id)
    require_term(form.term)
    await hold_roster(act.db)
    await staging.stage(act.db, sheet.copied)
    left_out = await import_reports.leave_out_unknown(act, sheet.parts) if form.leave_out_unknown else NOBODY
    touched = await _require_good_rows(act, sheet, college_ids)
    await changes.lock_colleges(act.db, touched)
    if sheet.is_odd:
        await settle_staged(act, form.academic_year, form.term)
    created, replaced = await imports.judge(act.db, form.academic_year, form.term)
    unchanged = sheet.course_count - left_out.courses - created - replaced
    counts = {"created": created, "replaced": replaced, "unchanged": unchanged}
    done = Done(sheet.row_count, await _told(act, sheet, form, left_out, counts))
    if form.dry_run:
        return done
    if created or replaced:
        about = {"academic_year": form.academic_year, "term": form.term, "college_id": only_college(touched)}
        places = [(college_id, 0) for college_id in touched]
        import_id = await keep_record(act, ImportKind.COURSE_SCORES, source, counts, places, **about)
        how: dict[str, Any] = {"import_id": import_id}
        await store_judged(act, "importCourseScores", form.academic_year, form.term, created, replaced, **how)
    await _record_import(act, form, source, counts, left_out, touched)
    own = _learning(act.viewer, form.college_id)
    await learn(act, "importCourseScores", ImportKind.COURSE_SCORES, own, form.columns)
    return done


async def _told(
    act: Act, sheet: ReadySheet, form: ImportCourseScores, left_out: LeftOut, counts: dict[str, int]
) -> dict[str, Any]:
    """Returns what is answered: the counts, what is undecided, who was left out, and of a dry run the first rows."""
    similar = await _similar(act, form.academic_year, counts["created"])
    undecided = (
        await import_reports.undecided(act, sheet.parts) if sheet.is_odd else {"undecided": 0, "undecided_groups": []}
    )
    preview = {"preview": await import_reports.preview(act, sheet.parts)} if form.dry_run else {}
    return {
        **counts,
        "row_count": sheet.row_count,
        "problem_count": 0,
        "problem_groups": [],
        "warnings": notes_to_json([*left_out.notes, *sheet.warnings, *similar]),
        **undecided,
        "left_out": left_out.students,
        **preview,
        **columns_to_json(sheet.columns, sheet.passed_over),
    }


def _learning(viewer: Viewer, college_id: int | None) -> list[int]:
    """Returns the college whose names for columns are known and learnt, if the import is for one (R10.1)."""
    scope = viewer.scope(IMPORT_COURSE_SCORES)
    if college_id is not None:
        return [college_id] if scope.school or college_id in scope.colleges else []
    return list(scope.colleges) if not scope.school and len(scope.colleges) == 1 else []


async def _similar(act: Act, academic_year: str, created: int) -> list[Note]:
    """Warns if 002333 of this file and 2333 of an earlier one would become two courses that both count."""
    pairs = await imports.similar_codes(act.db, academic_year, MOST_SIMILAR) if created else []
    return [similar_note(HEADERS["course_code"], pairs)] if pairs else []


async def _record_import(
    act: Act,
    form: ImportCourseScores,
    source: SourceFile,
    counts: dict[str, int],
    left_out: LeftOut,
    touched: Sequence[int],
) -> None:
    values = {
        "academicYear": form.academic_year,
        "term": form.term,
        **source.audit_values(),
        **counts,
        **({"leftOut": [one["number"] for one in left_out.students]} if left_out.students else {}),
    }
    college_id = touched[0] if len(touched) == 1 else None
    subject = f"{form.academic_year}-{form.term} {source.name}"
    await act.record("importCourseScores", subject, new=values, college_id=college_id)


async def _require_good_rows(act: Act, sheet: ReadySheet, college_ids: Sequence[int] | None) -> list[int]:
    """Returns the colleges of the students, or reports every bad row with its number, column and reason (R4.2).

    MOST_PROBLEMS are listed, all are counted.
    """
    touched, any_bad = await imports.check_rows(act.db, college_ids)
    if not (any_bad or sheet.problem_count):
        return touched
    bad = await imports.bad_rows(act.db, college_ids, MOST_PROBLEMS) if any_bad else []
    count = sheet.problem_count + (bad[0].total if bad else 0)
    unfit = [_to_refusal(row) for row in bad]
    totals = {refusal.code: row.of_reason for refusal, row in zip(unfit, bad, strict=True)}
    raise refused_sheet(sheet, count, unfit, [], totals)


def _to_refusal(row: Any) -> Refusal:
    number, name = row.student_number, row.student_name
    place = {"path": "input.file", "row": row.row}
    if row.reason == imports.UNKNOWN:
        return UnknownStudent(column=HEADERS["student_number"], number=number, **place)
    if row.reason == imports.OF_OTHER_COLLEGE:
        return StudentOfOtherCollege(column=HEADERS["student_number"], number=number, **place)
    return NameMismatch(column=HEADERS["student_name"], number=number, name=name, known=row.known_name, **place)


async def _college_ids(act: Act, college_id: int | None) -> Sequence[int] | None:
    """Returns the colleges for whose students the viewer may import, or None for all."""
    act.viewer.require_any(IMPORT_COURSE_SCORES)
    scope = act.viewer.scope(IMPORT_COURSE_SCORES)
    if college_id is None:
        return None if scope.school else sorted(scope.colleges)
    known = await changes.college_exists(act.db, college_id) if scope.school else college_id in scope.colleges
    if not known:
        raise NotFound("college", "input.collegeId")
    return [college_id]


def require_term(term: int) -> None:
    if term not in TERMS:
        raise Invalid("input.term", "学期应为 1 或 2", "The term must be 1 or 2")


async def store_judged(
    act: Act,
    action: str,
    academic_year: str,
    term: int,
    created: int,
    replaced: int,
    *,
    import_id: int | None = None,
) -> None:
    """Stores what `judge` counted, and marks the computed classes that it concerns (R10.7).

    Without anything to write, it saves a statement that would scan all rows.

    Args:
        import_id: the import that brought the scores; None if they were entered by hand.
    """
    changed: Any = {"changed_at": act.now, "changed_by": act.viewer.account_id or None, "import_id": import_id}
    if replaced:
        if import_id is not None:
            await imports.keep_replaced(act.db, import_id)
        await imports.audit_replaced(act.db, act.author, action)
        await imports.replace(act.db, **changed)
    if created:
        await imports.store(act.db, academic_year, term, **changed)
    if created or replaced:
        student_ids = await imports.fetch_changed_students(act.db)
        await staleness.mark_inputs_changed(act.db, academic_year, student_ids=student_ids)
