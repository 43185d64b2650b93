"""What can be wrong with a workbook: told with its row, column and reason, in both languages (R4.2, R9.5)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

MOST_PROBLEMS = 1_000
"""As many are listed; all are counted."""


class ProblemCode(StrEnum):
    """Stable for clients; the texts may change, these may not."""

    NOT_A_WORKBOOK = "NOT_A_WORKBOOK"
    ENCRYPTED = "ENCRYPTED"
    BAD_ENCODING = "BAD_ENCODING"
    TOO_LARGE = "TOO_LARGE"
    TOO_SLOW = "TOO_SLOW"
    INTERRUPTED = "INTERRUPTED"
    NO_SPACE = "NO_SPACE"
    EMPTY_SHEET = "EMPTY_SHEET"
    NO_HEADER = "NO_HEADER"
    MISSING_COLUMN = "MISSING_COLUMN"
    DOUBLED_COLUMN = "DOUBLED_COLUMN"
    SEVERAL_SHEETS = "SEVERAL_SHEETS"
    UNKNOWN_SHEET = "UNKNOWN_SHEET"
    MISSING_VALUE = "MISSING_VALUE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    TOO_LONG = "TOO_LONG"
    WRONG_TYPE = "WRONG_TYPE"
    UNKNOWN_VALUE = "UNKNOWN_VALUE"
    ERROR_CELL = "ERROR_CELL"
    DAMAGED_NUMBER = "DAMAGED_NUMBER"
    DUPLICATE = "DUPLICATE"
    NOT_AN_IDENTIFIER = "NOT_AN_IDENTIFIER"
    NO_VALUE_YET = "NO_VALUE_YET"
    SHOWN_OTHERWISE = "SHOWN_OTHERWISE"
    SHEET_LEFT_OUT = "SHEET_LEFT_OUT"
    AMBIGUOUS_TABLE = "AMBIGUOUS_TABLE"
    OTHER_TABLE = "OTHER_TABLE"
    OTHER_YEAR = "OTHER_YEAR"
    OTHER_BATCH = "OTHER_BATCH"


class Problem(NamedTuple):
    """`row` is the workbook's own row number; `column` the template's header, `letter` where Excel shows it."""

    code: ProblemCode
    zh: str
    en: str
    row: int | None = None
    column: str | None = None
    letter: str | None = None
    sheet: str | None = None

    def in_sheet(self, sheet: str) -> "Problem":
        return self._replace(sheet=sheet)

    def sentence(self, language: str = "zh") -> str:
        """The reason with its place before it, for people without a table of rows and columns (the command line)."""
        english = language == "en"
        place, reason = self.place(language), self.en if english else self.zh
        return f"{place}{': ' if english else '：'}{reason}" if place else reason

    def place(self, language: str) -> str:
        return self._english_place() if language == "en" else self._chinese_place()

    def _chinese_place(self) -> str:
        parts = [f"工作表“{self.sheet}”" if self.sheet else "", f"第 {self.row} 行" if self.row else ""]
        if self.column:
            parts.append(f"“{self.column}”列" + (f"（{self.letter}）" if self.letter else ""))
        return "，".join(part for part in parts if part)

    def _english_place(self) -> str:
        parts = [f"sheet “{self.sheet}”" if self.sheet else "", f"row {self.row}" if self.row else ""]
        if self.column:
            parts.append(f"column “{self.column}”" + (f" ({self.letter})" if self.letter else ""))
        return ", ".join(part for part in parts if part)


class Unreadable(Exception):  # a refusal told to people, no fault of the program
    """The file as a whole cannot be read; holds the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """By row, then from left to right, as somebody would correct them."""
    return sorted(problems, key=lambda p: (p.row or 0, len(p.letter or ""), p.letter or ""))
