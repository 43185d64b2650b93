"""综合测评成绩导入 (1.1.4.1): counsellors import their classes, as often as needed before submitting (R6.1)."""

from collections.abc import Collection, Sequence
from typing import Any

from core.access import IMPORT_COMPREHENSIVE, SEE_BATCHES
from core.acting import Act
from core.actions.columns import columns_to_json, learn, naming_of, require_known
from core.actions.corrections import correctable, marking
from core.actions.import_records import only_college, recorded
from core.actions.import_reports import MOST_SHOWN
from core.actions.phases import working_in
from core.actions.row_previews import row_preview
from core.actions.workbook_places import refused_sheet
from core.errors import (
    Conflict,
    NameMismatch,
    NotFound,
    NothingToImport,
    Refusal,
    Refusals,
    SheetSubmitted,
    StudentMissing,
    StudentNotTakingPart,
    StudentOfOtherClass,
    UnknownStudent,
)
from core.operations.arguments import ImportComprehensiveResults, SourceFile
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage as DoingStage
from core.viewer import Viewer
from core.workbooks.claims import Chosen
from core.workbooks.comprehensive import ComprehensiveSheet, layout, read_ready
from core.workbooks.layout import Naming
from core.workbooks.notes import notes_to_json
from core.workbooks.problems import MOST_PROBLEMS
from db.qualities import Qualities, qualities_of
from db.queries.batches import batches
from db.queries.comprehensive import imports, ranking, sheets
from db.queries.computations.classes import classes, classes_with_ids
from db.tables import ImportKind, Module, Stage

HEADERS = {column.key: column.header for column in layout().columns}
NUMBER, NAME = HEADERS["student_number"], HEADERS["student_name"]


async def import_workbook(task: Task) -> Writing:
    """Reads the workbook before the transaction begins; if it is wrong, a copy with the faults is given back."""
    form: ImportComprehensiveResults = task.arguments
    task.viewer.require_any(IMPORT_COMPREHENSIVE)
    batch = await batches.one_batch(task.database, task.viewer.scope(SEE_BATCHES), form.batch_id)
    if batch is None:
        raise NotFound("batch", "input.batchId")
    task.tell(DoingStage.READING)
    qualities = qualities_of(batch)
    columns = layout(batch.levels, qualities)
    require_known(form.columns, [columns])
    chosen = Chosen(batch.academic_year, batch=batch.name, file_name=task.source.name)
    naming = await _naming(task, form)
    sheet = await task.workbooks.run(
        read_ready, task.source.content, batch.levels, task.settings.workbook_max_rows, chosen, naming, qualities
    )
    task.tell(DoingStage.STORING, total=sheet.row_count)

    async def writing(act: Act) -> Done:
        try:
            await require_same(act, form.batch_id, qualities)
            return await import_comprehensive_results(act, sheet, form, task.source)
        except Refusals as found:
            how = marking(task, columns, naming)
            raise correctable(found, task.source.name or "综合测评成绩", task.language, how) from None

    return writing


async def require_same(act: Act, batch_id: int, qualities: Qualities) -> None:
    """Requires that the list by which the workbook was read is the batch's still."""
    if qualities_of(await act.batch(batch_id)) != qualities:
        zh, en = (
            "批次的各项素质刚刚修改过，请重新上传工作簿",
            "The batch's qualities have just been changed: send the workbook again",
        )
        raise Conflict(zh, en, "input.batchId")


async def _naming(task: Task, form: ImportComprehensiveResults) -> Naming:
    """Returns the names for columns of the colleges whose classes the viewer may import."""
    async with task.database.read() as db:
        own = sheets.of_classes(_importable(task.viewer, form.batch_id))
        college_ids = sorted({row.college_id for row in await sheets.fetch_sheets(db, form.batch_id, own)})
    return await naming_of(task.database, ImportKind.COMPREHENSIVE_RESULTS, college_ids, form.columns)


async def import_comprehensive_results(
    act: Act, sheet: ComprehensiveSheet, form: ImportComprehensiveResults, source: SourceFile
) -> Done:
    """导入: the whole classes that the workbook names, or nothing; `dry_run` stops before anything is stored (R6.2).

    Imports of classes of the same grade wait for each other, because the grade's ranks depend on all its classes.
    """
    batch_id, own = form.batch_id, await importable(act, form.batch_id)
    qualities = qualities_of(await act.batch(batch_id))
    columns = {name: getattr(sheet, name) for name in imports.STAGED}
    await imports.stage(act.db, columns, sheet.known_numbers)
    covered = await imports.covered_classes(act.db, batch_id, own)
    await require_working(act, batch_id, covered)
    locked = await sheets.lock_sheets(act.db, batch_id, ranking.of_same_grades(batch_id, covered))
    mine = [row for row in locked if row.class_id in set(covered)]
    require_not_submitted(mine, "input.file")
    await _require_good_rows(act, sheet, batch_id, own, covered)
    created, replaced = await imports.count_changes(act.db, batch_id)
    counts = {"created": created, "replaced": replaced, "unchanged": sheet.row_count - created - replaced}
    outcome = {**counts, "row_count": sheet.row_count, "problem_count": 0, "problem_groups": []}
    outcome |= {"warnings": notes_to_json(sheet.warnings), **columns_to_json(sheet.columns, sheet.passed_over)}
    if form.dry_run:
        rows = await imports.first_rows(act.db, batch_id, qualities, MOST_SHOWN)
        titles = {column.key: column.header for column in layout(qualities=qualities).columns}
        outcome |= {"preview": row_preview(rows, titles, lambda row: sheet.parts.place(row.row))}
    else:
        await imports.audit_replaced(act.db, act.author, "importComprehensiveResults", batch_id, qualities)
        about = await _about(act, batch_id, mine)
        async with recorded(act, ImportKind.COMPREHENSIVE_RESULTS, source, **about) as doing:
            doing.counts, doing.places = counts, [(row.college_id, row.class_id) for row in mine]
            await imports.store_results(act.db, batch_id, covered, at=act.now, by=act.viewer.account_id)
        await ranking.rank(act.db, batch_id, covered)
        await _record(act, form, source, mine)
        college_ids = sorted({row.college_id for row in mine})
        kind = ImportKind.COMPREHENSIVE_RESULTS
        await learn(act, "importComprehensiveResults", kind, college_ids, form.columns)
    return Done(sheet.row_count, outcome | {"batch_id": str(batch_id), "class_ids": covered})


async def importable(act: Act, batch_id: int) -> list[int]:
    """Lists the classes of the batch whose results the viewer may import."""
    act.viewer.require_any(IMPORT_COMPREHENSIVE)
    await act.batch(batch_id)
    mine = _importable(act.viewer, batch_id)
    if not mine:
        raise NothingToImport("input.batchId")
    return mine


def _importable(viewer: Viewer, batch_id: int) -> list[int]:
    return sorted(class_id for _, class_id in viewer.scope(IMPORT_COMPREHENSIVE).within(batch_id, None).classes)


async def to_import(act: Act, batch_id: int) -> Sequence[tuple[str, str]]:
    """Lists number and name of everybody whose results the viewer may import now, for 下载模板 (R6.1)."""
    own = await importable(act, batch_id)
    await require_working(act, batch_id, own)
    students = await sheets.still_to_import(act.db, batch_id, own)
    if not students:
        raise NothingToImport("input.batchId")
    return [(row.number, row.name) for row in students]


async def require_working(act: Act, batch_id: int, class_ids: Collection[int]) -> None:
    """Requires that each college's phase allows work (R3.3), also where nobody of a class takes part any more.

    Phases are locked before classes, as in an approval.
    """
    rows = await classes(act.db, batch_id, classes_with_ids(sorted(class_ids)))
    if rows:
        await working_in(act, batch_id, {row.college_id for row in rows}, Module.COMPREHENSIVE)


def require_not_submitted(rows: Sequence[Any], path: str) -> None:
    """Requires that no class is submitted, whose results count (R6.4)."""
    submitted = [row.name for row in rows if row.stage >= Stage.SUBMITTED]
    if submitted:
        raise SheetSubmitted(path, classes="、".join(submitted))


async def _require_good_rows(
    act: Act, sheet: ComprehensiveSheet, batch_id: int, own: Sequence[int], covered: Sequence[int]
) -> None:
    """Requires that the workbook holds exactly the participants of its classes, and reports everything wrong (R6.2)."""
    bad = await imports.bad_rows(act.db, batch_id, own, MOST_PROBLEMS)
    missing = await imports.missing_students(act.db, batch_id, covered, MOST_PROBLEMS)
    count = sheet.problem_count + sum(rows[0].total for rows in (bad, missing) if rows)
    if not count:
        return
    unfit = [_to_refusal(row) for row in bad]
    absent = [
        StudentMissing("input.file", column=NUMBER, name=row.name, number=row.number, school_class=row.class_name)
        for row in missing
    ]
    totals = {refusal.code: row.of_reason for refusal, row in zip(unfit, bad, strict=True)}
    if missing:
        totals[StudentMissing.code] = missing[0].total
    raise refused_sheet(sheet, count, unfit, absent, totals)


def _to_refusal(row: Any) -> Refusal:
    number, name = row.student_number, row.student_name
    place = {"path": "input.file", "row": row.row}
    if row.reason == imports.UNKNOWN:
        return UnknownStudent(column=NUMBER, number=number, **place)
    if row.reason == imports.OF_OTHER_CLASS:
        return StudentOfOtherClass(column=NUMBER, number=number, **place)
    if row.reason == imports.NOT_TAKING_PART:
        return StudentNotTakingPart(column=NUMBER, name=row.known_name, number=number, **place)
    return NameMismatch(column=NAME, number=number, name=name, known=row.known_name, **place)


async def _record(act: Act, form: ImportComprehensiveResults, source: SourceFile, rows: Sequence[Any]) -> None:
    """Records one entry for each class without a score, because the college reads it before it may see the results."""
    file = source.audit_values()
    await act.record_each("importComprehensiveResults", (result_entry(row, new=file | _size(row)) for row in rows))


async def _about(act: Act, batch_id: int, rows: Sequence[Any]) -> dict[str, Any]:
    """Returns what the history of imports says of the classes' import."""
    batch = await act.batch(batch_id)
    colleges = sorted({row.college_id for row in rows})
    return {"batch_id": batch_id, "academic_year": batch.academic_year, "college_id": only_college(colleges)}


def _size(row: Any) -> dict[str, Any]:
    return {"students": row.participant_count}


def result_entry(row: Any, *, new: Any, old: Any = None) -> dict[str, Any]:
    """Returns the audit entry for an act on one class's sheet."""
    place = {"batch_id": row.batch_id, "college_id": row.college_id, "class_id": row.class_id}
    return {"subject": row.name, "old": old, "new": new, **place}
