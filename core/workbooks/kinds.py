"""The content of a file decides what it is: offices rename files, and many systems hand out a web page named .xls
(R4.1).

A file that is no readable table is named for what it is, together with what to do.
"""

import re
from enum import Enum

from core.workbooks import guards
from core.workbooks.containers import SIGNATURE, Container
from core.workbooks.problems import Problem, ProblemCode, Unreadable

_READ_AS = {"workbook": "Workbook", "book": "Book"}
"""The names by which the parser finds the stream."""


class Format(Enum):
    XLSX = "xlsx"
    XLS = "xls"
    XLS_95 = "xls95"
    """The same container with cells in the code page of the writer, as Excel 5 and 95 wrote them, or no container."""
    PAGE = "html"
    MAIL = "mhtml"
    XML = "xml"
    CSV = "csv"


_HEAD = 4096
_BARE_95 = b"\x09\x08\x08\x00\x00\x05"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHER_TABLES = (
    (b"\x09\x00\x04\x00", "Excel 2 工作表", "an Excel 2 worksheet"),
    (b"\x09\x02\x06\x00", "Excel 3 工作表", "an Excel 3 worksheet"),
    (b"\x09\x04\x06\x00", "Excel 4 工作表", "an Excel 4 worksheet"),
    (b"ID;P", "SYLK 表格", "a SYLK table"),
    (b"TABLE\r\n0,1\r\n", "DIF 表格", "a DIF table"),
    (b"TABLE\n0,1\n", "DIF 表格", "a DIF table"),
)
"""Excel and WPS open these and save them as .xlsx."""
_NO_TABLES = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"BM", "图片", "a picture"),
    (b"II*\x00", "图片", "a picture"),
    (b"MM\x00*", "图片", "a picture"),
    (b"\x00\x05\x16\x07", "苹果电脑附带的系统文件（._ 开头）", "a system file of a Mac (._)"),
    (b"\x00\x00\x00\x01Bud1", "苹果电脑附带的系统文件（.DS_Store）", "a system file of a Mac (.DS_Store)"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式", "a shortcut"),
    (b"[InternetShortcut]", "网址快捷方式", "a shortcut to a web address"),
    (b"[Desktop Entry]", "快捷方式", "a shortcut"),
    (b"SQLite format 3\x00", "SQLite 数据库", "an SQLite database"),
    (b"\x00\x01\x00\x00Standard", "Access 数据库", "an Access database"),
    (b"$FL2", "SPSS 数据文件", "an SPSS data file"),
    (b"PAR1", "Parquet 数据文件", "a Parquet data file"),
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
)
_ARCHIVES = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF", "CAB"),
    (b"PK\x05\x06", "ZIP"),
    (b"PK\x07\x08", "ZIP"),
)
_DOCUMENTS = (
    ("worddocument", "Word（或 WPS 文字）文档", "a Word document"),
    ("powerpoint document", "PowerPoint（或 WPS 演示）文稿", "a PowerPoint presentation"),
    ("visiodocument", "Visio 绘图", "a Visio drawing"),
    ("__properties_version1.0", "Outlook 邮件", "an Outlook message"),
)
_JSON = re.compile(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]]))")
_MAIL = re.compile(
    rb"(?i)(?:from|mime-version|received|return-path|date|subject|content-type|message-id|x-[a-z-]{1,40}):"
)
_LOCK_FILE_BYTES = range(50, 170)


def recognise(data: bytes) -> Format:
    """Returns the format in which to read the file.

    Raises:
        Unreadable: it is in none of them; says what it is instead.
    """
    if data.startswith(b"PK\x03\x04"):
        return Format.XLSX
    if data.startswith(SIGNATURE):
        return _container_format(data)
    if data.startswith(_BARE_95):
        return Format.XLS_95
    _refuse_binary(data)
    return _text_format(_plain_head(data))


def open_xls(data: bytes) -> tuple[bytes, bytes]:
    """Returns an .xls whose stream has exactly the name that the parser looks for, and that stream."""
    container = Container(data)
    streams = container.streams()
    name = next(name for name in _READ_AS if name in streams)
    return container.with_name(streams[name], _READ_AS[name]), container.read(streams[name])


def refuse_archive(entries: list[str]) -> Unreadable:
    """Says what a zip without an .xlsx workbook is, by the names in it (in lower case)."""
    names = set(entries)
    if "xl/workbook.bin" in names:
        return _other_table("Excel 二进制工作簿（.xlsb）", "a binary workbook (.xlsb)")
    for part, zh, en in (
        ("word/document.xml", "Word（或 WPS 文字）文档", "a Word document"),
        ("ppt/presentation.xml", "PowerPoint（或 WPS 演示）文稿", "a PowerPoint presentation"),
    ):
        if part in names:
            return _no_table(zh, en)
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        return _other_table("苹果 Numbers 等文件", "a file of Apple's Numbers or Pages", excel=False)
    inside = [name for name in entries if name.endswith((".xlsx", ".xls", ".csv", ".xlsm", ".et"))]
    zh = f"压缩包（内有 {inside[0][-40:]}）" if inside else "压缩包"
    return _archive(zh, f"an archive (with {inside[0][-40:]})" if inside else "an archive")


def refuse_open_document(kind: bytes) -> Unreadable:
    if b"spreadsheet" in kind:
        return _other_table("OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)")
    return _no_table("OpenDocument 文档", "an OpenDocument file")


def _container_format(data: bytes) -> Format:
    try:
        container = Container(data)
        streams = container.streams()
    except ValueError as broken:
        raise guards.damaged() from broken
    if "encryptedpackage" in streams:
        raise guards.encrypted()
    for name, zh, en in _DOCUMENTS:
        if name in streams:
            raise _no_table(zh, en)
    if "workbook" not in streams and "book" not in streams:
        raise guards.not_a_workbook()
    start = container.read(streams.get("workbook") or streams["book"])[:6]
    if start[:1] == b"\x09" and start[1:2] != b"\x08":
        raise _other_table("Excel 4 或更早的工作簿", "a workbook of Excel 4 or older")
    return Format.XLS_95 if start[4:6] == b"\x00\x05" else Format.XLS


def _refuse_binary(data: bytes) -> None:
    if not data.strip(b"\x00"):
        raise guards.damaged() if data else _empty()
    for start, zh, en in _OTHER_TABLES:
        if data.startswith(start):
            raise _other_table(zh, en)
    for start, zh, en in _NO_TABLES:
        if data.startswith(start) and not (len(start) == 2 and _is_text(data)):
            raise _no_table(zh, en)
    for start, name in _ARCHIVES:
        if data.startswith(start) and not (name == "bzip2" and _is_text(data)):
            raise _archive(f"{name} 压缩包", f"a {name} archive")
    if data[4:8] == b"ftyp" or data[8:12] == b"WEBP":
        raise _no_table("图片或视频", "a picture or a video")
    if data[257:262] == b"ustar":
        raise _archive("tar 压缩包", "a tar archive")
    if len(data) in _LOCK_FILE_BYTES and 0 < data[0] <= 54 and b"    " in data and not _is_text(data):
        raise _no_table("Excel 打开文件时的临时文件（~$ 开头）", "a temporary file of Excel (~$)")
    if _is_dbase(data):
        raise _other_table("dBase 数据表（.dbf）", "a dBase table (.dbf)")


def _is_dbase(data: bytes) -> bool:
    """Tells whether the version, the date of the last change, and the header and record sizes fit a dBase file."""
    if len(data) < 65 or data[0] not in (0x03, 0x30, 0x83, 0x8B, 0xF5) or not (1 <= data[2] <= 12 and data[3] <= 31):
        return False
    rows, header, row = (int.from_bytes(data[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    return 65 <= header <= len(data) and row > 1 and rows * row <= len(data)


def _text_format(head: bytes) -> Format:
    if not head:
        raise _empty()
    low = head.lower()
    if head.startswith(b"<"):
        return _marked_up(low)
    if _MAIL.match(head) and b"mime-version:" in low:
        return Format.MAIL
    if _JSON.match(head):
        raise _no_table("JSON 数据", "JSON")
    if head.startswith(b",") and b"file:///" in low and low.rstrip().endswith(b";"):
        raise _no_table("LibreOffice 打开文件时的临时文件（.~lock）", "a temporary file of LibreOffice (.~lock)")
    return Format.CSV


def _marked_up(low: bytes) -> Format:
    if b"<workbook" in low and b"urn:schemas-microsoft-com:office:spreadsheet" in low:
        return Format.XML
    if b"urn:oasis:names:tc:opendocument" in low:
        raise _other_table("OpenDocument 表格", "an OpenDocument file")
    if b"<svg" in low and b"<table" not in low:
        raise _no_table("图片", "a picture")
    if low.startswith(b"<?xml") and b"<html" not in low and b"<table" not in low:
        raise _no_table("XML 文件", "an XML file")
    return Format.PAGE


def no_worksheets() -> Unreadable:
    return _no_table("只有宏或图表的工作簿", "a workbook with macros or charts alone")


def page_without_tables() -> Unreadable:
    """Says what a page is that a system gave instead of a table, such as its sign-in page."""
    zh, en = "这是网页，其中没有表格", "this is a web page without a table"
    return guards.not_a_workbook(zh, en, "请重新导出，或另存为 .xlsx 后再上传", "export it again, or save it as .xlsx")


def _plain_head(data: bytes) -> bytes:
    """Returns the beginning without byte order marks and blanks, and only the ASCII of UTF-16.

    Raises:
        Unreadable: there are bytes in it that no text has.
    """
    head = data[:_HEAD]
    if head.startswith(_MARKS[1:]) or guards.is_wide(data):
        return head.replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    if not _is_text(data):
        raise guards.not_a_workbook()
    while head.startswith(_MARKS[0]):
        head = head[3:]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\x1a")


def _is_text(data: bytes) -> bool:
    return not re.search(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]", data[:65536])


def _other_table(zh: str, en: str, excel: bool = True) -> Unreadable:
    if excel:
        return guards.not_a_workbook(_this_is(zh), f"this is {en}")
    advice = ("请导出为 .xlsx 后再上传", "export it as .xlsx and try again")
    return guards.not_a_workbook(_this_is(zh), f"this is {en}", *advice)


def _no_table(zh: str, en: str) -> Unreadable:
    advice = "请上传 .xlsx、.xls 或 CSV 表格", "upload a table as .xlsx, .xls or CSV"
    return guards.not_a_workbook(f"{_this_is(zh)}，不是表格", f"this is {en}, not a table", *advice)


def _archive(zh: str, en: str) -> Unreadable:
    advice = "请解压后上传其中的表格", "unpack it and upload the table inside"
    return guards.not_a_workbook(_this_is(zh), f"this is {en}", *advice)


def _this_is(what: str) -> str:
    return f"这是{' ' if what[0].isascii() else ''}{what}"


def _empty() -> Unreadable:
    return Unreadable(
        Problem(ProblemCode.EMPTY_SHEET, "文件是空的：请重新导出后再上传", "the file is empty: export it again")
    )
