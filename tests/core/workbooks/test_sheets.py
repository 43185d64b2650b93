"""No sheet with rows is left out in silence (R4.2, R6.2), and headings are read as people mean them (R4.1)."""

import io
from typing import Any

import openpyxl
import pytest

from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, read_ready
from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.marking import Remark, marked
from core.workbooks.problems import ProblemCode
from db.levels import LEVELS
from tests.core.workbooks.files import GOOD, HEADERS, good, xls, xlsx

QUALITIES = ("思想政治素质", "科学文化素质", "发展性素质", "素质综合测评")
RESULT = ["20190001", "张三", 91, "优秀", 98.5, "优秀", 82, "良好", 100.25, "优秀"]


def beside(title: str, *rows: list[Any]) -> CourseScoreSheet:
    """A good sheet of scores, and another one beside it."""

    def change(book: Any, _: Any) -> None:
        added = book.create_sheet(title)
        for row in rows:
            added.append(row)

    return read_course_scores(xlsx([HEADERS, GOOD], "1班", change), 1000)


def codes(sheet: Any) -> list[ProblemCode]:
    return [problem.code for problem in sheet.problems]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            [["学号", "姓名", "课程代码", "课程名称", "学分", "成绩"], ["20190002", "李四", "C1", "体育", 1, 72]],
            "课程性质",
        ),
        ([[*HEADERS[:7], "期末成绩"], good(学号="20190002")[:8]], "期末成绩"),
        ([["2班成绩"], [], ["学生学号", "平时", "期末"], ["20190002", 80, 90]], "缺少姓名"),
        ([good(学号="20190002"), good(学号="20190003")], "没有可识别的表头"),
        ([["20190002", "李四", 88]], "没有可识别的表头"),
        ([["姓名", "课程", "成绩"], ["李四", "高等数学", 90]], "缺少学号"),
        ([["学籍号", "姓名"], ["G2019", "李四"]], "缺少学号"),
    ],
)
def test_rows_on_another_sheet_are_refused_by_its_name_and_why(rows: list[list[Any]], why: str) -> None:
    sheet = beside("2班", *rows)
    assert (codes(sheet), len(sheet)) == ([ProblemCode.SHEET_LEFT_OUT], 0)
    assert sheet.problems[0].sheet == "2班"
    assert "2班" in sheet.problems[0].zh
    assert why in sheet.problems[0].zh


@pytest.mark.parametrize(
    "rows",
    [
        [["说明"], ["学号请用文本格式"]],
        [["班级", "人数", "平均分"], ["1班", 45, 82.5]],
        [["课程代码", "课程名称", "学分"], ["C1", "体育", 1]],
        [HEADERS],
        [["学号", "姓名"]],
    ],
)
def test_notes_counts_and_empty_tables_are_no_rows(rows: list[list[Any]]) -> None:
    assert (codes(beside("其他", *rows)), len(beside("其他", *rows))) == ([], 1)


def test_a_sheet_that_is_passed_over_is_told() -> None:
    notes = beside("汇总", ["班级", "人数"], ["1班", 45]).warnings
    assert [(note.code, note.sheet) for note in notes] == [("SHEET_PASSED_OVER", "汇总")]
    assert beside("填写说明", ["请先阅读"]).warnings == []


def test_results_of_a_second_class_are_not_left_out() -> None:
    """R6.2: the counsellor's second class stood on a sheet with another heading."""
    headers = ["学号", "姓名", *(f"{one}{what}" for one in QUALITIES for what in ("成绩", "等次"))]

    def change(book: Any, _: Any) -> None:
        added = book.create_sheet("2班")
        added.append([*headers[:9], "综合等第"])
        added.append(["20190002", *RESULT[1:]])

    sheet = read_ready(xlsx([headers, RESULT], "1班", change), LEVELS, 100)
    assert codes(sheet) == [ProblemCode.SHEET_LEFT_OUT]
    assert "素质综合测评等次" in sheet.problems[0].zh


@pytest.mark.parametrize("last", ["素质综合测评", "素质综合测评成绩"])
@pytest.mark.parametrize("merged", [True, False])
def test_the_manuals_heading_of_two_rows_is_read_together(last: str, merged: bool) -> None:
    """1.1.4.2: a quality over 成绩, 等次 and 排名; whether its cells are merged or the others left blank."""
    above, below = ["序号", "学号", "姓名"], ["", "", ""]
    for one in (*QUALITIES[:3], last):
        above += [one, "", ""]
        below += ["成绩", "等次", "排名"]
    row = [1, "20190001", "张三", *(cell for at in range(2, 10, 2) for cell in (*RESULT[at : at + 2], "1/40"))]

    def change(_: Any, sheet: Any) -> None:
        if merged:
            for area in ("B2:B3", "C2:C3", "D2:F2", "G2:I2", "J2:L2", "M2:O2", "A1:O1"):
                sheet.merge_cells(area)

    sheet = read_ready(xlsx([["计科1901 公示"], above, below, row], "公示", change), LEVELS, 100)
    assert (sheet.problems, sheet.row) == ([], [4])
    assert (str(sheet.overall_score[0]), sheet.levels[0][0]) == ("100.25", "优秀")


def test_the_manuals_own_words_are_known() -> None:
    words = [f"{one}测评成绩{what}" for one in QUALITIES[:3] for what in ("分数", "等次")]
    sheet = read_ready(xlsx([["学号", "姓名", *words, "素质综合测评分数", "素质综合测评等次"], RESULT]), LEVELS, 100)
    assert (sheet.problems, len(sheet)) == ([], 1)


@pytest.mark.parametrize("other", ["成绩(等级)", "成绩（等第）", "成绩[原始]"])
def test_an_exact_header_wins_over_a_decorated_one(other: str) -> None:
    for headers, row in (([*HEADERS, other], [*GOOD, "良好"]), ([other, *HEADERS], ["良好", *GOOD])):
        sheet = read_course_scores(xlsx([headers, row]), 10)
        assert (sheet.problems, [str(one) for one in sheet.score]) == ([], ["91.5"])


def test_two_decorated_headers_are_told_as_they_stand() -> None:
    headers = [*HEADERS[:7], "成绩(百分制)", "备注", "成绩(等级)"]
    sheet = read_course_scores(xlsx([headers, [*GOOD, "良好"]]), 10)
    assert codes(sheet) == [ProblemCode.DOUBLED_COLUMN]
    assert "H 列“成绩(百分制)”、J 列“成绩(等级)”" in sheet.problems[0].zh


def test_what_is_missing_is_told_once() -> None:
    sheet = read_course_scores(xlsx([["学号", "姓名", "平时成绩", "绩点"], ["20190001", "张三", 90, 4]]), 10)
    assert codes(sheet) == [ProblemCode.MISSING_COLUMN]
    assert "缺少 5 列：课程代码、课程名称、课程性质、学分、成绩" in sheet.problems[0].zh
    assert "未识别的列：平时成绩、绩点" in sheet.problems[0].zh


def test_where_there_is_no_header_the_message_says_what_stands_there() -> None:
    sheet = read_course_scores(xlsx([["成绩单"], ["编号", "学员", "分数"], ["1", "张三", 90]]), 10)
    assert codes(sheet) == [ProblemCode.NO_HEADER]
    assert sheet.problems[0].zh.endswith("；找到的是：编号、学员、分数；请在数据上方补上列名")


def test_an_xls_that_goes_on_without_a_header_is_not_cut() -> None:
    rows = [HEADERS, *(good(学号=f"2019{n:04}") for n in range(20))]
    assert len(read_course_scores(xls(rows), 100)) == 20
    assert codes(beside("Sheet2", *rows[5:])) == [ProblemCode.SHEET_LEFT_OUT]


def test_a_table_with_two_header_rows_is_marked_and_read_again() -> None:
    """R6.2: the faults stand beside the cells, and what was written there is passed over."""
    above, below = ["学号", "姓名"], ["", ""]
    for one in QUALITIES:
        above += [one, ""]
        below += ["成绩", "等次"]
    data = marked(
        xlsx([above, below, RESULT]), [Remark(3, "思想政治素质等次", "有误")], COMPREHENSIVE_RESULTS.headings, 100
    )
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["D3"].comment is not None
    sheet = read_ready(data, LEVELS, 100)
    assert (sheet.problems, sheet.warnings, len(sheet)) == ([], [], 1)
