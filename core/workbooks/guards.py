"""Looking at a file before it is parsed: what it is by its content, and whether it is safe to open."""

import io
import re
import zipfile
from enum import Enum

from core.workbooks.problems import Problem, ProblemCode, Unreadable

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 2**20
RATIO_FROM = 64 * 2**20
MAX_RATIO = 200


class Format(Enum):
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def recognise(data: bytes) -> Format:
    """By content: offices rename files, and many systems hand out a web page named .xls."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04"):
        return Format.XLSX
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _check_container(data)
        return Format.XLS
    if not head:
        raise Unreadable(Problem(ProblemCode.EMPTY_SHEET, "文件是空的", "the file is empty"))
    if head.startswith(b"<"):
        raise not_a_workbook("这是改了扩展名的网页", "this is a web page with another extension")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1f]", data[:65536]):
        return Format.CSV
    raise not_a_workbook()


def check_zip(data: bytes) -> None:
    """Refuse what is no .xlsx, and what would unpack to far more than a workbook needs."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as broken:
        raise damaged() from broken
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise too_large()
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(data):
        raise too_large()
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if not any(entry.filename.replace("\\", "/").lower() == "xl/workbook.xml" for entry in entries):
        raise not_a_workbook()


def _check_container(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if not any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        raise not_a_workbook()


def not_a_workbook(zh: str = "无法识别的文件", en: str = "the file is not recognised") -> Unreadable:
    advice_zh, advice_en = "请用 Excel 或 WPS 另存为 .xlsx 后再上传", "save it as .xlsx with Excel or WPS and try again"
    return Unreadable(Problem(ProblemCode.NOT_A_WORKBOOK, f"{zh}：{advice_zh}", f"{en}: {advice_en}"))


def damaged() -> Unreadable:
    return not_a_workbook("文件已损坏或不完整", "the file is damaged or cut short")


def encrypted() -> Unreadable:
    return Unreadable(
        Problem(
            ProblemCode.ENCRYPTED,
            "工作簿设有打开密码：请取消密码后再上传",
            "the workbook is protected by a password: remove it and try again",
        )
    )


def too_large(zh: str = "解压后过大", en: str = "it unpacks to too much") -> Unreadable:
    return Unreadable(Problem(ProblemCode.TOO_LARGE, f"工作簿过大：{zh}", f"the workbook is too large: {en}"))
