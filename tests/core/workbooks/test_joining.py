"""Several sheets of one table are read as one; every row still knows its sheet (R10.2)."""

import io
from typing import Any

import openpyxl
import pytest

from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, read_ready
from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.joining import STEP, Parts
from core.workbooks.marking import Remark, marked
from core.workbooks.problems import ProblemCode
from db.levels import LEVELS
from tests.core.workbooks.files import GOOD, HEADERS, good, web_page, xlsx

QUALITIES = ("思想政治素质", "科学文化素质", "发展性素质", "素质综合测评")
RESULT_HEADERS = ["学号", "姓名", *(f"{one}{what}" for one in QUALITIES for what in ("成绩", "等次"))]


def result(number: str) -> list[Any]:
    return [number, "张三", 91, "优秀", 98.5, "优秀", 82, "良好", 100.25, "优秀"]


def book(first: list[list[Any]], **others: list[list[Any]]) -> bytes:
    def change(whole: Any, _: Any) -> None:
        for title, rows in others.items():
            added = whole.create_sheet(title)
            for row in rows:
                added.append(row)

    return xlsx(first, "1班", change)


def read(data: bytes, most: int = 100) -> CourseScoreSheet:
    return read_course_scores(data, most)


def told(sheet: Any) -> list[tuple[ProblemCode, str | None, int | None]]:
    return [(one.code, one.sheet, one.row) for one in sheet.problems]


def test_sheets_with_the_same_headings_are_read_together() -> None:
    """R4.2: also where the headings stand in another order and in another row, with another name above."""
    turned = [[*HEADERS[4:], *HEADERS[:4]], [*good(学号="3")[4:], *good(学号="3")[:4]]]
    sheet = read(book([HEADERS, GOOD, good(学号="2")], **{"2班": [["标题"], [], *turned], "空表": [HEADERS]}))
    assert (sheet.problems, sheet.student_number) == ([], ["20190001", "2", "3"])
    assert [sheet.parts.place(row) for row in sheet.row] == [("1班", 2), ("1班", 3), ("2班", 4)]
    assert {column.sheet for column in sheet.columns} == {"1班", "2班"}


def test_a_fault_names_its_sheet_and_its_row_there() -> None:
    """R4.2: the same row of two sheets stays two rows."""
    sheet = read(book([HEADERS, good(学分=0), GOOD], **{"2班": [HEADERS, good(学号="2", 学分=0), good(学号=None)]}))
    assert told(sheet) == [
        (ProblemCode.OUT_OF_RANGE, "1班", 2),
        (ProblemCode.OUT_OF_RANGE, "2班", 2),
        (ProblemCode.MISSING_VALUE, "2班", 3),
    ]


def test_notes_name_the_sheet_of_their_rows() -> None:
    def change(whole: Any, first: Any) -> None:
        first.row_dimensions[2].hidden = True
        added = whole.create_sheet("2班")
        for row in (HEADERS, good(课程代码="cs101", 成绩=60), [], good(学号="2")):
            added.append(row)

    sheet = read(xlsx([HEADERS, GOOD], "1班", change))
    notes = {note.code: (note.sheet, note.rows) for note in sheet.warnings}
    assert notes["HIDDEN_ROWS_READ"] == ("1班", "2")
    assert notes["BLANK_ROWS_PASSED_OVER"] == ("2班", "3")
    assert notes["SIMILAR_CODES"] == (None, "2班 2")


def test_attempts_are_gathered_over_the_sheets() -> None:
    """R10.5"""
    first, second = [[*HEADERS, "考试性质"]], [[*HEADERS, "考试性质"]]
    first.append([*good(成绩=50), "正常考试"])
    second += [[*good(成绩=60), "补考"], [*good(成绩=60, 学分=3), "补考"]]
    sheet = read(book(first, 补考=second))
    assert told(sheet) == [(ProblemCode.DUPLICATE, "补考", 3)]
    assert "与工作表“补考”第 2 行是同一学生" in sheet.problems[0].zh
    sheet = read(book(first, 补考=second[:2]))
    assert (sheet.problems, len(sheet), [sheet.parts.place(one.row) for one in sheet.others]) == ([], 1, [("补考", 2)])
    assert [note.rows for note in sheet.warnings if note.code == "ATTEMPTS_READ"] == ["1班 2、补考 2"]


def test_sheets_with_other_headings_are_refused_by_name() -> None:
    """R4.2: what stands under another name may mean something else."""
    other = [[header if header != "成绩" else "总评成绩" for header in HEADERS], good(学号="2")]
    sheet = read(book([HEADERS, GOOD], **{"2班": other}))
    assert (told(sheet), len(sheet)) == ([(ProblemCode.SEVERAL_SHEETS, None, None)], 0)
    assert "1班、2班" in sheet.problems[0].zh


def test_all_sheets_together_have_no_more_rows_than_one_may_have() -> None:
    """R9.2"""
    rows = [good(学号=str(number)) for number in range(30)]
    assert told(read(book([HEADERS, *rows], **{"2班": [HEADERS, *rows]}), 35))[0][0] is ProblemCode.TOO_LARGE


def test_the_tables_of_a_paged_web_page_are_one_table() -> None:
    page = web_page([HEADERS, GOOD]) + web_page([HEADERS, good(学号="2")])
    assert read(page).student_number == ["20190001", "2"]


def test_a_student_on_two_sheets_of_results_is_told() -> None:
    """R6.2"""
    data = book([RESULT_HEADERS, result("1"), result("2")], **{"2班": [RESULT_HEADERS, result("2"), result("3")]})
    sheet = read_ready(data, LEVELS, 100)
    assert told(sheet) == [(ProblemCode.DUPLICATE, "2班", 2)]
    assert "与工作表“1班”第 3 行重复" in sheet.problems[0].zh
    assert (sheet.student_number, sheet.row_count) == (["1", "2", "3"], 4)
    assert sheet.known_numbers == ["1", "2", "3"]


@pytest.mark.parametrize("kind", ["xlsx", "page"])
def test_each_sheet_is_marked_where_its_faults_are(kind: str) -> None:
    """R6.2"""
    rows = [RESULT_HEADERS, result("1")], [RESULT_HEADERS, result("2"), result("3")]
    data = book(rows[0], **{"2班": rows[1]}) if kind == "xlsx" else web_page(rows[0]) + web_page(rows[1])
    first, second = ("1班", "2班") if kind == "xlsx" else ("表1", "表2")
    remarks = [Remark(2, "学号", "甲", first), Remark(3, "姓名", "乙", second)]
    found = openpyxl.load_workbook(io.BytesIO(marked(data, remarks, COMPREHENSIVE_RESULTS.headings, 100)))
    comments = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in found.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert comments == {(first, "A2"): "甲", (second, "B3"): "乙"}


def test_row_numbers_of_parts() -> None:
    parts = Parts(("1班", "2班"))
    assert parts.ranges([2, 3, STEP + 3, STEP + 5]) == "1班 2-3、2班 3、5"
    assert (parts.place(STEP + 7), Parts().place(7), Parts().ranges([])) == (("2班", 7), (None, 7), None)
    assert parts.words(STEP + 7) == ("工作表“2班”第 7 行", "row 7 of “2班”")
