"""Files are refused as a whole for these reasons, and reading has these limits (R4.1, R9.2)."""

from collections.abc import Sequence

from core.workbooks.problems import Problem, ProblemCode, Unreadable

ROWS_ABOVE = 20
"""The number of title, header and blank rows that are allowed above the data."""
MOST_COLUMNS = 702
"""The number of columns up to ZZ."""
MOST_CELLS = 6_000_000
"""The limit includes blank cells between others, because each needs memory."""
LONGEST_CELL = 32_767
"""The number of characters that Excel allows in a cell."""
MOST_SHEETS = 256


def is_wide(data: bytes) -> str:
    """Returns the kind of UTF-16 of text without a byte order mark, or ''.

    Its digits, commas and line ends have a zero in every second byte, and nothing else has.
    """
    head = data[:4096]
    low, high = head[1::2].count(0), head[::2].count(0)
    if len(data) % 2 or low == high or b"\x00\x00" in head or min(low, high) * 20 > max(low, high):
        return ""
    if max(low, high) * 20 < len(head):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def not_a_workbook(
    zh: str = "无法识别的文件",
    en: str = "the file is not recognised",
    advice_zh: str = "请用 Excel 或 WPS 另存为 .xlsx 后再上传",
    advice_en: str = "save it as .xlsx with Excel or WPS and try again",
) -> Unreadable:
    return Unreadable(Problem(ProblemCode.NOT_A_WORKBOOK, f"{zh}：{advice_zh}", f"{en}: {advice_en}"))


def damaged() -> Unreadable:
    return not_a_workbook("文件已损坏或不完整", "the file is damaged or incomplete")


def broken_off() -> Unreadable:
    return not_a_workbook(
        "网页文件不完整，在表格中间中断",
        "the web page breaks off in the middle of a table",
        "请重新导出或下载；仍然如此时，请用 Excel 或 WPS 打开，核对行数后另存为 .xlsx 再上传",
        "export or download it again; if it stays so, open it with Excel or WPS, check the rows and save it as .xlsx",
    )


def encrypted() -> Unreadable:
    return Unreadable(
        Problem(
            ProblemCode.ENCRYPTED,
            "工作簿设有打开密码：请取消密码后再上传",
            "the workbook is protected by a password: remove it and try again",
        )
    )


_SMALLER = (
    "请删除多余的内容，或把数据复制到新的工作簿后再上传",
    "remove what is not needed, or copy the data into a new workbook",
)


def too_large(zh: str = "解压后过大", en: str = "it is too large when unpacked") -> Unreadable:
    return Unreadable(
        Problem(
            ProblemCode.TOO_LARGE, f"工作簿过大：{zh}，{_SMALLER[0]}", f"the workbook is too large: {en}; {_SMALLER[1]}"
        )
    )


def too_wide() -> Unreadable:
    return too_large("数据超出 ZZ 列", "there is data beyond column ZZ")


def too_long_cell(sheet: str | None = None, row: int | None = None, letter: str | None = None) -> Unreadable:
    zh = f"工作簿过大：单元格内容超过 {LONGEST_CELL} 个字符，请缩短该单元格"
    en = f"the workbook is too large: a cell holds more than {LONGEST_CELL} characters; shorten it"
    return Unreadable(Problem(ProblemCode.TOO_LARGE, zh, en, row, None, letter, sheet))


def too_many_rows(max_rows: int, sheet: str | None = None) -> Unreadable:
    problem = Problem(
        ProblemCode.TOO_LARGE,
        f"行数过多：最多 {max_rows} 行（请删除末尾多余的内容，或分成几个文件）",
        f"too many rows: at most {max_rows} (delete stray contents at the end, or split the file)",
        sheet=sheet,
    )
    return Unreadable(problem)


def too_many_sheets() -> Unreadable:
    return too_large(f"工作表超过 {MOST_SHEETS} 个", f"there are more than {MOST_SHEETS} sheets")


def check_names(shown: Sequence[str], every: Sequence[str]) -> None:
    """Checks the names of a workbook's sheets.

    Raises:
        Unreadable: there are too many, two are the same, or none is shown.
    """
    if len(every) > MOST_SHEETS:
        raise too_many_sheets()
    if len(set(every)) < len(every):  # same names can't be told apart
        raise damaged()
    if every and not shown:
        zh = f"所有工作表都已隐藏（{'、'.join(every[:5])}）：请取消隐藏后再上传"
        en = f"all sheets are hidden ({', '.join(every[:5])}): show the one with the data and try again"
        raise Unreadable(Problem(ProblemCode.EMPTY_SHEET, zh, en))
