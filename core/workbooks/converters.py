"""Each kind of column has a converter, which turns a cell into one plain value (R4.2).

A converter returns the value, None for a blank cell, or a `Bad` that says what is wrong.
"""

import math
from collections.abc import Callable
from decimal import Decimal

from core.identifiers import (
    canonical_identifier,
    canonical_name,
    fault_of_identifier,
    is_scientific,
    same_word,
    visible,
)
from core.workbooks.cells import (
    Bad,
    Cell,
    Number,
    Text,
    as_excel_shows,
    bounded,
    damaged,
    exact,
    plain,
    shown,
    whole,
    wrong_type,
)
from core.workbooks.problems import ProblemCode

Converter = Callable[[Cell], str | Decimal | int | Bad | None]


def identifier(most: int, *, of_person: bool = False) -> Converter:
    """Converts a code or a person's number of at most `most` characters to text, whatever the cell's type is."""

    def convert(cell: Cell) -> Text:
        return _identified(_word(cell, most), of_person)

    return convert


def _word(cell: Cell, most: int) -> Text:
    """Returns a text or a whole number as one word."""
    if type(cell) is str:
        if is_scientific(cell.strip()):
            return damaged(cell.strip())
        return bounded(canonical_identifier(cell), most)
    word = whole(cell)
    return bounded(word, most) if type(word) is str else word


def _identified(value: Text, of_person: bool) -> Text:
    fault = fault_of_identifier(value, of_person=of_person) if type(value) is str else None
    return Bad(ProblemCode.NOT_AN_IDENTIFIER, *fault) if fault else value


def text(most: int) -> Converter:
    """Converts free text. A number becomes the text that Excel shows; a date or a logical value is refused."""

    def convert(cell: Cell) -> Text:
        if type(cell) is str:
            return bounded(visible(cell), most)
        if type(cell) is float and math.isfinite(cell) and not cell.is_integer():
            return format(as_excel_shows(cell), "f")
        word = whole(cell)
        return bounded(word, most) if type(word) is str else word

    return convert


def name(most: int) -> Converter:
    """Converts a person's name to the form in which names are compared (R4.2: "name that does not fit the number")."""

    def convert(cell: Cell) -> Text:
        if type(cell) is str:
            return bounded(canonical_name(cell), most)
        return None if cell is None else wrong_type(cell)

    return convert


def one_of(*values: str) -> Converter:
    """Converts a cell to one of the declared words; it compares them as codes, and overlooks their case."""
    known = {same_word(value): value for value in values} | {canonical_identifier(value): value for value in values}

    def convert(cell: Cell) -> Text:
        word = whole(cell) if type(cell) is float or type(cell) is int else cell
        if word is None or type(word) is not str:
            return None if cell is None else wrong_type(cell)
        word = canonical_identifier(word)
        if not word or word in known or same_word(word) in known:
            return known.get(word) or known.get(same_word(word))
        if type(cell) is not str:
            return wrong_type(cell)
        return Bad(
            ProblemCode.UNKNOWN_VALUE,
            f"“{shown(cell)}”不是允许的值：请改填{'、'.join(values)}之一",
            f"“{shown(cell)}” is not allowed: enter one of {', '.join(values)}",
        )

    return convert


def year(first: int, last: int) -> Converter:
    """Converts a year of enrolment or graduation: 2016, also written “2016级”."""

    def convert(cell: Cell) -> int | Bad | None:
        word = _word(cell, 16)
        if type(word) is not str:
            return word  # type: ignore[return-value]  # words are texts: this is a Bad, or None
        digits = word.rstrip("级届年")
        if len(digits) == 4 and digits.isascii() and digits.isdigit() and first <= int(digits) <= last:
            return int(digits)
        zh, en = (
            f"“{shown(cell)}”不是 {first} 至 {last} 的年份：请填写四位数字，如 2019",
            f"“{shown(cell)}” is not a year from {first} to {last}: enter four digits such as 2019",
        )
        return Bad(ProblemCode.OUT_OF_RANGE, zh, en)

    return convert


def decimal(low: int, high: int, *, scale: int, above: bool = False, below: bool = False) -> Converter:
    """Converts an exact number from `low` to `high`, without an end if `above` or `below` is set, with at most `scale`
    decimals.
    """
    zh, en = _range_texts(low, high, above, below)

    def convert(cell: Cell) -> Number:
        number = exact(cell)
        if not isinstance(number, Decimal):
            return number
        if number < low or number > high or (above and number == low) or (below and number == high):
            value = shown(cell)
            return Bad(
                ProblemCode.OUT_OF_RANGE,
                f"“{value}”不在范围内：请填写{zh} 的数",
                f"“{value}” is out of range: enter a number of {en}",
            )
        short = plain(number)
        if -int(short.as_tuple().exponent) > scale:
            value = shown(cell)
            return Bad(
                ProblemCode.TOO_MANY_DECIMALS,
                f"“{value}”小数过多：请保留至多 {scale} 位小数；由公式算出的，请用 ROUND",
                f"“{value}” has too many decimals: enter at most {scale}; use ROUND if a formula computes it",
            )
        return short

    return convert


def _range_texts(low: int, high: int, above: bool, below: bool) -> tuple[str, str]:
    zh = f"{'大于' if above else '不小于'} {low} 且{'小于' if below else '不大于'} {high}"
    en = f"{'more than' if above else 'at least'} {low} and {'less than' if below else 'at most'} {high}"
    return zh, en
