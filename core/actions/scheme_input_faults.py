"""Finds what is wrong with the rows of 导入方案数据: the student, what the scheme knows of an item, a value's range."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.access import COMPUTE_COMPREHENSIVE
from core.actions.workbook_places import refused_sheet
from core.errors import BadWorkbook, Refusal
from core.identifiers import canonical_name
from core.rules.schemes.pricing import Worths, why_unpriced
from core.viewer import Viewer
from core.workbooks.scheme_inputs import CLEAR, FACTS, NAME, NUMBER, InputSheet, value_key
from db.schemes import Category, Column, Scheme
from db.scopes import Scope


def columns_of(scheme: Scheme) -> list[tuple[str, Column]]:
    """Lists the columns that the college imports, with their headings."""
    return [(one.heading or name, one) for name, one in scheme.inputs.items() if isinstance(one, Column)]


def require_good(
    viewer: Viewer,
    sheet: InputSheet,
    worths: Worths,
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[str, Any],
    *,
    place: tuple[int, int],
    items: bool,
) -> None:
    """Requires that every row is of a student of the sender's, and that the scheme knows what it says."""
    mine, unfit = viewer.scope(COMPUTE_COMPREHENSIVE), []
    columns = columns_of(worths.scheme)
    for row in rows:
        person = people.get(row["student_number"])
        if person and not _reaches(mine, place, person.class_id):
            zh, en = "不是您班级的学生：请删除该行", "not of a class of yours: remove the row"
            unfit.append(_bad("STUDENT_OF_OTHER_CLASS", row, NUMBER, zh, en))
            continue
        unfit += _unfit(row, person)
        if person:
            unfit += _unpriced(row, worths) if items else _out_of_range(row, columns)
    if sheet.problem_count or unfit:
        raise refused_sheet(sheet, sheet.problem_count + len(unfit), unfit, [], {})


def _reaches(scope: Scope, place: tuple[int, int], class_id: int) -> bool:
    batch_id, college_id = place
    return bool(scope.school or college_id in scope.colleges or (batch_id, class_id) in scope.classes)


def _unfit(row: Mapping[str, Any], person: Any) -> Iterator[Refusal]:
    """Yields what is wrong with the student of a row."""
    number = row["student_number"]
    if person is None:
        zh = f"本批次、本学院没有学号为“{number}”的学生：请核对学号，或删除该行"
        yield _bad("NOT_FOUND", row, NUMBER, zh, f"the college has no student “{number}” in this batch")
        return
    name = row["student_name"]
    if name != person.name and name != canonical_name(person.name):
        zh = f"姓名与学号“{number}”不符：该学号是“{person.name}”，请核对后改正"
        yield _bad("NAME_MISMATCH", row, NAME, zh, f"“{number}” is “{person.name}”: correct one of them")
    if not person.participating:
        zh = f"学号为“{number}”的学生不参评：请删除该行"
        yield _bad("STUDENT_NOT_TAKING_PART", row, NUMBER, zh, f"“{number}” does not take part: remove the row")


def _unpriced(row: Mapping[str, Any], worths: Worths) -> Iterator[Refusal]:
    if row["item"] == CLEAR:
        return
    item, worth = worths.of(row)
    category = worths.scheme.inputs[row["category"]]
    if worth is None and isinstance(category, Category):
        for one in why_unpriced(category, item):
            yield _bad("UNKNOWN_VALUE", row, FACTS[one.fact], one.zh, one.en)


def _out_of_range(row: Mapping[str, Any], columns: Sequence[tuple[str, Column]]) -> Iterator[Refusal]:
    for label, one in columns:
        given = row.get(value_key(label))
        if given not in (None, CLEAR) and not one.min <= given <= one.max:
            zh = f"“{given}”不在范围内：应为 {one.min} 至 {one.max}"
            yield _bad("OUT_OF_RANGE", row, label, zh, f"“{given}” is not within {one.min} and {one.max}")


def _bad(code: str, row: Mapping[str, Any], column: str, zh: str, en: str) -> Refusal:
    return BadWorkbook(code, zh, en, row["row"], column)
