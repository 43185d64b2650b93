"""Real workbooks for the tests, made in the ways in which offices make them."""

import base64
import csv
import html
import io
import quopri
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

HEADERS = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "授课教师", "学分", "成绩", "备注"]
GOOD: list[Any] = ["20190001", "张三", "CS101", "高等数学", "必修", "李老师", 4, 91.5, None]

Rows = Iterable[Sequence[Any]]


def xlsx(rows: Rows, title: str = "成绩", change: Callable[[Any, Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows: Rows, title: str = "成绩") -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    for index, row in enumerate(rows):
        for at, value in enumerate(row):
            if value is not None:
                sheet.write(index, at, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def comma_separated(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def good(**changes: Any) -> list[Any]:
    """A good row, with some cells changed by their header."""
    row = list(GOOD)
    for header, value in changes.items():
        row[HEADERS.index(header)] = value
    return row


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same .xlsx with one part changed, as no honest program would write it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


def sheet_xml(cells: str) -> bytes:
    """A workbook whose only sheet holds just this XML."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    xml = f"{head}{cells}</sheetData></worksheet>".encode()
    return repacked(xlsx([]), "xl/worksheets/sheet1.xml", lambda _: xml)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) with these streams, as .xls, .doc and encrypted workbooks are kept."""
    sectors: list[bytes] = []
    links: list[int] = []

    def added(data: bytes) -> int:
        first, count = len(sectors), max(1, -(-len(data) // 512))
        sectors.extend(data[at * 512 : at * 512 + 512].ljust(512, b"\0") for at in range(count))
        links.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        return first

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        numbers = struct.pack("<III", 0xFFFFFFFF, right, child)
        head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1) + numbers
        return head + b"\0" * 36 + struct.pack("<IQ", start, size)

    entries = [entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0)]
    for number, (name, data) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        whole = data.ljust(4096, b"\0")  # shorter ones are kept elsewhere
        entries.append(entry(name, 2, right, 0xFFFFFFFF, added(whole), len(whole)))
    directory = added(b"".join(entries))
    table = -(-(len(links) + 64) // 128)
    first = added(b"\0" * 512 * table)
    numbers = struct.pack(f"<{table * 128}I", *(links + [0xFFFFFFFF] * (table * 128 - len(links))))
    body = b"".join(sectors[:first]) + numbers
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIIII", table, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, first)
    head += struct.pack("<108I", *(list(range(first + 1, first + table)) + [0xFFFFFFFF] * 108)[:108])
    return head + body


needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def converted(folder: Path, form: str, to: Path) -> None:
    """`a.xlsx` in the folder, opened by LibreOffice and saved in another form."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(to), str(folder / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def biff5(rows: Rows, title: str = "成绩", code_page: int = 936) -> bytes:
    """The stream of an Excel 95 workbook: texts are in the code page of the writer."""
    encoding = f"cp{code_page}"
    cells = b""
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode(encoding)
                cells += _record(0x204, struct.pack("<HHHH", at, column, 0, len(text)) + text)
            elif value is not None:
                cells += _record(0x203, struct.pack("<HHHd", at, column, 0, value))
    sheet = _record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + cells + _record(0x0A, b"")
    name = title.encode(encoding)
    font = _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial")
    style = _record(0xE0, struct.pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0))
    head = _record(0x809, struct.pack("<HHHH", 0x500, 0x05, 0, 0)) + _record(0x42, struct.pack("<H", code_page))
    head += font * 4 + style
    length = len(head) + 4 + 7 + len(name) + 4
    place = _record(0x85, struct.pack("<IBBB", length, 0, 0, len(name)) + name)
    return head + place + _record(0x0A, b"") + sheet


def spreadsheet_2003(rows: Rows, title: str = "成绩", change: Callable[[str], str] = str) -> bytes:
    """An XML spreadsheet 2003, as Excel and many systems write it."""
    lines = []
    for row in rows:
        kinds = ("String" if isinstance(value, str) else "Number" for value in row)
        texts = ("" if value is None else html.escape(str(value)) for value in row)
        cells = (f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in zip(kinds, texts, strict=True))
        lines.append(f"<Row>{''.join(cells)}</Row>")
    sheet = f'<Worksheet ss:Name="{title}"><Table>{"".join(lines)}</Table></Worksheet>'
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    head = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    return change(f'{head}<Workbook xmlns="{name}" xmlns:ss="{name}">{sheet}</Workbook>').encode()


def web_page(rows: Rows, encoding: str = "utf-8", change: Callable[[str], str] = str) -> bytes:
    """A table of a web page, as systems hand it out under the name .xls."""
    lines = []
    for row in rows:
        cells = (f"<td>{'' if value is None else html.escape(str(value))}</td>" for value in row)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    table = f"<table border=1>{''.join(lines)}</table>"
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    return change(f"<html><head>{head}</head><body>{table}</body></html>").encode(encoding)


def mail(*pages: bytes, encoding: str = "quoted-printable") -> bytes:
    """A web page in a single file (MHTML), as Excel writes it."""
    encode = quopri.encodestring if encoding == "quoted-printable" else base64.encodebytes
    head = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    head += (
        b'Content-Type: multipart/related;\r\n\tboundary="----=_NextPart_01"\r\n\r\nthis document is one file\r\n\r\n'
    )
    parts = [
        b"------=_NextPart_01\r\nContent-Location: file:///C:/sheet%d.htm\r\nContent-Transfer-Encoding: %b\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\n\r\n%b\r\n\r\n' % (at, encoding.encode(), encode(page))
        for at, page in enumerate(pages)
    ]
    return head + b"".join(parts) + b"------=_NextPart_01--\r\n"
