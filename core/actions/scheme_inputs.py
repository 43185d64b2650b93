"""导入方案数据: the columns and items that a college's scheme is given of its students (R11)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.access import COMPUTE_COMPREHENSIVE
from core.acting import Act
from core.actions.columns import columns_to_json
from core.actions.schemes import place_of_college, scheme_in_force
from core.actions.workbook_places import refused_sheet
from core.errors import BadWorkbook, Conflict, Refusal
from core.identifiers import canonical_name
from core.operations.arguments import SourceFile
from core.rules.schemes.given import Item, worth
from core.rules.windows import require_batch_open
from core.workbooks.notes import notes_to_json
from core.workbooks.scheme_inputs import ITEM, NAME, NUMBER, InputSheet
from db.queries.comprehensive.staleness import mark_classes
from db.queries.participants import changes as participants
from db.queries.schemes import inputs
from db.schemes import Category, Column, Scheme
from db.tables import StaleReason


async def words_of(act: Act, batch_id: int, college_id: int | None, *, items: bool) -> list[str]:
    """Returns the headings, or the categories, that the college's scheme in force knows: what a file may hold."""
    return _words((await _scheme(act, batch_id, college_id))[2], items=items)


def _words(scheme: Scheme, *, items: bool) -> list[str]:
    kind = Category if items else Column
    return [heading(name, one) for name, one in scheme.inputs.items() if isinstance(one, kind)]


def heading(name: str, source: Any) -> str:
    return (source.heading if isinstance(source, Column) else None) or name


async def import_scheme_inputs(
    act: Act,
    place: tuple[int, int | None],
    sheet: InputSheet,
    source: SourceFile,
    words: Sequence[str],
    *,
    items: bool,
    dry_run: bool,
) -> dict[str, Any]:
    """Runs 导入方案数据, all or nothing: a value replaces the one of before; the items of a category replace all items
    of it in the classes of the file's students.

    Args:
        words: the `words_of` by which the file was read.

    Raises:
        Conflict: another version of the scheme, with other words, was saved meanwhile.
    """
    batch, college_id, scheme = await _scheme(act, *place)
    require_batch_open(batch.status)
    if _words(scheme, items=items) != list(words):
        zh, en = "评分方案刚刚被修改：请重新导入", "The scheme has just been changed: import the file again"
        raise Conflict(zh, en, "input.file")
    numbers = sorted(set(sheet.columns_of.get("student_number", [])))
    people = await inputs.people(act.db, batch.id, college_id, numbers)
    mine = act.viewer.scope(COMPUTE_COMPREHENSIVE)
    rows = list(_rows(sheet))
    unfit = []
    for row in rows:
        person = people.get(row["student_number"])
        if person and not _reaches(mine, batch.id, college_id, person.class_id):
            unfit.append(_of_other_class(row))
        else:
            unfit += _unfit(row, person, scheme, items=items)
    if sheet.problem_count or unfit:
        raise refused_sheet(sheet, sheet.problem_count + len(unfit), unfit, [], {})
    outcome = {
        "row_count": sheet.row_count,
        "problem_count": 0,
        "problem_groups": [],
        "warnings": notes_to_json(sheet.warnings),
        **columns_to_json(sheet.columns, sheet.passed_over),
    }
    if not dry_run:
        store = _store_items if items else _store_values
        found = [(people[row["student_number"]], row) for row in rows]
        class_ids = sorted({person.class_id for person, _ in found})
        await participants.lock_classes(act.db, batch.id, class_ids)
        counts = await store(act, batch.id, scheme, found)
        if counts.get("changed", 1):
            await mark_classes(act.db, StaleReason.INPUTS, batch.id, class_ids)
        new = {**source.audit_values(), **counts}
        await act.record("importSchemeInputs", source.name, new=new, batch_id=batch.id, college_id=college_id)
    return outcome


def _of_other_class(row: Mapping[str, Any]) -> Refusal:
    zh, en = "不是您班级的学生：请删除该行", "not of a class of yours: remove the row"
    return _bad("STUDENT_OF_OTHER_CLASS", row, NUMBER, zh, en)


def _reaches(scope: Any, batch_id: int, college_id: int, class_id: int) -> bool:
    return bool(scope.school or college_id in scope.colleges or (batch_id, class_id) in scope.classes)


async def _scheme(act: Act, batch_id: int, college_id: int | None) -> tuple[Any, int, Scheme]:
    act.viewer.require_any(COMPUTE_COMPREHENSIVE)
    batch = await act.batch(batch_id)
    chosen = await place_of_college(act, COMPUTE_COMPREHENSIVE, batch_id, college_id)
    return batch, chosen, (await scheme_in_force(act, batch, chosen))[1]


def _rows(sheet: InputSheet) -> Iterator[dict[str, Any]]:
    keys = list(sheet.columns_of)
    for number, *values in zip(sheet.row, *sheet.columns_of.values(), strict=True):
        yield {"row": number, **dict(zip(keys, values, strict=True))}


def _unfit(row: Mapping[str, Any], person: Any, scheme: Scheme, *, items: bool) -> Iterator[Refusal]:
    """Yields what is wrong with a row."""
    number = row["student_number"]
    if person is None:
        zh = f"本批次、本学院没有学号为“{number}”的学生：请核对学号，或删除该行"
        yield _bad("NOT_FOUND", row, NUMBER, zh, f"the college has no student “{number}” in this batch")
        return
    if canonical_name(person.name) != row["student_name"]:
        zh = f"姓名与学号“{number}”不符：该学号是“{person.name}”，请核对后改正"
        yield _bad("NAME_MISMATCH", row, NAME, zh, f"“{number}” is “{person.name}”: correct one of them")
    if not person.participating:
        zh = f"学号为“{number}”的学生不参评：请删除该行"
        yield _bad("STUDENT_NOT_TAKING_PART", row, NUMBER, zh, f"“{number}” does not take part: remove the row")
    if items:
        if worth(scheme.inputs[row["category"]], _item(row)) is None:  # type: ignore[arg-type]  # categories alone
            zh = "方案没有规定这样的项目值多少分：请核对级别、奖项、角色、数量或分值"
            yield _bad("UNKNOWN_VALUE", row, ITEM, zh, "the scheme does not say what such an item is worth")
        return
    for place, (label, one) in enumerate(_columns(scheme)):
        given = row.get(f"value_{place}")
        if given is not None and not one.min <= given <= one.max:
            zh = f"“{given}”不在范围内：应为 {one.min} 至 {one.max}"
            yield _bad("OUT_OF_RANGE", row, label, zh, f"“{given}” is not within {one.min} and {one.max}")


def _columns(scheme: Scheme) -> list[tuple[str, Column]]:
    """Lists the headings in the order of the layout's columns."""
    return [(heading(name, one), one) for name, one in scheme.inputs.items() if isinstance(one, Column)]


def _item(row: Mapping[str, Any]) -> Item:
    facts: dict[str, Any] = {name: row.get(name) or "" for name in ("level", "award", "role", "kind")}
    return Item(row["category"], row["item"], **facts, amount=row.get("amount"), points=row.get("points"))


async def _store_values(
    act: Act, batch_id: int, scheme: Scheme, rows: Sequence[tuple[Any, Mapping[str, Any]]]
) -> dict[str, int]:
    columns = _columns(scheme)
    values = [
        (person.id, label, row[f"value_{place}"])
        for person, row in rows
        for place, (label, _) in enumerate(columns)
        if row.get(f"value_{place}") is not None
    ]
    return {"values": len(values), "changed": await inputs.store_values(act.db, batch_id, values)}


async def _store_items(
    act: Act, batch_id: int, scheme: Scheme, rows: Sequence[tuple[Any, Mapping[str, Any]]]
) -> dict[str, int]:
    places = sorted({(person.class_id, row["category"]) for person, row in rows})
    stored = [{"student_id": person.id, **{name: row.get(name) for name in inputs.FACTS}} for person, row in rows]
    gone = await inputs.replace_items(act.db, batch_id, places, stored)
    return {"items": len(stored), "removed": gone}


def _bad(code: str, row: Mapping[str, Any], column: str, zh: str, en: str) -> Refusal:
    return BadWorkbook(code, zh, en, row["row"], column)
