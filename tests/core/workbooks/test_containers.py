"""Web pages named .xls, MHTML, XML spreadsheets and Excel 95 are read like any workbook (R10.2)."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.grids import Grid
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import (
    GOOD,
    HEADERS,
    biff5,
    comma_separated,
    compound,
    good,
    mail,
    spreadsheet_2003,
    web_page,
)

ROWS = [["2018-2019 学年成绩"], [], HEADERS, GOOD, good(学号="20190002", 姓名="李四", 成绩=60)]
KINDS: dict[str, bytes] = {
    "page": web_page(ROWS),
    "page in gb2312": web_page(ROWS, "gb18030"),
    "page in utf-16": web_page(ROWS, "utf-16"),
    "mail": mail(web_page(ROWS, "gb18030")),
    "mail in base64": mail(web_page(ROWS, "gb18030"), encoding="base64"),
    "xml": spreadsheet_2003(ROWS),
    "excel 95": compound({"Book": biff5(ROWS)}),
    "excel 95 without a container": biff5(ROWS),
    "tabs": comma_separated(ROWS, "gb18030", "\t"),
    "bars": comma_separated(ROWS, "utf-8-sig", "|"),
    "semicolons": comma_separated(ROWS, "utf-16", ";"),
}


def read(data: bytes) -> CourseScoreSheet:
    return read_course_scores(data, 1000)


def page(body: str) -> list[Grid]:
    return read_grids(f"<html><body>{body}</body></html>".encode(), 1000)


def rows(body: str) -> list[list[Any]]:
    (grid,) = page(body)
    return grid.rows


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_come_from_every_kind_of_file(kind: str) -> None:
    sheet = read(KINDS[kind])
    assert sheet.problems == []
    assert (sheet.student_number, sheet.student_name) == (["20190001", "20190002"], ["张三", "李四"])
    assert [str(score) for score in sheet.score] == ["91.5", "60"]
    assert sheet.row == [4, 5]


@pytest.mark.parametrize("kind", [web_page, spreadsheet_2003, biff5, comma_separated])
def test_faults_have_their_row_in_every_kind_of_file(kind: Callable[[Any], bytes]) -> None:
    sheet = read(kind([*ROWS, good(学分="四")]))
    assert [(one.code, one.row, one.letter) for one in sheet.problems] == [(ProblemCode.NOT_A_NUMBER, 6, "G")]


def test_cells_over_several_rows_and_columns_count_for_each_of_them() -> None:
    body = """<table><tr><td colspan=1000>成绩表</td></tr>
      <tr><th rowspan=2>学号</th><th colspan="2">成绩</th></tr><tr><th>平时</th><th>总评</th></tr>
      <tr><td rowspan=0>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>"""
    (grid,) = page(body)
    assert grid.rows == [
        ["成绩表"] * 3, ["学号", "成绩", "成绩"], ["学号", "平时", "总评"], ["1", "2", "3"], ["1", "4", "5"],
    ]  # fmt: skip
    assert len(grid.merged) == 4


def test_a_page_is_read_as_excel_shows_it() -> None:
    """R4.1: entities, breaks, formats of text, values behind what is shown, and rows that are hidden."""
    body = """<style>td {mso-number-format:"\\@"}</style><script>"<table><tr><td>no"</script><!-- <td>no</td> -->
      <TABLE><TR><TD style="mso-number-format:'\\@'">002333&nbsp;</TD><td>a&lt;b&#65;<br>c</td>
      <td x:num="0.855">85.5%</td><td x:num>91.5</td><td x:str>007</td></TR>
      <tr style='display:none'><td><font color=red><b>张</b>三</font></td><td title="a>b">x</td></tr>
      <tr><td>unclosed<td>cells<tr><td>and rows</table><p>behind</p>"""
    (grid,) = page(body)
    assert grid.rows[0] == ["002333", "a<bA c", 0.855, "91.5", "007"]
    assert [row[:2] for row in grid.rows[1:]] == [["张三", "x"], ["unclosed", "cells"], ["and rows", ""]]
    assert (grid.hidden_rows, grid.shown) == ({1}, {(0, 2): "85.5%"})


def test_each_table_of_a_page_is_a_sheet_and_those_within_others_too() -> None:
    body = """<table><tr><td>查询条件</td></tr><tr><td>
      <table><tr><td>学号</td></tr></table></td></tr></table><table style="display:none"><tr><td>旧</td></tr></table>
      <table><tr><td>合计</td></tr></table>"""
    assert [(grid.name, grid.rows) for grid in page(body)] == [
        ("表1", [["查询条件"], [""]]), ("表2", [["学号"]]), ("表4", [["合计"]]),
    ]  # fmt: skip


def test_a_page_around_the_table_hinders_nothing() -> None:
    menu = "<table><tr><td>首页</td><td>退出</td></tr></table>"
    assert len(read(web_page([HEADERS, GOOD], change=lambda text: text.replace("<body>", f"<body>{menu}")))) == 1


@pytest.mark.parametrize(
    "data", [b"<html>", b"<!DOCTYPE html><html><body><form>login</form></body></html>", mail(b"<html></html>")]
)
def test_a_page_without_a_table_is_told(data: bytes) -> None:
    """Systems give their sign-in page where a session has ended."""
    with pytest.raises(Unreadable) as raised:
        read_grids(data, 10)
    assert raised.value.problem.code is ProblemCode.NOT_A_WORKBOOK
    assert "没有表格" in raised.value.problem.zh


def test_the_pages_of_a_mail_have_the_names_of_their_sheets() -> None:
    frame = "<html><xml><x:ExcelWorksheet><x:Name>1班</x:Name></x:ExcelWorksheet><x:Name>2班</x:Name></xml></html>"
    data = mail(frame.encode(), web_page([["a"]], "gb18030"), web_page([["b"]], "gb18030"))
    assert [(grid.name, grid.rows) for grid in read_grids(data, 10)] == [("1班", [["a"]]), ("2班", [["b"]])]
    unnamed = read_grids(mail(web_page([["a"]]), web_page([["b"]])), 10)
    assert [grid.name for grid in unnamed] == ["页1", "页2"]


NAME = "urn:schemas-microsoft-com:office:spreadsheet"


def xml(inside: str, encoding: str = "utf-8") -> list[Grid]:
    head = f'<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="{NAME}" xmlns:ss="{NAME}">'
    return read_grids(f"{head}{inside}</Workbook>".encode(encoding), 1000)


def test_an_xml_spreadsheet_is_read_as_excel_shows_it() -> None:
    inside = """<Styles><Style ss:ID="s1"><NumberFormat ss:Format="000000"/></Style></Styles>
      <Worksheet ss:Name="成绩"><Table><Column/><Column ss:Hidden="1"/><Column ss:Index="5" ss:Width="0"/>
      <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell></Row>
      <Row ss:Index="3" ss:Hidden="1"><Cell ss:StyleID="s1"><Data ss:Type="Number">2333</Data>
        <Comment><ss:Data>不是内容</ss:Data></Comment></Cell>
        <Cell ss:Index="3"><ss:Data ss:Type="String"><B>张</B>三</ss:Data></Cell></Row>
      <Row><Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=1+1"/>
        <Cell><Data ss:Type="Boolean">1</Data></Cell>
        <Cell><Data ss:Type="DateTime">2019-07-01T00:00:00.000</Data></Cell>
      </Row></Table></Worksheet>
      <Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
        <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"""
    for encoding in ("utf-8", "gb18030", "utf-16"):
        (grid,) = xml(inside, encoding)
        assert [row[:3] for row in grid.rows[:3]] == [["标题"] * 3, [""] * 3, [2333.0, "", "张三"]]
        assert (grid.rows[3][2], str(grid.rows[3][3])) == (True, "2019-07-01")
        assert (grid.errors, grid.unvalued, grid.hidden_rows) == ({(3, 0)}, {(3, 1)}, {2})
        assert (grid.hidden_columns, grid.shown) == ({1, 4}, {(2, 0): "002333"})


def test_an_excel_95_of_another_code_page_is_read() -> None:
    stream = biff5([["學號", "姓名"], ["1", "張三"]], "成績", 950)
    (grid,) = read_grids(compound({"Book": stream}), 10)
    assert (grid.name, grid.rows) == ("成績", [["學號", "姓名"], ["1", "張三"]])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<table>" + b"<tr><td>1" * 2000, ProblemCode.TOO_LARGE),
        (b"<table><tr>" + b"<td>1" * 800, ProblemCode.TOO_LARGE),
        (b"<table><tr>" + b"<td rowspan=9999999 colspan=700>" * 3 + b"<tr><td>" * 10, ProblemCode.TOO_LARGE),
        (b"<table>" * 3000, ProblemCode.TOO_LARGE),
        (b"<table><tr><td>" + b"x" * 40_000, ProblemCode.TOO_LARGE),
        (spreadsheet_2003([["a"]], change=lambda text: text.replace("<Row>", '<Row ss:Index="900000">')),
         ProblemCode.TOO_LARGE),
        (spreadsheet_2003([["a"]], change=lambda text: text.replace("<Cell>", '<Cell ss:Index="9000">')),
         ProblemCode.TOO_LARGE),
        (spreadsheet_2003([["a"]], change=lambda text: text.replace("</Table>", "")), ProblemCode.NOT_A_WORKBOOK),
        (spreadsheet_2003([["a"]], change=lambda text: text.replace("<Workbook", "<!DOCTYPE a><Workbook")),
         ProblemCode.NOT_A_WORKBOOK),
        (web_page(ROWS).removesuffix(b"/table></body></html>"), ProblemCode.NOT_A_WORKBOOK),
        (mail(web_page(ROWS)[:-200]), ProblemCode.NOT_A_WORKBOOK),
        (mail(web_page([["a"]])).replace(b"quoted-printable", b"base64"), ProblemCode.BAD_ENCODING),
        (biff5([["a"]])[:-20], ProblemCode.NOT_A_WORKBOOK),
        (compound({"Book": biff5([["a"]])[:60]}), ProblemCode.NOT_A_WORKBOOK),
    ],
)  # fmt: skip
def test_what_is_broken_or_beyond_all_bounds_is_refused(data: bytes, code: ProblemCode) -> None:
    """R9.2"""
    with pytest.raises(Unreadable) as raised:
        read_grids(data, 1000)
    assert raised.value.problem.code is code


def test_a_table_without_its_end_is_whole_where_the_page_ends() -> None:
    """R10.2: such a page was written carelessly, and did not break off."""
    careless = web_page(ROWS).replace(b"</table>", b"")
    assert len(read_course_scores(careless, 10)) == 2


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", '<a "', "<td x='", "<!--", "<style>", "<table><tr><td>", "</table>", "&#", "<a a=", "<a a a a a "],
)
def test_no_page_takes_longer_than_its_length(piece: str) -> None:
    """R9.2: a pattern that goes over the same letters again would take hours."""
    for start in ("<html>", "<html><table><tr><td>", "<html><table><tr><td "):
        data = (start + piece * (1_000_000 // len(piece))).encode()
        began = time.process_time()
        try:
            read_grids(data, 1000)
        except Unreadable:
            continue
        finally:
            assert time.process_time() - began < 10
