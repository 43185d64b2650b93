"""导入方案数据: the columns and items that a college's scheme is given of its students (R11.3)."""

from asyncio import to_thread
from collections.abc import Sequence
from typing import Any

from core.access import COMPUTE_COMPREHENSIVE, SEE_BATCHES
from core.acting import Act
from core.actions.columns import columns_to_json, learn, naming_of, require_known
from core.actions.corrections import correctable, marking
from core.actions.import_records import recorded
from core.actions.import_reports import MOST_SHOWN
from core.actions.row_previews import row_preview
from core.actions.scheme_input_changes import Changes, item_changes, value_changes
from core.actions.scheme_input_faults import columns_of, require_good
from core.actions.schemes import place_of_college, scheme_in_force
from core.errors import Conflict, ItemsWouldGo, NotFound, Refusals
from core.operations.arguments import ImportSchemeInputs, SourceFile
from core.operations.kinds import Done, Task, Writing
from core.operations.stages import Stage
from core.rules.schemes.doubts import doubts
from core.rules.schemes.pricing import Worths
from core.rules.schemes.spelling import Spelling
from core.rules.windows import require_batch_open
from core.workbooks.layout import Layout
from core.workbooks.notes import Note, notes_to_json
from core.workbooks.scheme_inputs import InputSheet, layout, read_inputs, value_key
from db.queries.batches import batches
from db.queries.comprehensive.staleness import mark_classes
from db.queries.participants import changes as participants
from db.queries.schemes import importing
from db.schemes import Category, Scheme
from db.tables import ImportKind, StaleReason

MOST_NAMED = 10
"""So many students are named whose items would go."""
KINDS = {False: ImportKind.SCHEME_VALUES, True: ImportKind.SCHEME_ITEMS}
"""The kind of an import of values, and of one of items."""


async def import_workbook(task: Task) -> Writing:
    """Reads the workbook by the words of the scheme in force, before the transaction begins."""
    task.tell(Stage.READING)
    form: ImportSchemeInputs = task.arguments
    college_id, words = await _known(task, form)
    columns = layout(words, items=form.items)
    require_known(form.columns, [columns])
    naming = await naming_of(task.database, KINDS[form.items], [college_id], form.columns)
    most = task.settings.workbook_max_rows
    sheet = await task.workbooks.run(read_inputs, task.source.content, words, most, naming, items=form.items)
    task.tell(Stage.STORING, total=sheet.row_count)

    async def writing(act: Act) -> Done:
        try:
            return await import_scheme_inputs(act, sheet, form, task.source, words)
        except Refusals as found:
            found.details["known_columns"] = _columns_to_json(columns)
            how = marking(task, columns, naming)
            raise correctable(found, task.source.name or "方案数据", task.language, how) from None

    return writing


async def _known(task: Task, form: ImportSchemeInputs) -> tuple[int, list[str]]:
    """Returns the college, and what its scheme in force knows: headings, or categories."""
    task.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await batches.one_batch(task.database, task.viewer.scope(SEE_BATCHES), form.batch_id)
    if batch is None:
        raise NotFound("batch", "input.batchId")
    async with task.reading() as act:
        college_id = await place_of_college(act, COMPUTE_COMPREHENSIVE, batch.id, form.college_id)
        _, scheme = await scheme_in_force(act, batch, college_id)
    return college_id, words_of(scheme, items=form.items)


def words_of(scheme: Scheme, *, items: bool) -> list[str]:
    """Lists the headings, or the categories, that a file may hold."""
    if items:
        return [name for name, one in scheme.inputs.items() if isinstance(one, Category)]
    return list(dict.fromkeys(heading for heading, _ in columns_of(scheme)))


async def import_scheme_inputs(
    act: Act, sheet: InputSheet, form: ImportSchemeInputs, source: SourceFile, words: Sequence[str]
) -> Done:
    """Runs 导入方案数据, all or nothing: a value replaces the one of before; the items of a category replace all items
    of it in the classes of the file's students.

    Args:
        words: the `words_of` by which the file was read.

    Raises:
        Conflict: another version of the scheme, with other words, was saved meanwhile.
        Refusals: every row at fault, with row, column and reason.
    """
    batch, college_id, scheme = await place(act, form.batch_id, form.college_id)
    if words_of(scheme, items=form.items) != list(words):
        zh, en = "评分方案刚刚被修改：请重新导入", "The scheme has just been changed: import the file again"
        raise Conflict(zh, en, "input.file")
    numbers = sorted(set(sheet.columns_of.get("student_number", [])))
    people = await importing.people(act.db, batch.id, college_id, numbers)
    worths, here = Worths(scheme), (batch.id, college_id)
    rows = await to_thread(_rows, sheet, Spelling(scheme))
    await to_thread(require_good, act.viewer, sheet, worths, rows, people, place=here, items=form.items)
    found = [(people[row["student_number"]], row) for row in rows]
    await participants.lock_classes(act.db, batch.id, sorted({person.class_id for person, _ in found}))
    keys = {heading: value_key(heading) for heading in words}
    changes: Changes = (
        await item_changes(act.db, batch.id, college_id, found)
        if form.items
        else await value_changes(act.db, batch.id, keys, found)
    )
    columns = layout(words, items=form.items)
    doubted = await to_thread(doubts, rows, worths) if form.items else []
    outcome = _outcome(sheet, changes, columns, doubted)
    if form.dry_run:
        titles = {word: word for word in words}
        preview = row_preview(changes.first(MOST_SHOWN), titles, lambda one: _place(sheet, one.row))
        return Done(sheet.row_count, outcome | {"preview": preview})
    _require_kept(changes, form)
    await _store(act, changes, form, source, batch, college_id)
    return Done(sheet.row_count, outcome)


async def place(act: Act, batch_id: int, college_id: int | None) -> tuple[Any, int, Scheme]:
    """Returns the batch, which is open, the college that is meant, and its scheme in force."""
    act.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await act.batch(batch_id)
    chosen = await place_of_college(act, COMPUTE_COMPREHENSIVE, batch_id, college_id)
    _, scheme = await scheme_in_force(act, batch, chosen)
    require_batch_open(batch.status)
    return batch, chosen, scheme


def _require_kept(changes: Changes, form: ImportSchemeInputs) -> None:
    """Requires that no item goes, unless the sender has said that it may: a list may be a part of what is stored."""
    gone = [one for one in changes.changed if changes.removed_of(one)]
    if gone and form.items and not form.removes:
        names = "、".join(f"{one.person.name}（{one.person.number}）" for one in gone[:MOST_NAMED])
        more = f" 等 {len(gone)} 名" if len(gone) > MOST_NAMED else ""
        raise ItemsWouldGo("input.removes", count=changes.removed, students=names + more)


def _rows(sheet: InputSheet, spelling: Spelling) -> list[dict[str, Any]]:
    """Returns the rows; the words of an item are spelt as the scheme spells them."""
    keys = list(sheet.columns_of)
    found = (dict(zip(keys, values, strict=True)) for values in zip(*sheet.columns_of.values(), strict=True))
    spelt = (spelling.of(one["category"], one) if "category" in one else one for one in found)
    return [{"row": number, **one} for number, one in zip(sheet.row, spelt, strict=True)]


def _place(sheet: InputSheet, row: int | None) -> tuple[str | None, int | None]:
    return (None, None) if row is None else sheet.parts.place(row)


def _outcome(sheet: InputSheet, changes: Changes, columns: Layout, doubted: Sequence[Note]) -> dict[str, Any]:
    return {
        **changes.counts,
        "removed": changes.removed,
        "row_count": sheet.row_count,
        "problem_count": 0,
        "problem_groups": [],
        "warnings": notes_to_json([*sheet.warnings, *doubted]),
        **columns_to_json(sheet.columns, sheet.passed_over),
        "known_columns": _columns_to_json(columns),
    }


def _columns_to_json(columns: Layout) -> list[dict[str, Any]]:
    """Returns the columns that the scheme has, whether the file has them or not."""
    return [{"key": one.key.upper(), "title": one.header, "required": one.required} for one in columns.columns]


async def _store(
    act: Act, changes: Changes, form: ImportSchemeInputs, source: SourceFile, batch: Any, college_id: int
) -> None:
    """Stores what changes, with the record of it and its entries in the log."""
    action, kind = "importSchemeInputs", KINDS[form.items]
    about = {"college_id": college_id, "batch_id": batch.id, "academic_year": batch.academic_year}
    async with recorded(act, kind, source, **about) as doing:
        doing.counts, doing.places = changes.counts, [(college_id, class_id) for class_id in changes.class_ids]
        await changes.store(act.db)
    await mark_classes(act.db, StaleReason.INPUTS, batch.id, changes.class_ids)
    new = {**source.audit_values(), "kind": kind.value, **changes.counts}
    await act.record(action, source.name, new=new, batch_id=batch.id, college_id=college_id)
    await act.record_each(action, changes.entries(batch.id))
    await learn(act, action, kind, [college_id], form.columns)
