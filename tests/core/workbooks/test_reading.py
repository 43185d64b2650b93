"""The reader recognizes the kind of a file, and refuses some files before it parses them."""

import io
import os
import struct
import zipfile
from typing import Any

import pytest

from core.workbooks import kinds
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, compound, repacked, sheet_xml, xls, xlsx


def refused(data: bytes, max_rows: int = 1000) -> ProblemCode:
    with pytest.raises(Unreadable) as raised:
        read_grids(data, max_rows)
    assert raised.value.problem.zh
    assert raised.value.problem.en
    return raised.value.problem.code


def first_row(data: bytes) -> list[Any]:
    return read_grids(data, 1000)[0].rows[0]


ROWS = [HEADERS, GOOD]


@pytest.mark.parametrize(
    "data",
    [
        xlsx(ROWS),
        xls(ROWS),
        comma_separated(ROWS),
        comma_separated(ROWS, "utf-8-sig"),
        comma_separated(ROWS, "gb18030"),
        comma_separated(ROWS, "utf-16", "\t"),
        comma_separated(ROWS, "gb18030", "\t"),
        comma_separated(ROWS, delimiter=";"),
    ],
    ids=["xlsx", "xls", "csv", "csv-mark", "csv-gb18030", "unicode-text", "tabs", "semicolons"],
)
def test_a_file_is_known_by_its_content(data: bytes) -> None:
    assert first_row(data) == HEADERS


def test_a_path_is_read_whatever_its_name(tmp_path: Any) -> None:
    misnamed = tmp_path / "成绩.xls"
    misnamed.write_bytes(xlsx(ROWS))
    assert read_grids(misnamed, 10)[0].rows[0] == HEADERS


@pytest.mark.parametrize(
    "data",
    [
        b"<html>\xe5\xad\xa6</html>",
        b"\xef\xbb\xbf\r\n<?xml version='1.0'?><Workbook/>",
        b"%PDF-1.4\x00\x01\x02",
        xlsx(ROWS)[:3000],
        xlsx(ROWS)[:-40],
        b"PK\x03\x04",
        xls(ROWS)[:700],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
        comma_separated([*ROWS]) + b'"never closed\n',
    ],
    ids=["html", "xml", "pdf", "cut", "cut-end", "head-only", "cut-xls", "word", "quotes"],
)
def test_what_is_no_workbook_is_told_so(data: bytes) -> None:
    assert refused(data) is ProblemCode.NOT_A_WORKBOOK


def test_a_zip_that_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(buffer.getvalue()) is ProblemCode.NOT_A_WORKBOOK


def test_a_part_that_breaks_off() -> None:
    data = xlsx(ROWS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    at = entry.header_offset + 30 + len(entry.filename) + 20
    assert refused(data[:at] + b"\xff" * 30 + data[at + 30 :]) is ProblemCode.NOT_A_WORKBOOK


def test_a_fault_of_the_parser_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """R10.2: a sheet that begins behind the end of the file makes the parser of .xls fail in itself."""
    _, stream = kinds.open_xls(xls(ROWS))
    place = stream.index(b"\x85\x00") + 4
    broken = stream[:place] + (2**24).to_bytes(4, "little") + stream[place + 4 :]
    with pytest.raises(Unreadable) as refusal:
        read_grids(compound({"Workbook": broken}), 1000)
    assert type(refusal.value.__cause__).__name__ == "PanicException"
    os.write(2, b"said afterwards")
    assert capfd.readouterr() == ("", "said afterwards")


def test_a_strict_workbook_is_read() -> None:
    """R10.2"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as loose, zipfile.ZipFile(buffer, "w") as strict:
        for name in loose.namelist():
            part = loose.read(name)
            for kind in (b"spreadsheetml", b"officeDocument"):
                old = b"http://schemas.openxmlformats.org/" + kind
                part = part.replace(old + b"/2006/", b"http://purl.oclc.org/ooxml/" + kind + b"/")
            strict.writestr(name, part)
    assert first_row(buffer.getvalue()) == HEADERS


def test_a_workbook_without_worksheets_says_so() -> None:
    """R10.2: the same holds for macros alone."""

    def change(book: Any, sheet: Any) -> None:
        book.create_chartsheet("图")
        del book[sheet.title]

    assert refused(xlsx([], change=change)) is ProblemCode.NOT_A_WORKBOOK


def test_an_encrypted_workbook_says_so() -> None:
    assert refused(compound({"EncryptionInfo": b"", "EncryptedPackage": b"x" * 5000})) is ProblemCode.ENCRYPTED


def test_an_encrypted_zip_entry_says_so() -> None:
    data = bytearray(xlsx(ROWS))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refused(bytes(data)) is ProblemCode.ENCRYPTED


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_an_empty_file_says_so(data: bytes) -> None:
    assert refused(data) is ProblemCode.EMPTY_SHEET


def test_bytes_in_no_known_encoding() -> None:
    assert refused("學號,姓名\n".encode("big5") + b"\xff\xff,\x81") is ProblemCode.BAD_ENCODING


def test_a_zip_that_unpacks_to_too_much_is_refused_unread() -> None:
    flood = repacked(xlsx(ROWS), "xl/styles.xml", lambda _: b"0" * (80 * 2**20))
    assert len(flood) < 2**20
    assert refused(flood) is ProblemCode.TOO_LARGE


def test_a_declared_flood_is_refused() -> None:
    data = bytearray(xlsx(ROWS))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 2**31)
    assert refused(bytes(data)) is ProblemCode.TOO_LARGE


def test_a_zip_of_thousands_of_entries_is_refused() -> None:
    buffer = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(buffer, "a") as archive:
        for index in range(2_100):
            archive.writestr(f"x/{index}", "")
    assert refused(buffer.getvalue()) is ProblemCode.TOO_LARGE


def test_too_many_rows_are_refused() -> None:
    assert refused(xlsx([HEADERS] * 50), max_rows=10) is ProblemCode.TOO_LARGE
    assert refused(comma_separated([HEADERS] * 50), max_rows=10) is ProblemCode.TOO_LARGE


def test_one_cell_a_million_rows_down_is_refused() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    assert refused(sheet_xml(far)) is ProblemCode.TOO_LARGE


def test_one_cell_in_the_last_corner_is_refused_before_a_table_is_laid_out() -> None:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refused(sheet_xml(corner)) is ProblemCode.TOO_LARGE


def test_formatted_but_blank_rows_and_columns_are_no_contents() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1" /></row>' for n in range(2, 5000))
    data = sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}')
    assert read_grids(data, 10)[0].rows == [[1.0]]


def test_a_dimension_that_lies_is_not_believed() -> None:
    data = repacked(xlsx(ROWS), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'"A1:I2"', b'"A1:XFD1048576"'))
    assert len(read_grids(data, 10)[0].rows) == 2


def test_hidden_sheets_are_passed_over() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.create_sheet("旧").append(HEADERS)
        book["旧"].sheet_state = "hidden"
        book.create_sheet("更旧").append(HEADERS)
        book["更旧"].sheet_state = "veryHidden"

    assert [grid.name for grid in read_grids(xlsx(ROWS, change=change), 10)] == ["成绩"]


def test_rows_keep_their_own_numbers_when_the_sheet_begins_lower_and_further_right() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["C4"] = "here"

    assert read_grids(xlsx([], change=change), 10)[0].rows[3] == ["", "", "here"]


def test_the_value_of_a_formula_is_read_and_a_failed_one_is_known() -> None:
    data = sheet_xml('<row r="1"><c r="A1"><f>40+2</f><v>42</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    grid = read_grids(data, 10)[0]
    assert grid.rows == [[42.0, ""]]
    assert grid.errors == {(0, 1)}


def test_a_failed_formula_is_found_on_the_sheet_that_it_is_on() -> None:
    def change(book: Any, sheet: Any) -> None:
        other = book.create_sheet("A&B")
        other["C2"] = "#N/A"
        other["C2"].data_type = "e"

    grids = read_grids(xlsx(ROWS, change=change), 10)
    assert [(grid.name, grid.errors) for grid in grids] == [("成绩", set()), ("A&B", {(1, 2)})]


def test_a_wide_sheet_is_read() -> None:
    assert len(first_row(xlsx([list(range(600))]))) == 600


def test_a_quoted_line_break_does_not_shift_the_rows_of_a_csv() -> None:
    rows = read_grids(comma_separated([["a", "b\nc"], [], ["d"]]), 10)[0].rows
    assert rows == [["a", "b\nc"], ["", ""], ["d", ""]]
