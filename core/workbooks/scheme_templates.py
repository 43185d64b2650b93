"""The templates of a scheme's inputs are made from the scheme in force (R11.3)."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks.scheme_inputs import CATEGORY, FACTS, item_layout, value_key, value_layout
from core.workbooks.templates import GENERAL, fields_of
from core.workbooks.writing import Field, Page, write_pages

FILLED = 2_000
"""Excel offers the words in so many rows of a template of items."""
_VALUES = (
    "方案数据导入模板（每名学生一行）",
    *GENERAL,
    "学号和姓名已填好；不需要导入的学生可以删去。空白的单元格不改动已有的值。",
)
_ITEMS = (
    "方案数据导入模板（每个项目一行）",
    *GENERAL,
    "每行一名学生的一个项目。再次导入时，文件中出现的班级，该类别的项目整体替换为文件中的项目。",
    "同类：同一类的项目只取最高的几项时，填相同的字；不填则同名的项目为同类。",
)


class Bounds(NamedTuple):
    """Says within what the values of a column lie."""

    heading: str
    min: Decimal
    max: Decimal


class Words(NamedTuple):
    """Lists the words that a column of items may hold; `only`: there is no category for which it may hold another."""

    key: str
    words: Sequence[str]
    only: bool


def value_template(students: Sequence[tuple[str, str]], columns: Sequence[Bounds], notes: Sequence[str]) -> bytes:
    """Returns a template with a row for each student and a column for each value, within its bounds."""
    fields = fields_of(value_layout([one.heading for one in columns]))
    rows = ((*student, *(None,) * len(columns)) for student in students)
    at = {field.key: get_column_letter(number) for number, field in enumerate(fields, 1)}
    last = len(students) + 1
    checks = [_within(one, f"{at[value_key(one.heading)]}2:{at[value_key(one.heading)]}{last}") for one in columns]
    buffer = BytesIO()
    page = Page("方案数据", fields, rows, frozen=2, checks=checks if students else ())
    write_pages(buffer, [page], notes=(*_VALUES, *notes))
    return buffer.getvalue()


def item_template(facts: Sequence[str], words: Sequence[Words], notes: Sequence[str]) -> bytes:
    """Returns an empty template with the columns that the scheme asks for, and its words to choose from.

    Args:
        facts: the keys of the columns beside those of every item.
    """
    wanted = {"student_number", "student_name", "category", "item", "kind", *facts}
    fields = [field for field in fields_of(item_layout([])) if field.key in wanted]
    at = {field.key: get_column_letter(number) for number, field in enumerate(fields, 1)}
    checks = [_listed(one, f"{at[one.key]}2:{at[one.key]}{FILLED + 1}") for one in words]
    options = [
        Page(_title(one), [Field(one.key, _title(one))], ([word] for word in one.words), hidden=True, named=_name(one))
        for one in words
    ]
    buffer = BytesIO()
    write_pages(buffer, [Page("方案项目", fields, frozen=2, checks=checks), *options], notes=(*_ITEMS, *notes))
    return buffer.getvalue()


def _within(one: Bounds, cells: str) -> DataValidation:
    low, high = str(one.min), str(one.max)
    check = DataValidation("decimal", formula1=low, formula2=high, operator="between", allow_blank=True)
    check.errorTitle, check.error = f"{one.heading}有误", f"请填写 {low} 至 {high} 的数字"
    return _shown(check, cells)


def _listed(one: Words, cells: str) -> DataValidation:
    """Offers the words; where another one may be right, Excel asks instead of refusing it."""
    check = DataValidation("list", formula1=_name(one), allow_blank=True)
    check.errorStyle = "stop" if one.only else "warning"
    check.errorTitle, check.error = "请核对", f"{_heading(one)}不在方案之列：请从下拉列表中选择"
    return _shown(check, cells)


def _shown(check: DataValidation, cells: str) -> DataValidation:
    check.showErrorMessage, check.sqref = True, MultiCellRange(cells)
    return check


def _heading(one: Words) -> str:
    return FACTS.get(one.key, CATEGORY)


def _title(one: Words) -> str:
    return f"可选{_heading(one)}"


def _name(one: Words) -> str:
    return f"options_{one.key}"
