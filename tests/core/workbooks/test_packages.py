"""A file that would cost more than its size is refused before it is laid out, in time that grows with its size
(R9.2)."""

import io
import struct
import time
import zipfile
from contextlib import suppress
from typing import Any

import pytest

from core.workbooks.parts import objects_to_hold
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import GOOD, HEADERS, repacked, sheet_xml, xlsx

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
DOCTYPE = '<!DOCTYPE a [<!ENTITY x "1">]>'


LESS = "请删除多余的内容，或把数据复制到新的工作簿后再上传"


def refused(data: bytes) -> tuple[ProblemCode, str]:
    began = time.process_time()
    with pytest.raises(Unreadable) as raised:
        read_grids(data, 200_000)
    assert time.process_time() - began < 10
    return raised.value.problem.code, raised.value.problem.zh


def with_part(name: str, xml: str) -> bytes:
    buffer = io.BytesIO(xlsx([HEADERS, GOOD]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("begin", "again", "times"),
    [
        ('<c t="e" r="A1"/>', "<c ", 300_000),
        ("", '<c r="AAA1" ', 300_000),
        ("<c", ' r="AAA1"', 300_000),
        ("", "<!--", 2_000_000),
        ("<!--", "< ", 2_000_000),
        ("", "<?a ", 2_000_000),
        ('<c t="e"/>', "<row>", 500_000),
        ("", "</f>", 2_000_000),
        ("", "<row ", 2_000_000),
    ],
)
def test_no_text_costs_more_than_its_length(begin: str, again: str, times: int) -> None:
    data = sheet_xml(begin + again * times)
    assert refused(data)[0] in (ProblemCode.NOT_A_WORKBOOK, ProblemCode.TOO_LARGE)
    began = time.process_time()
    with suppress(Unreadable):
        objects_to_hold(data)
    assert time.process_time() - began < 10


def test_a_hundred_thousand_sheets_are_refused_before_any_is_opened() -> None:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n + 5}" r:id="rId1"/>' for n in range(100_000)).encode()
    data = repacked(xlsx([]), "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", sheets + b"</sheets>"))
    assert refused(data) == (ProblemCode.TOO_LARGE, f"工作簿过大：工作表超过 256 个，{LESS}")


def test_one_part_shown_as_many_sheets_counts_as_often() -> None:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n + 5}" r:id="rId1"/>' for n in range(200)).encode()
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_000))
    data = repacked(sheet_xml(rows), "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", sheets + b"</sheets>"))
    assert refused(data)[0] is ProblemCode.TOO_LARGE


@pytest.mark.parametrize("xml", ["<si><t>{}</t></si>", "<si><r><t>{}</t></r></si>"])
def test_a_shared_text_longer_than_a_cell_is_refused_before_each_cell_gets_a_copy(xml: str) -> None:
    texts = f"<sst>{xml.format('x' * 40_000)}</sst>"
    assert refused(with_part(TEXTS, texts)) == (
        ProblemCode.TOO_LARGE,
        "工作簿过大：单元格内容超过 32767 个字符，请缩短该单元格",
    )
    runs = "<sst><si>" + "<r><t>xxxxxxxx</t></r>" * 5_000 + "</si></sst>"
    assert refused(with_part(TEXTS, runs))[0] is ProblemCode.TOO_LARGE
    many = "<sst>" + "<si><t>课程</t><phoneticPr/></si>" * 5_000 + "</sst>"
    assert len(read_grids(with_part(TEXTS, many), 10)[0].rows) == 2


def test_texts_that_are_announced_and_not_there_reserve_no_memory() -> None:
    assert refused(with_part(TEXTS, '<sst uniqueCount="4294967295"/>'))[0] is ProblemCode.NOT_A_WORKBOOK


@pytest.mark.parametrize("length", [40_000, 30_000_000])
def test_a_text_in_its_cell_may_be_as_long_as_excel_allows(length: int) -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    assert refused(sheet_xml(cell.format("x" * length)))[0] is ProblemCode.TOO_LARGE
    assert read_grids(sheet_xml(cell.format("x" * 32_767)), 10)[0].rows == [["x" * 32_767]]


def test_cells_far_apart_are_refused_before_a_table_is_laid_out() -> None:
    wide = '<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="99999"><c r="A99999"><v>1</v></c></row>'
    assert refused(sheet_xml(wide)) == (ProblemCode.TOO_LARGE, f"工作簿过大：单元格过多，{LESS}")
    assert "ZZ 列" in refused(sheet_xml('<row r="1"><c r="AAA1"><v>1</v></c></row>'))[1]


def test_no_document_type_is_taken() -> None:
    data = repacked(xlsx([]), "xl/workbook.xml", lambda xml: DOCTYPE.encode() + xml)
    assert refused(data)[0] is ProblemCode.NOT_A_WORKBOOK


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = with_part(SHEET, "<worksheet/>")
    assert refused(data)[0] is ProblemCode.NOT_A_WORKBOOK
    assert refused(with_part(SHEET.upper(), "<worksheet/>"))[0] is ProblemCode.NOT_A_WORKBOOK


def test_a_part_that_unpacks_to_more_than_its_entry_says_is_refused() -> None:
    data = bytearray(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    at = next(at for at in _entries(data) if data[at + 46 :].startswith(SHEET.encode()))
    struct.pack_into("<I", data, at + 24, 20)
    assert refused(bytes(data))[0] is ProblemCode.NOT_A_WORKBOOK


def _entries(data: bytearray) -> list[int]:
    return [at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"]


def test_sheets_that_are_all_hidden_are_told_so() -> None:
    data = repacked(xlsx([HEADERS, GOOD]), "xl/workbook.xml", lambda xml: xml.replace(b'"visible"', b'"hidden"'))
    code, words = refused(data)
    assert code is ProblemCode.EMPTY_SHEET
    assert "成绩" in words
    assert "取消隐藏" in words


def test_names_of_parts_know_no_case_and_no_kind_of_slash() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([HEADERS, GOOD]))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.upper().replace("/", "\\"), old.read(name))
    assert read_grids(buffer.getvalue(), 10)[0].rows[0] == HEADERS


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_parts_in_any_encoding_that_excel_reads_are_read(part: str, encoding: str) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["A3"], sheet["A3"].number_format = 7, "000"

    data = repacked(xlsx([HEADERS, GOOD], change=change), part, lambda xml: xml.decode().encode(encoding))
    grid = read_grids(data, 10)[0]
    assert (grid.name, grid.rows[:2], grid.shown) == ("成绩", [HEADERS, [*GOOD[:-1], ""]], {(2, 0): "007"})


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ("xl/worksheets/sheet1.xml", "other place/s.xml", "/other%20place/s.xml"),
        ("xl/worksheets/sheet1.xml", "sheets/s.xml", "../sheets/s.xml"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"),
        ("xl/workbook.xml", "xl/book.xml", "xl/book.xml"),
        ("xl/workbook.xml", "xl/workbook2.xml", "/xl/workbook2.xml"),
    ],
)
def test_a_sheet_is_found_wherever_its_part_is(old: str, new: str, target: str) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    buffer = io.BytesIO()
    names = {old: new, "xl/_rels/workbook.xml.rels": f"xl/_rels/{new[3:]}.rels" if "book" in new else ""}
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([HEADERS, GOOD], change=change))) as book,
        zipfile.ZipFile(buffer, "w") as moved,
    ):
        for name in book.namelist():
            data = book.read(name)
            for written in (f'"/{old}"', f'"{old}"'):
                data = data.replace(written.encode(), f'"{target}"'.encode())
            moved.writestr(names.get(name) or name, data)
    grid = read_grids(buffer.getvalue(), 10)[0]
    assert (grid.name, grid.rows[0], grid.hidden_rows) == ("成绩", HEADERS, {1})


def test_a_document_type_in_a_sheet_is_refused_too() -> None:
    for part in (SHEET, TEXTS):
        data = with_part(TEXTS, "<sst/>") if part == TEXTS else xlsx([HEADERS, GOOD])
        assert refused(repacked(data, part, lambda xml: DOCTYPE.encode() + xml))[0] is ProblemCode.NOT_A_WORKBOOK


def test_cells_are_counted_in_whatever_part_they_are() -> None:
    """Marking holds each of them with its formats, so it asks first how many there are."""
    assert objects_to_hold(with_part("anywhere/else.bin", "<c/>" * 700_000)) > 600_000
