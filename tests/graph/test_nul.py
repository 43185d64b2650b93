"""NUL, which PostgreSQL takes into no text, wherever a client can put one: an answer in words, and never INTERNAL."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlwt

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated, xlsx
from tests.graph.course_acts import IMPORT

MARK = "NULHERE"


def rows(campus: Campus, name: str = "高等数学") -> list[list[Any]]:
    return [HEADERS, [campus.people["jia"].username, "张甲", "CS101", name, "必修", "李老师", 4, 91, None]]


def in_csv(campus: Campus) -> bytes:
    return comma_separated(rows(campus, "高\0数"))


def late_in_csv(campus: Campus) -> bytes:
    blank = [["", "", "", "", "", "", "", "", ""]] * 5_000
    return comma_separated([*rows(campus), *blank, rows(campus, "高\0数")[1]])


def in_xls(campus: Campus) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("成绩")
    for y, row in enumerate(rows(campus, "高\0数")):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def escaped_in_xlsx(campus: Campus) -> bytes:
    return xlsx(rows(campus, "高_x0000_数"))


def raw_in_xlsx(campus: Campus) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(xlsx(rows(campus, MARK)))) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(MARK.encode(), b"a\0b"))
    return buffer.getvalue()


def referred_to_in_xlsx(campus: Campus) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(xlsx(rows(campus, MARK)))) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(MARK.encode(), b"a&#0;b"))
    return buffer.getvalue()


@pytest.mark.parametrize("made", [in_csv, late_in_csv, in_xls, escaped_in_xlsx, raw_in_xlsx, referred_to_in_xlsx])
async def test_in_a_cell(campus: Campus, made: Any) -> None:
    """It is refused, or read without it; what is stored holds none."""
    file = {"variables.input.file": ("成绩", made(campus))}
    answer = await campus.upload(campus.college_admin, IMPORT, file, input={"academicYear": YEAR, "term": 1})
    assert not answer.errors, answer.errors
    names = await campus.rows("select course_name from course_score where term = 1")
    assert all(letter >= " " for (name,) in names for letter in name)


async def test_in_a_file_name(campus: Campus) -> None:
    """R9.3: the log names the file as it can be named."""
    operations = {"query": IMPORT, "variables": {"input": {"academicYear": YEAR, "term": 1, "file": None}}}
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % part
        for part in (
            (b"operations", b"", json.dumps(operations).encode()),
            (b"map", b"", b'{"0": ["variables.input.file"]}'),
            (b"0", b'; filename="..\\a\0\x1b\xe2\x80\xae.xlsx"', xlsx(rows(campus))),
        )
    )
    headers = {
        "authorization": f"Bearer {campus.college_admin.token}",
        "graphql-preflight": "1",
        "content-type": "multipart/form-data; boundary=b",
    }
    response = await campus.client.post("/graphql", content=body + b"--b--\r\n", headers=headers)
    payload = response.json()["data"]["importCourseScores"]
    assert payload["userErrors"] == []
    entries = await campus.rows("select new ->> 'file' from audit_entry where action = 'importCourseScores'")
    assert entries == [("a.xlsx",)]
