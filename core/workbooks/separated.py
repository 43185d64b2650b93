"""CSV and similar text tables are read as Excel shows them (R4.1, R9.2).

Systems write ="002333", or a tab behind each value, to keep zeros and long numbers; both are read as Excel shows them.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator

from core.workbooks import guards
from core.workbooks.cells import Cell
from core.workbooks.problems import Problem, ProblemCode, Unreadable

DELIMITERS = (",", "\t", ";", "|")
LONGEST_LINE = 2**20
"""The number of characters of a line; a longer one is no row of a table."""

_QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"\s*')
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?(?:\r\n|\n|\r|$)')
_END = "\ue000"
"""A line of its own after the last one; a quote that was never closed swallows it."""
_LOOKED_AT = 40
_SURE_FROM = 20


def separated_rows(data: bytes, max_rows: int) -> list[list[Cell]]:
    """Returns all rows, equally wide.

    Raises:
        Unreadable: too many or too large, of unknown encoding, or with quotes that do not match.
    """
    lines, separator = _lines(decoded(data))
    rows: list[list[Cell]] = []
    reader = csv.reader(iter([*lines, _END]), delimiter=separator or _delimiter(lines))
    began, ended = 1, 0
    try:
        for row in reader:
            rows.append(_as_shown(row))
            if len(rows) > max_rows + guards.ROWS_ABOVE + 1:
                raise guards.too_many_rows(max_rows)
            began, ended = ended + 1, reader.line_num
    except csv.Error as broken:
        raise _unbalanced(ended + 1) from broken
    if rows.pop() != [_END]:
        raise _unbalanced(began)
    if len(rows) > max_rows + guards.ROWS_ABOVE:
        raise guards.too_many_rows(max_rows)
    return _equally_wide(rows)


def _as_shown(row: list[str]) -> list[Cell]:
    """Removes blank cells at the end and tabs behind values, and reads ="002333" as 002333."""
    if any("\t" in cell for cell in row):
        row = [cell.rstrip("\t") for cell in row]
    while row and not row[-1]:
        row.pop()
    if len(row) > guards.MOST_COLUMNS:
        raise guards.too_wide()
    if row and max(map(len, row)) > guards.LONGEST_CELL:
        raise guards.too_long_cell()
    if any(cell.startswith('="') for cell in row):
        return [_unwrapped(cell) for cell in row]
    return [*row]


def _unwrapped(cell: str) -> str:
    match = _QUOTED_FORMULA.fullmatch(cell) if cell.startswith('="') else None
    return match.group(1).replace('""', '"') if match else cell


def _equally_wide(rows: list[list[Cell]]) -> list[list[Cell]]:
    width = max(map(len, rows), default=0)
    if width * len(rows) > guards.MOST_CELLS:
        raise guards.too_large("单元格过多", "there are too many cells")
    return [row + [""] * (width - len(row)) for row in rows]


def _lines(text: str) -> tuple[list[str], str | None]:
    """Returns the lines with their ends, and the delimiter of a first line “sep=;”, which Excel does not show."""
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = text[separator.end() :]
    lines = list(_split(text))
    if max(map(len, lines), default=0) > LONGEST_LINE:
        raise guards.too_large("一行内容过长", "a line is too long")
    return lines, separator and separator.group(1)


def _split(text: str) -> Iterator[str]:
    """Splits at line feeds, or at carriage returns if there are none, as on an old Mac."""
    mark = "\n" if "\n" in text else "\r"
    begin = 0
    while end := text.find(mark, begin) + 1:
        yield text[begin:end]
        begin = end
    if begin < len(text):
        yield text[begin:] + mark


def decoded(data: bytes) -> str:
    """Decodes UTF-8 with or without a mark, GB18030 (Excel's default in China) and UTF-16 (its "Unicode text")."""
    text = _read(data.rstrip(b"\x1a"))
    text = text.lstrip("\ufeff")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise guards.not_a_workbook(
            f"第 {line} 行含有空字符，文件可能已损坏", f"line {line} holds a NUL character; the file may be damaged"
        )
    return text


def _read(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _by(data, "utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _by(data, "utf-16")
    if wide := guards.is_wide(data):
        return _by(data, wide)
    try:
        return data.decode()
    except UnicodeDecodeError as wrong:
        if data.startswith(codecs.BOM_UTF8) or _is_utf8(data[: wrong.start]):
            line = data[: wrong.start].count(b"\n") + 1
            zh, en = f"第 {line} 行的文字不是 UTF-8 编码", f"line {line} is not UTF-8, as the lines above are"
            raise _bad_encoding(f"{zh}：", f"{en}: ") from wrong
    return _by(data, "gb18030")


def _is_utf8(begin: bytes) -> bool:
    """Tells whether the beginning is UTF-8: text in another encoding is not valid UTF-8 for long."""
    return sum(byte > 127 for byte in begin[:4096]) >= _SURE_FROM * 3


def _by(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise _bad_encoding("无法识别文字编码：", "the encoding is not recognised: ") from wrong


def _bad_encoding(zh: str, en: str) -> Unreadable:
    advice_zh, advice_en = "请存为 UTF-8 或 GB18030 编码的 CSV", "save the CSV as UTF-8 or GB18030"
    return Unreadable(Problem(ProblemCode.BAD_ENCODING, zh + advice_zh, en + advice_en))


def _delimiter(lines: list[str]) -> str:
    """Returns the mark that divides most of the first lines alike, into cells without any of the other marks.

    A title above may hold another mark, and each value a tab behind it.
    """
    first = [line[:8192] for line in lines[:_LOOKED_AT]]
    fits = {mark: _fit(first, mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: fits[mark])


def _fit(lines: list[str], mark: str) -> int:
    """Rates a mark by the lines with the usual number of cells: clean cells count, cells with other marks or half
    quotes deduct.
    """
    try:
        rows = [row for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
    except csv.Error:
        return 0
    usual = Counter(map(len, rows)).most_common(1)
    others = [other for other in DELIMITERS if other != mark]
    cells = (cell.strip() for row in rows if len(row) == usual[0][0] for cell in row)
    return sum(-1 if cell.count('"') % 2 or any(each in cell for each in others) else 1 for cell in cells if cell)


def _unbalanced(line: int) -> Unreadable:
    return guards.not_a_workbook(
        f"第 {line} 行起的引号不成对",
        f"unbalanced quotes from line {line} on",
        "请改正后再上传，或用 Excel、WPS 另存为 .xlsx",
        "correct them, or save it as .xlsx with Excel or WPS",
    )
