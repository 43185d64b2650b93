"""Does what people do in Excel between a download and an upload (1.1.3.4, 1.1.4.1); the walk through the year runs it.

    python -m tests.web.excel <written> scores <template> <rows.json>
    python -m tests.web.excel <written> staff <template> <class> <staff number>
    python -m tests.web.excel <written> results <template> <academic results> <rating results>
    python -m tests.web.excel <written> values <template>
    python -m tests.web.excel <written> items <template> <template of values>

`spoiled` at the end leaves the faults in that people make.
"""

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cli.university import comprehensive
from cli.university.achievements import CATEGORIES, TEST, items_of, values_of
from cli.university.comprehensive import Earned
from core.workbooks.scheme_inputs import item_layout


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(one.value).rstrip(" *"): one.column for one in sheet[1] if one.value}


def column(file: str, title: str) -> dict[str, Decimal | None]:
    """Returns a column of an exported list, by student number."""
    sheet = load_workbook(file).worksheets[0]
    number, wanted = (heads(sheet)[one] - 1 for one in ("学号", title))
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return {str(row[number]): _decimal(row[wanted]) for row in rows if row[number]}


def _decimal(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) else None


def named(sheet: Worksheet) -> list[tuple[str, str]]:
    """Returns number and name of everybody whom a template names."""
    return [(str(row[0]), str(row[1])) for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]


def scores(sheet: Worksheet, rows: str, *, spoiled: bool) -> None:
    """The rows of the academic office, under the template's heads."""
    for row in json.loads(Path(rows).read_text("utf-8")):
        sheet.append(row)
    if spoiled:
        at = heads(sheet)
        sheet.cell(2, at["成绩"]).value = 101
        sheet.cell(3, at["学号"]).value = "209900000"
        sheet.cell(4, at["姓名"]).value = "某某"
        sheet.cell(5, at["学分"]).value = None


def results(sheet: Worksheet, academic: str, rating: str, *, spoiled: bool) -> None:
    """Everybody whom the template names, worked out from the two exports."""
    earned, rated = column(academic, "学业成绩"), column(rating, "评分成绩")
    worked = comprehensive.of_class(
        1, [Earned(one, name, earned.get(one), rated.get(one)) for one, name in named(sheet)], 4
    )
    for place, row in enumerate(worked, start=2):
        for at, value in enumerate(row, start=1):
            sheet.cell(place, at).value = value
    if spoiled:
        sheet.cell(2, 3).value = "很好"
        sheet.cell(3, 4).value = "特优"
        sheet.delete_rows(4)


def values(sheet: Worksheet, *, spoiled: bool) -> None:
    """The physical test of everybody whom the template names."""
    at = heads(sheet)[TEST]
    for place, (*_, value) in enumerate(values_of(named(sheet)), start=2):
        sheet.cell(place, at).value = value


def items(sheet: Worksheet, people: str, *, spoiled: bool) -> None:
    """The items that everybody in the other template has; the facts that nothing counts are left out."""
    at = heads(sheet)
    headings = [one.header for one in item_layout(CATEGORIES).columns]
    for place, row in enumerate(items_of(named(load_workbook(people).worksheets[0])), start=2):
        for heading, cell in zip(headings, row, strict=True):
            if heading in at:
                sheet.cell(place, at[heading]).value = cell
    if spoiled:
        sheet.cell(2, at["类别"]).value = "学科竞赛"
        sheet.cell(2, at["级别"]).value = "世界级"


def staff(sheet: Worksheet, school_class: str, number: str, *, spoiled: bool) -> None:
    """Another person for one class; the name is left to the number."""
    at = heads(sheet)
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, at["班级"]).value == school_class:
            sheet.cell(row, at["工号"]).value, sheet.cell(row, at["姓名"]).value = number, None


FILLED: dict[str, Callable[..., None]] = {
    "scores": scores,
    "staff": staff,
    "results": results,
    "values": values,
    "items": items,
}


def main(written: str, what: str, template: str, *given: str) -> None:
    book = load_workbook(template)
    FILLED[what](book.worksheets[0], *(one for one in given if one != "spoiled"), spoiled="spoiled" in given)
    book.save(written)


if __name__ == "__main__":
    main(*sys.argv[1:])
