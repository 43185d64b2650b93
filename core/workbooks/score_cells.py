"""A cell of 成绩 holds a number, a level word or a state, perhaps with a mark (R10.3 - R10.5)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from types import NoneType
from typing import Any

from core.identifiers import half_width, visible
from core.score_texts import STATES, is_odd_number, read_score
from core.workbooks.cells import IS_DATE, Bad, Cell, bounded, exact, shown, wrong_type
from core.workbooks.converters import decimal
from core.workbooks.problems import ProblemCode

LONGEST = 32
_NOTHING = frozenset(("nan", "none", "null", "nil", "nat", "n/a", "na", "inf", "-inf", "undefined"))
"""Programs write these words where there is nothing."""
_in_range = decimal(0, 100, scale=2)
_PERCENT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*[%‰]")
_DATE = re.compile(
    r"(?:19|20)?[0-9]{2}([-/.年])[0-9]{1,2}(?:[-/.月]|\1)[0-9]{1,2}日?(?: [0-9:]+)?|[0-9]{1,2}月[0-9]{1,2}日"
)


def score(cell: Cell) -> Decimal | str | Bad | None:
    """Converts a plain number to a number, and everything else that may be a score to its text as it came.

    What is within no scale is refused: a number outside of 0..100 or with more than two decimals, a percentage, a date.
    """
    number = exact(cell)
    if number is None or isinstance(number, Decimal):
        return _number(cell) if number is not None else None
    return _text(cell) if type(cell) is str else number


def _number(cell: Cell) -> Any:
    """Returns a number, or the text if that is a number in full-width digits."""
    found: Any = _in_range(cell)
    if isinstance(found, Decimal) and type(cell) is str:
        words = visible(cell)
        if not words.isascii() and read_score(words).number is not None:
            return words
    return found


def _text(cell: str) -> str | Bad | None:
    told = read_score(cell)
    if told.word == "":
        return None
    if told.number is not None:
        found = _in_range(str(told.number))
        return _as_written(found, cell) if isinstance(found, Bad) else bounded(visible(cell), LONGEST)
    return _refused(cell) or bounded(visible(cell), LONGEST)


def _as_written(bad: Bad, cell: str) -> Bad:
    """Quotes the whole text in the words about its number."""
    number, text = shown(str(read_score(cell).number)), shown(cell)
    return Bad(bad.code, bad.zh.replace(f"“{number}”", f"“{text}”"), bad.en.replace(f"“{number}”", f"“{text}”"))


def _refused(cell: str) -> Bad | None:
    words = half_width(cell)
    if is_odd_number(read_score(cell).word or ""):
        zh, en = "不在范围内：请填写 0 至 100 的数", "is out of range: enter a number from 0 to 100"
        return Bad(ProblemCode.OUT_OF_RANGE, f"“{shown(cell)}”{zh}", f"“{shown(cell)}” {en}")
    if _PERCENT.fullmatch(words):
        zh, en = "是百分数：请填写 0 至 100 的分数", "is a percentage: enter a score from 0 to 100"
        return Bad(ProblemCode.NOT_A_NUMBER, f"“{shown(cell)}”{zh}", f"“{shown(cell)}” {en}")
    if _DATE.fullmatch(words):
        return Bad(ProblemCode.WRONG_TYPE, f"“{shown(cell)}”{IS_DATE[0]}", f"“{shown(cell)}” {IS_DATE[1]}")
    if words.casefold() in _NOTHING:
        zh, en = (
            "是程序写出的空值：请填写成绩，没有成绩的请删除该行",
            "stands for nothing: enter the score or remove the row",
        )
        return Bad(ProblemCode.NOT_A_NUMBER, f"“{shown(cell)}”{zh}", f"“{shown(cell)}” {en}")
    return wrong_type(words.casefold() == "true") if words.casefold() in ("true", "false") else None


def fill_states(columns: dict[str, list[Any]]) -> None:
    """Takes the state that stands beside a blank 成绩, such as 缓考 in 备注, for the score."""
    scores = columns["score"]
    if NoneType not in set(map(type, scores)):
        return
    beside = [columns[key] for key in ("attempt", "remark") if key in columns]
    for place, value in enumerate(scores):
        if value is None:
            scores[place] = next((words for column in beside if is_state(words := column[place])), None)


def is_state(words: Any) -> bool:
    """Tells whether a cell holds nothing but a state."""
    return type(words) is str and read_score(words).word in STATES


def split(values: Sequence[Any]) -> tuple[list[Decimal | None], list[str | None]]:
    """Separates plain numbers from texts."""
    if str not in set(map(type, values)):
        return list(values), [None] * len(values)
    return (
        [None if type(value) is str else value for value in values],
        [value if type(value) is str else None for value in values],
    )
