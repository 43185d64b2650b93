"""A file that is no table is named as what it is, and the message says what to do (R4.1)."""

import gzip
import io
import zipfile

import pytest

from core.workbooks.kinds import Format, recognise
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, compound, xls

MHTML = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
BIFF5 = b"\x09\x08\x08\x00\x00\x05\x05\x00" + b"\0" * 5000
LOCK = b"\x05Admin".ljust(55) + b"\x05\x00" + "Admin".encode("utf-16-le").ljust(108, b" ")


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


def told(data: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read_grids(data, 1000)
    assert raised.value.problem.code is ProblemCode.NOT_A_WORKBOOK
    assert raised.value.problem.en
    return raised.value.problem.zh


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (MHTML, "网页，其中没有表格"),
        (b"From: <Saved by Excel>\r\n" + MHTML, "网页，其中没有表格"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html>\n<html></html>", "网页，其中没有表格"),
        (b"<?xml version='1.0'?><scores/>", "XML 文件"),
        (b"%PDF-1.4\x00\x01\x02", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "图片"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "图片"),
        (compound({"WordDocument": b"\xec\xa5"}), "Word"),
        (compound({"PowerPoint Document": b"\0"}), "PowerPoint"),
        (zipped(word__document_xml="<w/>"), "Word"),
        (zipped(ppt__presentation_xml="<p/>"), "PowerPoint"),
        (zipped(xl__workbook_bin=""), "xlsb"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<o/>"), "ods"),
        (zipped(Index__Document_iwa=""), "Numbers"),
        (zipped(成绩_xlsx=""), "压缩包（内有 成绩.xlsx）：请解压"),
        (zipped(), "ZIP 压缩包：请解压"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z 压缩包：请解压"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (gzip.compress(b"a,b\n"), "gzip"),
        (b'{"data": [{"a": 1}]}', "JSON"),
        (b'\xef\xbb\xbf [\n  {"a": 1}]', "JSON"),
        (b"{\\rtf1\\ansi}", "RTF"),
        (compound({"Book": BIFF5}), "损坏"),
        (BIFF5, "损坏"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4"),
        (LOCK, "临时文件（~$"),
        (b",admin,PC,29.11.2026 10:00,file:///C:/Users/admin/AppData/Roaming/LibreOffice/4;", "临时文件（.~lock"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0", "快捷方式"),
        (b"[InternetShortcut]\r\nURL=http://x/\r\n", "快捷方式"),
        (b"SQLite format 3\0\x10\0", "SQLite"),
        (b"\0\x05\x16\x07\0\x02\0\0", "苹果"),
        (b"ID;PWXL;N;E\r\n", "SYLK"),
        (b"\0" * 3000, "损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # archives hold the time at which they were made
)
def test_what_is_no_table_is_told_as_what_it_is(data: bytes, words: str) -> None:
    assert words in told(data)


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "BOOK", "book"])
def test_names_in_a_container_know_no_case(name: str) -> None:
    data = xls([HEADERS, GOOD])
    old, new = "Workbook".encode("utf-16-le"), name.encode("utf-16-le").ljust(16, b"\0")
    at = data.index(old) + 64
    length = (len(name) * 2 + 2).to_bytes(2, "little")
    renamed = data.replace(old, new)
    renamed = renamed[:at] + length + renamed[at + 2 :]
    assert read_grids(renamed, 10)[0].rows[0] == HEADERS


def test_text_that_begins_as_something_else_does_is_still_a_table() -> None:
    for first in ("BM,MZ", "BZh,a", "ID,P", "TABLE,1", "[序号],{a}", "From: x,y"):
        data = comma_separated([first.split(","), [1, 2]])
        assert recognise(data) is Format.CSV
        assert read_grids(data, 10)[0].rows[0] == first.split(",")


def test_a_directory_that_leads_in_circles_is_left() -> None:
    data = bytearray(xls([HEADERS, GOOD]))
    for at in range(512, len(data) - 128, 128):  # every entry points to itself
        data[at + 68 : at + 80] = (at // 128).to_bytes(4, "little") * 3
    told(bytes(data))
