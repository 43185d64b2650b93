"""A problem of a workbook has a row, a column and a reason in both languages (R4.2, R9.5)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

MOST_PROBLEMS = 1_000
"""The number of problems that are listed; all are counted."""


class ProblemCode(StrEnum):
    """Names each kind of problem. Clients rely on the codes; only the texts may change."""

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
    CHOSEN_COLUMN_MISSING = "CHOSEN_COLUMN_MISSING"
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


OF_HEADER = {ProblemCode.MISSING_COLUMN, ProblemCode.DOUBLED_COLUMN, ProblemCode.CHOSEN_COLUMN_MISSING}
"""The problems whose row is the header's."""

MEANINGS: dict[str, str] = {
    ProblemCode.NOT_A_WORKBOOK: "不是能读取的工作簿 | The file is not a workbook that can be read",
    ProblemCode.ENCRYPTED: "工作簿设有密码 | The workbook is protected by a password",
    ProblemCode.BAD_ENCODING: "CSV 的文字编码无法识别 | The text encoding of the CSV file is not understood",
    ProblemCode.TOO_LARGE: "文件或内容过大 | The file or its content is too large",
    ProblemCode.TOO_SLOW: "处理工作簿超时 | Reading the workbook took too long",
    ProblemCode.INTERRUPTED: "处理文件的进程意外中断，可重试 | The process that read the file stopped; try again",
    ProblemCode.NO_SPACE: "服务器的临时目录已满 | The server has no room for temporary files",
    ProblemCode.EMPTY_SHEET: "文件或工作表中没有数据 | The file or the sheet holds no rows",
    ProblemCode.NO_HEADER: "找不到表头 | No heading row was found",
    ProblemCode.MISSING_COLUMN: "缺少必需的列 | A required column is missing",
    ProblemCode.DOUBLED_COLUMN: "有几列都可能是同一项 | Several columns may be the same one",
    ProblemCode.CHOSEN_COLUMN_MISSING: "文件中没有所指定的列 | The file lacks the column that was chosen",
    ProblemCode.SEVERAL_SHEETS: "多个工作表都含有所需的列 | Several sheets hold the required columns",
    ProblemCode.UNKNOWN_SHEET: "无法识别的工作表 | The sheet is not one of the roster's",
    ProblemCode.MISSING_VALUE: "单元格不能为空 | The cell must not be empty",
    ProblemCode.NOT_A_NUMBER: "不是数字 | The value is not a number",
    ProblemCode.OUT_OF_RANGE: "数值超出范围 | The number is out of range",
    ProblemCode.TOO_MANY_DECIMALS: "小数位数过多 | The number has too many decimal places",
    ProblemCode.TOO_LONG: "文字过长 | The text is too long",
    ProblemCode.WRONG_TYPE: "单元格的内容类型不对 | The cell holds a value of another type",
    ProblemCode.UNKNOWN_VALUE: "不是允许的值 | The value is not one of those allowed",
    ProblemCode.ERROR_CELL: "单元格为公式错误 | The cell holds a formula error",
    ProblemCode.DAMAGED_NUMBER: "超过 15 位的编号已被 Excel 损坏 | Excel has damaged a number of more than 15 digits",
    ProblemCode.DUPLICATE: "与另一行重复 | The row repeats another one",
    ProblemCode.NOT_AN_IDENTIFIER: "不是有效的编号或代码 | The value is not a valid number or code of a record",
    ProblemCode.NO_VALUE_YET: "公式尚无计算结果 | The formula has no value yet",
    ProblemCode.SHOWN_OTHERWISE: "单元格显示的内容与实际数值不同 | The cell shows another value than it holds",
    ProblemCode.SHEET_LEFT_OUT: "有工作表会被略过 | A sheet with rows would be left out",
    ProblemCode.AMBIGUOUS_TABLE: "无法判断是哪一张工作表 | The sheet could be either of two",
    ProblemCode.OTHER_TABLE: "工作表的名称与内容不符 | The name of the sheet does not fit its columns",
    ProblemCode.OTHER_YEAR: "文件中写的是另一个学年或学期 | The file names another academic year or term",
    ProblemCode.OTHER_BATCH: "文件中写的是另一个批次 | The file names another batch",
}
"""Describes each code in the API's schema; a problem's own message says more."""


class Problem(NamedTuple):
    """Represents one problem. `row` is the workbook's row number, `column` the template's header,
    `letter` Excel's column.
    """

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
        """Writes the reason after its place, for readers without a table of rows and columns (the command line)."""
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


class Unreadable(Exception):  # a refusal for people, no fault of the program
    """Reports that the whole file can't be read; it holds the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def in_reading_order(problems: Iterable[Problem], sheets: Sequence[str] = ()) -> list[Problem]:
    """Sorts problems by row and then from left to right, as people correct them.

    A cell has each fault once, however many columns are read from it.

    Args:
        sheets: the order of the sheets, if there are several.
    """
    places = {sheet: at for at, sheet in enumerate(sheets)}
    once: dict[tuple[object, ...], Problem] = {}
    for one in problems:
        once.setdefault((one.sheet, one.row, one.letter, one.zh), one)
    return sorted(
        once.values(), key=lambda p: (places.get(p.sheet or "", 0), p.row or 0, len(p.letter or ""), p.letter or "")
    )
