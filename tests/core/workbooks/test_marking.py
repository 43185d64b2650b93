"""A workbook handed back with every fault beside its cell (R4.2, R6.2): it is corrected there, and sent in again."""

import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks import marking
from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, read_ready
from core.workbooks.course_scores import COURSE_SCORES, read_course_scores
from core.workbooks.marking import Remark, marked
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.process import WorkbookProcess
from core.workbooks.templates import comprehensive_template
from db.levels import LEVELS
from tests.core.workbooks.files import GOOD, HEADERS, Rows, comma_separated, good, repacked, sheet_xml, xls, xlsx

BAD = good(学号="20190002", 成绩=105)
REMARKS = [
    Remark(3, "成绩", "“105”不在范围内"),
    Remark(None, None, "缺少学生“20190009”"),
    Remark(3, "学号", "学号“20190002”不存在"),
    Remark(2, "姓名", "=cmd|' /C calc'!A0"),
]
SCORE, PLACE = "H", "J"
FILES = {
    "xlsx": xlsx([HEADERS, GOOD, BAD]),
    "xls": xls([HEADERS, GOOD, BAD]),
    "csv": comma_separated([HEADERS, GOOD, BAD], "gb18030"),
}


def mark(data: bytes, remarks: Sequence[Remark] = REMARKS, language: str = "zh", layout: Any = COURSE_SCORES) -> Any:
    return opened(marked(data, remarks, layout.headings, 1000, language))


def opened(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(data))


def is_red(cell: Any) -> bool:
    return bool(cell.fill.fgColor.rgb == "FFFFC9C9")


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet]


@pytest.mark.parametrize("kind", FILES)
def test_the_cell_is_red_and_says_why(kind: str) -> None:
    sheet = mark(FILES[kind]).worksheets[0]
    assert [cell.coordinate for row in sheet for cell in row if is_red(cell)] == ["B2", "A3", "H3"]
    assert sheet["H3"].comment.text == "“105”不在范围内"
    assert sheet["A3"].comment.text == "学号“20190002”不存在"


@pytest.mark.parametrize("kind", FILES)
def test_a_last_column_has_all_reasons_of_the_row(kind: str) -> None:
    sheet = mark(FILES[kind]).worksheets[0]
    reasons = [cell.value for cell in sheet[PLACE]]
    assert reasons == ["错误", "姓名：=cmd|' /C calc'!A0", "成绩：“105”不在范围内；学号：学号“20190002”不存在"]
    assert sheet.column_dimensions[PLACE].width == 60


@pytest.mark.parametrize("kind", FILES)
def test_a_sheet_lists_every_remark_and_first_what_lies_on_no_row(kind: str) -> None:
    book = mark(FILES[kind])
    assert values(book["错误"]) == [
        ["行", "列", "原因"],
        [None, None, "缺少学生“20190009”"],
        [2, "姓名", "=cmd|' /C calc'!A0"],
        [3, "成绩", "“105”不在范围内"],
        [3, "学号", "学号“20190002”不存在"],
    ]
    assert book.active.title == "错误"
    assert mark(FILES[kind], REMARKS[:1]).active.title != "错误"


@pytest.mark.parametrize("kind", FILES)
def test_the_contents_stay_and_no_text_becomes_a_formula(kind: str) -> None:
    rows = [HEADERS, good(备注="=1+1", 学号="00123456789012345678", 成绩=92.07), good(备注="'+1", 课程代码="1e5")]
    made: dict[str, Callable[[Rows], bytes]] = {"xlsx": xlsx, "xls": xls, "csv": comma_separated}
    data = made[kind](rows)
    if kind == "xlsx":
        data = xlsx(rows, change=lambda _, sheet: setattr(sheet["I2"], "data_type", "s"))
    before, after = read_course_scores(data, 10), marked(data, REMARKS[:1], COURSE_SCORES.headings, 10)
    assert list(read_course_scores(after, 10).rows) == list(before.rows)
    assert len(before) == 2
    assert {cell.data_type for sheet in opened(after) for row in sheet for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("kind", FILES)
def test_the_corrected_workbook_is_imported_and_the_marks_are_passed_over(kind: str) -> None:
    book = mark(FILES[kind])
    book.worksheets[0]["H3"] = 95
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = read_course_scores(buffer.getvalue(), 10)
    assert (sheet.problems, sheet.student_number) == ([], ["20190001", "20190002"])


@pytest.mark.parametrize("kind", FILES)
def test_marking_again_replaces_the_marks(kind: str) -> None:
    again = marked(
        marked(FILES[kind], REMARKS, COURSE_SCORES.headings, 10),
        [Remark(2, "成绩", "新的")],
        COURSE_SCORES.headings,
        10,
    )
    sheet = opened(again).worksheets[0]
    assert [cell.coordinate for row in sheet for cell in row if is_red(cell)] == ["H2"]
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["H2"]
    assert [cell.value for cell in sheet[PLACE]] == ["错误", "成绩：新的", None]
    assert sheet.max_column == 10
    assert opened(again).sheetnames[1:] == ["错误"]
    assert values(opened(again)["错误"]) == [["行", "列", "原因"], [2, "成绩", "新的"]]


def test_it_is_written_in_english_too() -> None:
    book = mark(FILES["xlsx"], [Remark(3, "成绩", "too much"), Remark(3, None, "and so on")], "en")
    assert book.sheetnames == ["成绩", "Errors"]
    assert [cell.value for cell in book["成绩"][PLACE]] == ["Errors", None, "成绩: too much; and so on"]
    assert values(book["Errors"])[0] == ["Row", "Column", "Reason"]


def test_formats_formulas_and_other_sheets_stay() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet["H2"] = "=90+1.5"
        sheet["B2"].font = Font(italic=True)
        sheet["D2"] = CellRichText("高等", TextBlock(InlineFont(b=True), "数学"))
        book.template = True
        sheet["A2"].comment = Comment("请核对", "李老师")
        sheet.column_dimensions["D"].width = 33
        sheet.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="E2:E9"))
        book.create_sheet("旧", 0)["A1"] = "=SUM(1,2)"
        book["旧"].sheet_state = "hidden"

    remarks = [Remark(2, "学号", "不存在"), Remark(2, "姓名", "不符")]
    data = marked(xlsx([HEADERS, GOOD, BAD], change=change), remarks, COURSE_SCORES.headings, 10)
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    sheet = book["成绩"]
    assert (str(sheet["D2"].value), len(sheet["D2"].value), book.template) == ("高等数学", 2, False)
    assert (sheet["H2"].value, book["旧"]["A1"].value) == ("=90+1.5", "=SUM(1,2)")
    assert (sheet["B2"].font.italic, sheet.column_dimensions["D"].width) == (True, 33)
    assert sheet["A2"].comment.text == "请核对\n不存在"
    assert sheet.data_validations.dataValidation[0].formula1 == '"a,b"'
    assert book.active is not None
    assert (book["旧"].sheet_state, book.active.title) == ("hidden", "成绩")


def test_sheets_are_not_left_selected_together() -> None:
    """Excel would write into both at once."""

    def change(book: Any, sheet: Any) -> None:
        sheet.sheet_view.tabSelected = book.create_sheet("又").sheet_view.tabSelected = True

    book = mark(xlsx([HEADERS, GOOD], change=change), [Remark(None, None, "缺少学生")])
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == []
    assert book.active.title == "错误"


def test_of_merged_cells_the_first_is_marked_and_the_column_stands_behind_them() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.merge_cells("B3:B4")
        sheet.merge_cells("A1:L1")

    rows = [["成绩表"], HEADERS, GOOD, good(姓名=None)]
    sheet = mark(xlsx(rows, change=change), [Remark(4, "姓名", "缺少姓名")])["成绩"]
    assert sheet["B3"].comment.text == "缺少姓名"
    assert [sheet[f"M{row}"].value for row in range(1, 5)] == [None, "错误", None, "姓名：缺少姓名"]
    assert {str(each) for each in sheet.merged_cells.ranges} == {"B3:B4", "A1:L1"}


def test_a_merged_cell_to_the_sheets_end_leaves_no_column_but_the_list() -> None:
    data = xlsx([HEADERS, GOOD], change=lambda _, sheet: sheet.merge_cells("A3:XFD3"))
    book = mark(data, [Remark(2, "姓名", "不符")])
    assert is_red(book["成绩"]["B2"])
    assert values(book["错误"])[1:] == [[2, "姓名", "不符"]]


def test_columns_that_are_hidden_up_to_the_end_do_not_hide_the_reasons() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.column_dimensions.group("I", "XFD", hidden=True)

    columns = mark(xlsx([HEADERS, GOOD, BAD], change=change))["成绩"].column_dimensions
    known = sorted((each.min, each.max, each.hidden) for each in columns.values())
    assert known == [(9, 9, True), (10, 10, False), (11, 16384, True)]


def test_weird_dimensions_survive() -> None:
    lying = repacked(FILES["xlsx"], "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'"A1:I3"', b'"A1:XFD1048576"'))
    assert mark(lying)["成绩"][f"{PLACE}3"].value.startswith("成绩")
    letters = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "学分", "成绩"]
    head = "".join(f'<c r="{chr(65 + n)}5" t="inlineStr"><is><t>{name}</t></is></c>' for n, name in enumerate(letters))
    blank = '<row r="90000"><c r="XFD90000" s="0"/></row>'
    far = sheet_xml(f'<row r="5">{head}</row><row r="7"><c r="A7"><v>1</v></c></row>{blank}')
    sheet = mark(far, [Remark(7, "学号", "不存在"), Remark(90_000, "学号", "无此行")]).worksheets[0]
    assert (sheet["H5"].value, sheet["H7"].value) == ("错误", "学号：不存在")


def test_hostile_sheet_names_survive() -> None:
    name = b"A&amp;B &lt;x&gt; '1'"
    data = repacked(FILES["xlsx"], "xl/workbook.xml", lambda xml: xml.replace("成绩".encode(), name))
    assert mark(data).sheetnames == ["A&B <x> '1'", "错误"]
    data = repacked(FILES["xlsx"], "xl/workbook.xml", lambda xml: xml.replace("成绩".encode(), b"a/b[1]:*?"))
    book = mark(data)
    assert book.sheetnames == ["a_b_1____", "错误"]
    assert is_red(book.worksheets[0]["H3"])
    data = xlsx([HEADERS, GOOD, BAD], title="错误")
    assert mark(data).sheetnames == ["错误", "错误_2"]


def test_what_openpyxl_cannot_open_is_written_as_it_was_read() -> None:
    data = repacked(FILES["xlsx"], "xl/styles.xml", lambda xml: xml.replace(b"gray125", b"tartan"))
    sheet = mark(data)["成绩"]
    assert is_red(sheet["H3"])
    assert [cell.value for cell in sheet[2]][:8] == GOOD[:8]


def test_more_cells_than_memory_holds_are_written_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "MOST_CELLS", 20)
    data = xlsx([HEADERS, GOOD, BAD], change=lambda _, sheet: setattr(sheet["B2"], "font", Font(italic=True)))
    sheet = mark(data)["成绩"]
    assert (is_red(sheet["H3"]), sheet["B2"].font.italic) == (True, False)


@pytest.mark.parametrize(
    "tag", ['mergeCells><mergeCell ref="{}"/></mergeCells', 'hyperlinks><hyperlink ref="{}"/></hyperlinks']
)
def test_a_range_over_the_rest_of_the_sheet_is_not_laid_out(tag: str) -> None:
    xml = f"</sheetData><{tag.format('A10:XFD1048576')}>".encode()
    data = repacked(FILES["xlsx"], "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", xml))
    assert is_red(mark(data)["成绩"]["H3"])


def test_a_wrong_header_is_told_on_the_list_and_not_beside_it() -> None:
    headers = [*HEADERS, "成绩*"]
    data = xlsx([headers, [*GOOD, 90]])
    book = mark(data, [Remark(1, "成绩", "“成绩”列出现了 2 次"), Remark(1, "工号", "缺少“工号”列")])
    assert [cell.coordinate for cell in book["成绩"][1] if is_red(cell)] == ["H1", "J1"]
    assert book["成绩"]["K1"].value == "错误"
    assert [row[2] for row in values(book["错误"])[1:]] == ["“成绩”列出现了 2 次", "缺少“工号”列"]


def test_without_a_table_the_list_says_so() -> None:
    book = mark(xlsx([["甲", "乙"], [1, 2]]), [Remark(None, None, "没有找到表头")])
    assert (book.sheetnames, book.active.title) == (["成绩", "错误"], "错误")
    assert values(book["成绩"]) == [["甲", "乙"], [1, 2]]


def test_hidden_sheets_and_dates_of_an_xls() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("成绩")
    for at, header in enumerate(HEADERS):
        sheet.write(0, at, header)
    sheet.write(1, 0, 20190001)
    sheet.write(1, 1, True)
    sheet.write(1, 8, 43000.5, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    buffer = io.BytesIO()
    book.save(buffer)
    row = mark(buffer.getvalue(), [Remark(2, "姓名", "“True”是逻辑值")])["成绩"][2]
    assert [row[0].value, row[1].value, str(row[8].value)] == [20190001, True, "2017-09-22 12:00:00"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", xlsx([["a"]])[:500]])
def test_what_cannot_be_read_cannot_be_marked(data: bytes) -> None:
    with pytest.raises(Unreadable):
        mark(data)


async def test_a_comprehensive_workbook_is_marked_in_the_worker() -> None:
    """R6.2: the template with its drop-downs, a missing student and what the reader found."""
    data = comprehensive_template([("1", "张三"), ("2", "李四")])
    problems = read_ready(data, LEVELS, 10).problems
    remarks = [*(Remark(p.row, p.column, p.zh) for p in problems), Remark(None, None, "缺少学生“3”")]
    work = WorkbookProcess()
    try:
        after = await work.run(marked, data, remarks, COMPREHENSIVE_RESULTS.headings, 10)
    finally:
        await work.close()
    sheet = opened(after)["素质综合测评成绩"]
    assert [cell.coordinate for row in sheet for cell in row if is_red(cell)] == [
        f"{c}{r}" for r in (2, 3) for c in "CDEFGHIJ"
    ]
    assert [check.type for check in sheet.data_validations.dataValidation] == ["decimal", "list"]
    assert {p.code for p in read_ready(after, LEVELS, 10).problems} == {ProblemCode.MISSING_VALUE}
    assert len(read_ready(after, LEVELS, 10).problems) == len(problems)
