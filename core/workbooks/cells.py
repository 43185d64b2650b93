"""One cell to one plain value: identifiers survive Excel, decimals are exact, and nothing is rounded in silence (R4.2).

A converter answers with the value, None for a blank cell, or a `Bad` that says why not.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from core.identifiers import (
    canonical_identifier,
    canonical_name,
    fault_of_identifier,
    half_width,
    is_scientific,
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
Converter = Callable[[Cell], str | Decimal | int | Bad | None]

EXACT_BELOW = 10**15
"""Excel keeps 15 digits; a longer number typed as a number has already lost its last ones."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LEADING = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ERRORS = {"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"}


def identifier(most: int, *, of_person: bool = False) -> Converter:
    """A code, or the number of a person, of at most `most` characters, as text whatever the cell's type was."""

    def convert(cell: Cell) -> Text:
        return _identified(_word(cell, most), of_person)

    return convert


def _word(cell: Cell, most: int) -> Text:
    """A text or a whole number, as one word."""
    if type(cell) is str:
        if is_scientific(cell.strip()):
            return _damaged(cell.strip())
        return _bounded(canonical_identifier(cell), most)
    whole = _whole(cell)
    return _bounded(whole, most) if type(whole) is str else whole


def _identified(value: Text, of_person: bool) -> Text:
    fault = fault_of_identifier(value, of_person=of_person) if type(value) is str else None
    return Bad(ProblemCode.NOT_AN_IDENTIFIER, *fault) if fault else value


def text(most: int) -> Converter:
    """Free text; a number is taken as it is shown, a date or a tick is refused."""

    def convert(cell: Cell) -> Text:
        if type(cell) is str:
            return _bounded(visible(cell), most)
        if type(cell) is float and math.isfinite(cell) and not cell.is_integer():
            return format(_as_excel_shows(cell), "f")
        whole = _whole(cell)
        return _bounded(whole, most) if type(whole) is str else whole

    return convert


def name(most: int) -> Converter:
    """A person's name, in the form in which names are compared (R4.2: "name that does not fit the number")."""

    def convert(cell: Cell) -> Text:
        if type(cell) is str:
            return _bounded(canonical_name(cell), most)
        return None if cell is None else _wrong_type(cell)

    return convert


def one_of(*values: str) -> Converter:
    """One of the few words that the column may hold, as it was declared; compared as codes are."""
    known = {canonical_identifier(value): value for value in values}

    def convert(cell: Cell) -> Text:
        word = _whole(cell) if type(cell) is float or type(cell) is int else cell
        if word is None or type(word) is not str:
            return None if cell is None else _wrong_type(cell)
        word = canonical_identifier(word)
        if word in known or not word:
            return known.get(word)
        if type(cell) is not str:
            return _wrong_type(cell)
        return Bad(
            ProblemCode.UNKNOWN_VALUE,
            f"“{shown(cell)}”不是允许的值：{'、'.join(values)}",
            f"“{shown(cell)}” is none of {', '.join(values)}",
        )

    return convert


def year(first: int, last: int) -> Converter:
    """A year of enrolment or graduation: 2016, also written “2016级”."""

    def convert(cell: Cell) -> int | Bad | None:
        whole = _word(cell, 16)
        if type(whole) is not str:
            return whole  # type: ignore[return-value]  # words are texts: this is a Bad, or None
        digits = whole.rstrip("级届年")
        if len(digits) == 4 and digits.isascii() and digits.isdigit() and first <= int(digits) <= last:
            return int(digits)
        zh, en = f"“{shown(cell)}”不是 {first} 至 {last} 的年份", f"“{shown(cell)}” is no year from {first} to {last}"
        return Bad(ProblemCode.OUT_OF_RANGE, zh, en)

    return convert


Advice = Callable[[str], tuple[str, str] | None]
"""What a word in a column of numbers means, and what to do about it, in both languages."""


def decimal(
    low: int, high: int, *, scale: int, above: bool = False, below: bool = False, advice: Advice | None = None
) -> Converter:
    """An exact number from `low` to `high` (`above`, `below`: without that end), at most `scale` decimals."""
    zh, en = _range_texts(low, high, above, below)

    def convert(cell: Cell) -> Number:
        exact = _exact(cell)
        if not isinstance(exact, Decimal):
            words = advice(half_width(cell)) if advice and type(exact) is Bad and type(cell) is str else None
            return Bad(exact.code, *words) if words and type(exact) is Bad else exact
        if exact < low or exact > high or (above and exact == low) or (below and exact == high):
            value = shown(cell)
            return Bad(ProblemCode.OUT_OF_RANGE, f"“{value}”不在范围内：应{zh}", f"“{value}” must be {en}")
        plain = _plain(exact)
        if -int(plain.as_tuple().exponent) > scale:
            value = shown(cell)
            return Bad(
                ProblemCode.TOO_MANY_DECIMALS,
                f"“{value}”小数过多：最多 {scale} 位小数；由公式算出的，请用 ROUND 保留 {scale} 位小数",
                f"“{value}” has too many decimals: at most {scale}; use ROUND where a formula makes it",
            )
        return plain

    return convert


def shown(cell: Cell) -> str:
    """The cell as quoted in a message: short, on one line, a whole number without “.0”."""
    if type(cell) is float and cell.is_integer() and abs(cell) < EXACT_BELOW:
        return str(int(cell))
    words = visible(str(cell))
    return words if len(words) <= 40 else words[:39] + "…"


def _exact(cell: Cell) -> Number:
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
        return _as_excel_shows(cell) if math.isfinite(cell) else _not_a_number(cell)
    return None if cell is None else _wrong_type(cell)


def _as_excel_shows(value: float) -> Decimal:
    """To Excel's own 15 digits: a formula's 91.33999999999999 was 91.34 to everybody who looked at it."""
    return Decimal(format(value, ".15g"))


def _plain(exact: Decimal) -> Decimal:
    """Without surplus zeros and without an exponent: 91.50 is 91.5, 1E+2 is 100, -0 is 0."""
    digits = format(exact, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Decimal(digits) if exact else Decimal(0)


def _whole(cell: Cell) -> Text:
    """A numeric cell in a text column: Excel's 20190001.0 is "20190001"."""
    if cell is None:
        return None
    if type(cell) is float or type(cell) is int:
        if not abs(cell) < EXACT_BELOW:
            return _damaged(shown(cell))
        if cell == int(cell) and cell >= 0:
            return str(int(cell))
        value = shown(cell)
        return Bad(ProblemCode.WRONG_TYPE, f"“{value}”不是编号", f"“{value}” is a number, not an identifier")
    return _wrong_type(cell)


def _bounded(value: str, most: int) -> Text:
    if len(value) > most:
        return Bad(ProblemCode.TOO_LONG, f"超过 {most} 个字符", f"longer than {most} characters")
    if value.startswith("#") and value in _ERRORS:
        return error_cell(value)
    return value or None


def error_cell(value: str = "") -> Bad:
    """A formula that failed. The reader sees a blank there, so it is told apart before (see `reading`)."""
    quoted = f" {value}" if value else ""
    return Bad(ProblemCode.ERROR_CELL, f"单元格为公式错误{quoted}", f"the cell holds a formula error{quoted}")


def no_value_yet() -> Bad:
    """A formula that no program has reckoned yet: files made by scripts have such."""
    return Bad(
        ProblemCode.NO_VALUE_YET,
        "公式还没有计算结果：请用 Excel 或 WPS 打开并保存后再上传",
        "the formula has no value yet: open the workbook in Excel or WPS, save it and try again",
    )


def as_shown(cell: Cell, words: str, *, is_text: bool) -> Cell | Bad:
    """What a number that its format shows otherwise is taken for.

    A code is what people see (2333 shown as “002333”). A number must be what they see, but for rounding.
    """
    if is_text:
        return words
    seen = _LEADING.match(half_width(words).replace(",", ""))
    value = _exact(cell)
    if seen and "%" not in words and isinstance(value, Decimal):
        rounded = Decimal(seen[0])
        if abs(rounded - value) * 2 <= Decimal(1).scaleb(int(rounded.as_tuple().exponent)):
            return cell
    number = shown(cell)
    return Bad(
        ProblemCode.SHOWN_OTHERWISE,
        f"“{number}”在工作簿中显示为“{words[:40]}”：请把单元格设为常规格式，填写实际的数值",
        f"“{number}” is shown as “{words[:40]}”: set the cell's format to General and enter the number that is meant",
    )


def _damaged(value: str) -> Bad:
    return Bad(
        ProblemCode.DAMAGED_NUMBER,
        f"“{value}”超过 15 位，已被 Excel 损坏：请将该列设为文本格式后重新填写",
        f"“{value}” has more than 15 digits and was damaged by Excel: set the column to text and enter it again",
    )


def _not_a_number(cell: Cell) -> Bad:
    return Bad(ProblemCode.NOT_A_NUMBER, f"“{shown(cell)}”不是数字", f"“{shown(cell)}” is not a number")


def _wrong_type(cell: Cell) -> Bad:
    zh, en = "日期或时间", "a date or time"
    if type(cell) is bool:
        zh, en = "逻辑值", "a logical value"
    if type(cell) in {int, float}:
        zh, en = "数字", "a number"
    value = shown(cell)
    return Bad(ProblemCode.WRONG_TYPE, f"“{value}”是{zh}，不能填在这里", f"“{value}” is {en}, which does not fit here")


def _range_texts(low: int, high: int, above: bool, below: bool) -> tuple[str, str]:
    zh = f"{'大于' if above else '不小于'} {low} 且{'小于' if below else '不大于'} {high}"
    en = f"{'more than' if above else 'at least'} {low} and {'less than' if below else 'at most'} {high}"
    return zh, en
