"""导入辅导员、班主任: a workbook names the staff of a batch's classes, of each class all of them (R2.6, R2.7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from core.access import MANAGE_COLLEGE_BATCH
from core.acting import Act
from core.actions.columns import columns_to_json
from core.actions.import_records import only_college, recorded
from core.actions.import_reports import MOST_SHOWN
from core.actions.participants import class_entry, list_people, may_be_assigned, not_assignable, sees_staff
from core.actions.row_previews import row_preview
from core.actions.workbook_places import refused_sheet
from core.errors import BadWorkbook, Refusal
from core.identifiers import canonical_name, half_width
from core.operations.arguments import SourceFile
from core.rules.windows import require_batch_open
from core.workbooks.assigned_staff import (
    CLASS_CODE,
    CLASS_NAME,
    STAFF_NAME,
    STAFF_NUMBER,
    WORDS,
    AssignedRow,
    AssignedSheet,
)
from core.workbooks.notes import notes_to_json
from db.queries.participants import assigning, changes, participants
from db.tables import ImportKind


async def import_assigned_staff(
    act: Act, kind: str, batch_id: int, sheet: AssignedSheet, source: SourceFile, *, dry_run: bool
) -> dict[str, Any]:
    """Runs 导入辅导员 or 导入班主任, all or nothing: who stands in the rows of a class becomes its whole list; a class
    without a row keeps its people.

    Args:
        kind: "counsellors" or "headTeachers".

    Raises:
        Refusals: every row at fault, with row, column and reason.
    """
    classes, batch = await _classes(act, batch_id)
    numbers = sorted({row.staff_number for row in sheet.rows if row.staff_number})
    people = {one.number: one for one in await assigning.staff_by_number(act.db, numbers) if sees_staff(act, one)}
    found = _Found(_Places(classes), people, sheet)
    unfit = [one for row in sheet.rows for one in found.take(row)]
    if sheet.problem_count or unfit:
        raise refused_sheet(sheet, sheet.problem_count + len(unfit), unfit, [], {})
    require_batch_open(batch.status)
    to, class_ids = assigning.ASSIGNED[kind], sorted(found.lists)
    locked = await changes.lock_classes(act.db, batch_id, class_ids)
    before: dict[int, list[Any]] = {class_id: [] for class_id in class_ids}
    for one in await assigning.fetch_assigned(act.db, to, batch_id, class_ids):
        before[one.class_id].append(one)
    told = [_told(found, one, before[one.class_id]) for one in classes if one.class_id in found.lists]
    changed = {one.class_id for one in told if one.kind != "unchanged"}
    outcome = {
        "row_count": sheet.row_count,
        "warnings": notes_to_json(sheet.warnings),
        **columns_to_json(sheet.columns, sheet.passed_over),
        **{name: sum(one.kind == name for one in told) for name in ("created", "replaced", "unchanged")},
    }
    if dry_run:
        shown = [one for name in _KINDS for one in [row for row in told if row.kind == name][:MOST_SHOWN]]
        return outcome | {"preview": row_preview(shown, {"staff": WORDS[kind]}, lambda one: sheet.parts.place(one.row))}
    pairs = [(class_id, one.id) for class_id in sorted(changed) for one in found.lists[class_id].values()]
    places = [(one.college_id, one.class_id) for one in locked if one.class_id in changed]
    about = {"batch_id": batch_id, "college_id": only_college(sorted({college_id for college_id, _ in places}))}
    async with recorded(act, ImportKind.ASSIGNED_STAFF, source, **about) as doing:
        doing.counts, doing.places = {name: outcome[name] for name in _KINDS}, places
        await assigning.replace_assigned(act.db, to, batch_id, sorted(changed), pairs)
    entries = (
        class_entry(
            row,
            old={kind: list_people(before[row.class_id])},
            new={kind: list_people(found.lists[row.class_id].values()), **source.audit_values()},
        )
        for row in locked
        if row.class_id in changed
    )
    await act.record_each("importAssignedStaff", entries)
    return outcome | {"batch_classes": await participants.read_classes(act.db, batch_id, sorted(changed))}


async def to_assign(act: Act, kind: str, batch_id: int) -> tuple[str, Sequence[tuple[str | None, ...]]]:
    """Returns the batch's name and the rows of the template: each class of the viewer with its present staff."""
    classes, batch = await _classes(act, batch_id)
    require_batch_open(batch.status)
    by_class: dict[int, list[Any]] = {one.class_id: [] for one in classes}
    for one in await assigning.fetch_assigned(act.db, assigning.ASSIGNED[kind], batch_id, list(by_class)):
        by_class[one.class_id].append(one)
    nobody = SimpleNamespace(number=None, name=None)
    return batch.name, [
        (one.code, one.name, person.number, person.name)
        for one in classes
        for person in by_class[one.class_id] or [nobody]
    ]


async def _classes(act: Act, batch_id: int) -> tuple[Sequence[Any], Any]:
    """Returns the classes of a batch whose staff the viewer sets, and the batch."""
    act.viewer.require_any(MANAGE_COLLEGE_BATCH)
    batch = await act.batch(batch_id)
    return await assigning.classes_within(act.db, batch_id, act.viewer.scope(MANAGE_COLLEGE_BATCH)), batch


_KINDS = ("created", "replaced", "unchanged")


def _told(found: "_Found", klass: Any, before: Sequence[Any]) -> Any:
    """Returns a class as a preview shows it: its staff before and after."""
    after = found.lists[klass.class_id].values()
    old, new = list_people(before), list_people(after)
    kind = "created" if not old else "unchanged" if old == new else "replaced"
    values = {"old": {"staff": old}, "new": {"staff": new}}
    return SimpleNamespace(
        kind=kind,
        row=found.first[klass.class_id],
        class_id=klass.class_id,
        number=klass.code,
        name=klass.name,
        **values,
    )


class _Places:
    """Finds the classes by code, and by a name that only one of them has."""

    def __init__(self, classes: Sequence[Any]) -> None:
        self.by_code = {one.code: one for one in classes}
        self.by_name: dict[str, list[Any]] = {}
        for one in classes:
            self.by_name.setdefault(_compared(one.name), []).append(one)

    def find(self, row: AssignedRow) -> Any:
        """Returns the row's class, or the refusal that says why there is none."""
        named = self.by_name.get(_compared(row.class_name or ""), [])
        if not row.class_code:
            return named[0] if len(named) == 1 else self._unclear(row, named)
        coded = self.by_code.get(row.class_code)
        if coded is None:
            return _bad("NOT_FOUND", row, CLASS_CODE, *_unknown(row.class_code))
        if named and coded not in named:
            zh = f"班级代码“{row.class_code}”是“{coded.name}”，不是“{row.class_name}”：请核对后改正其中一个"
            en = f"the code “{row.class_code}” is “{coded.name}”, not “{row.class_name}”: correct one of them"
            return _bad("CONFLICT", row, CLASS_NAME, zh, en)
        return coded

    def _unclear(self, row: AssignedRow, named: Sequence[Any]) -> Refusal:
        if not named:
            return _bad("NOT_FOUND", row, CLASS_NAME, *_unknown(row.class_name or ""))
        codes = "、".join(one.code for one in named)
        zh = f"有 {len(named)} 个班级叫“{row.class_name}”：请填写班级代码（{codes}）"
        en = f"{len(named)} classes are called “{row.class_name}”: enter the code of the class ({codes})"
        return _bad("CONFLICT", row, CLASS_NAME, zh, en)


@dataclass(slots=True)
class _Found:
    """Gathers the staff of each class by id, row by row."""

    places: _Places
    people: Mapping[str, Any]
    sheet: AssignedSheet
    lists: dict[int, dict[int, Any]] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    """The first row of each class."""
    seen: dict[tuple[int, int], int] = field(default_factory=dict)

    def take(self, row: AssignedRow) -> Iterator[Refusal]:
        """Adds a row, or yields what is wrong with it."""
        klass, person = self.places.find(row), self.people.get(row.staff_number or "")
        if isinstance(klass, Refusal):
            yield klass
        if person is None:
            zh = f"没有工号为“{row.staff_number}”的教职工，或不在您的学院：请核对工号；新入职的请先导入名册"
            en = f"no member of your staff has the number “{row.staff_number}”: check it, or import the roster first"
            yield _bad("NOT_FOUND", row, STAFF_NUMBER, zh, en)
            return
        if row.staff_name and canonical_name(person.name) != row.staff_name:
            zh = f"姓名“{row.staff_name}”与工号“{row.staff_number}”不符：该工号是“{person.name}”，请核对后改正"
            en = f"“{row.staff_name}” is not the name of “{row.staff_number}”, who is “{person.name}”: correct one"
            yield _bad("NAME_MISMATCH", row, STAFF_NAME, zh, en)
        if isinstance(klass, Refusal):
            return
        if not may_be_assigned(person, {klass.college_id}):
            zh, en = not_assignable(person)
            yield _bad("INVALID", row, STAFF_NUMBER, f"{zh}：请改填他人，或删除该行", f"{en}: name another person")
        first = self.seen.setdefault((klass.class_id, person.id), row.row)
        if first != row.row:
            zh, en = self.sheet.parts.words(first)
            zh, en = f"与{zh}重复：请只保留一行", f"the same as {en}: keep only one of them"
            yield _bad("DUPLICATE", row, STAFF_NUMBER, zh, en)
        self.lists.setdefault(klass.class_id, {})[person.id] = person
        self.first.setdefault(klass.class_id, row.row)


def _compared(name: str) -> str:
    return half_width(name).replace(" ", "").casefold()


def _unknown(what: str) -> tuple[str, str]:
    zh = f"“{what}”不是本批次中您可设置的班级：请核对；不属于本学院或未参评本批次的，请删除该行"
    en = f"“{what}” is no class of the batch whose staff you may set: check it, or remove the row"
    return zh, en


def _bad(code: str, row: AssignedRow, column: str, zh: str, en: str) -> Refusal:
    return BadWorkbook(code, zh, en, row.row, column)
