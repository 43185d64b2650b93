"""A cell holds one plain value or says what is wrong with it: identifiers survive Excel, decimals are exact, and
nothing is rounded silently (R4.2). `converters` turns it into what a column needs.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from core.identifiers import (
    half_width,
    plain_dashes,
    visible,
)
from core.workbooks.problems import ProblemCode

Cell = int | float | str | bool | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Bad:
    code: ProblemCode
    zh: str
    en: str


Text = str | Bad | None
Number = Decimal | Bad | None

EXACT_BELOW = 10**15
"""The limit of Excel's 15 digits: a longer number typed as a number has already lost its last digits."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LEADING = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ERRORS = {"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"}


def shown(cell: Cell) -> str:
    """Quotes the cell for a message: short, on one line, a whole number without “.0”."""
    if type(cell) is float and cell.is_integer() and abs(cell) < EXACT_BELOW:
        return str(int(cell))
    words = visible(str(cell))
    return words if len(words) <= 40 else words[:39] + "…"


def exact(cell: Cell) -> Number:
    if type(cell) is str:
        digits = plain_dashes(half_width(cell))
        if not digits:
            return None
        if len(digits) > 40 or not _DECIMAL.fullmatch(digits):
            return _not_a_number(cell)
        return Decimal(digits)
    if type(cell) is int:
        return Decimal(cell)
    if type(cell) is float:
        return as_excel_shows(cell) if math.isfinite(cell) else _not_a_number(cell)
    return None if cell is None else wrong_type(cell)


def as_excel_shows(value: float) -> Decimal:
    """Rounds to Excel's own 15 digits: a formula's 91.33999999999999 looks like 91.34 to everybody."""
    return Decimal(format(value, ".15g"))


def plain(number: Decimal) -> Decimal:
    """Removes surplus zeros and exponents: 91.50 is 91.5, 1E+2 is 100, -0 is 0."""
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Decimal(digits) if number else Decimal(0)


def whole(cell: Cell) -> Text:
    """Converts a numeric cell in a text column: Excel's 20190001.0 becomes "20190001"."""
    if cell is None:
        return None
    if type(cell) is float or type(cell) is int:
        if not abs(cell) < EXACT_BELOW:
            return damaged(shown(cell))
        if cell == int(cell) and cell >= 0:
            return str(int(cell))
        value = shown(cell)
        zh = f"“{value}”不是编号：请将该列设为文本格式后填写完整的编号"
        en = f"“{value}” is a number, not an identifier: set the column to text and enter the whole identifier"
        return Bad(ProblemCode.WRONG_TYPE, zh, en)
    return wrong_type(cell)


def bounded(value: str, most: int) -> Text:
    if len(value) > most:
        return Bad(ProblemCode.TOO_LONG, f"超过 {most} 个字符：请缩短", f"longer than {most} characters: shorten it")
    if value.startswith("#") and value in _ERRORS:
        return error_cell(value)
    return value or None


def error_cell(value: str = "") -> Bad:
    """Reports a failed formula. The parser returns a blank cell for it, so `reading` finds it separately."""
    quoted = f" {value}" if value else ""
    zh = f"单元格为公式错误{quoted}：请改正公式，或直接填写内容"
    en = f"the cell holds a formula error{quoted}: correct the formula, or enter the value itself"
    return Bad(ProblemCode.ERROR_CELL, zh, en)


def missing_value(header: str, *, row_may_go: bool) -> Bad:
    """Reports a blank cell that must be filled, or whose row may as well be left out."""
    zh, en = f"缺少{header}：请补填", f"“{header}” is missing: enter it"
    if row_may_go:
        zh, en = f"{zh}，或删除该行", f"{en} or remove the row"
    return Bad(ProblemCode.MISSING_VALUE, zh, en)


def no_value_yet() -> Bad:
    """Reports a formula that no program has computed yet, as in files made by scripts."""
    return Bad(
        ProblemCode.NO_VALUE_YET,
        "公式尚无计算结果：请用 Excel 或 WPS 打开并保存后再上传",
        "the formula has no value yet: open the workbook in Excel or WPS, save it and try again",
    )


def as_shown(cell: Cell, words: str, *, is_text: bool) -> Cell | Bad:
    """Decides what a number means whose format shows it differently.

    A code is what people see (2333 shown as “002333”). A number must equal what they see, except for rounding.
    """
    if is_text:
        return words
    seen = _LEADING.match(half_width(words).replace(",", ""))
    value = exact(cell)
    if seen and "%" not in words and isinstance(value, Decimal):
        rounded = Decimal(seen[0])
        if abs(rounded - value) * 2 <= Decimal(1).scaleb(int(rounded.as_tuple().exponent)):
            return cell
    number = shown(cell)
    return Bad(
        ProblemCode.SHOWN_OTHERWISE,
        f"“{number}”在工作簿中显示为“{words[:40]}”：请把单元格设为常规格式，填写实际的数值",
        f"“{number}” is shown as “{words[:40]}”: set the cell's format to General and enter the actual number",
    )


def damaged(value: str) -> Bad:
    return Bad(
        ProblemCode.DAMAGED_NUMBER,
        f"“{value}”超过 15 位，已被 Excel 损坏：请将该列设为文本格式后重新填写",
        f"“{value}” has more than 15 digits and was damaged by Excel: set the column to text and enter it again",
    )


def _not_a_number(cell: Cell) -> Bad:
    zh, en = f"“{shown(cell)}”不是数字：请改填数字", f"“{shown(cell)}” is not a number: enter a number"
    return Bad(ProblemCode.NOT_A_NUMBER, zh, en)


def wrong_type(cell: Cell) -> Bad:
    """Reports a date, a logical value or a number where something else must stand."""
    if type(cell) is bool:
        what = (
            "是逻辑值，不能填在这里：请改填实际的内容",
            "is a logical value, which does not fit here: enter the content itself",
        )
    elif type(cell) in {int, float}:
        what = "是数字，不能填在这里：请改填文字", "is a number, which does not fit here: enter a word"
    else:
        what = IS_DATE
    return Bad(ProblemCode.WRONG_TYPE, f"“{shown(cell)}”{what[0]}", f"“{shown(cell)}” {what[1]}")


IS_DATE = (
    "是日期或时间，不能填在这里：请将单元格设为文本格式后重新填写",
    "is a date or time, which does not fit here: set the cell to text and enter it again",
)
