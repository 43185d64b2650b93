"""The reader decides which rows count, and reports on those that it read (R4.2): footers, hidden rows, codes, words."""

from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.notes import Note, counting_all, grouped, row_ranges
from core.workbooks.problems import Problem, ProblemCode
from tests.core.workbooks.files import GOOD, HEADERS, good, xlsx

BLANK = [None] * 9


def read(*rows: list[Any], change: Any = None) -> CourseScoreSheet:
    return read_course_scores(xlsx([HEADERS, *rows], change=change), 1000)


def told(sheet: CourseScoreSheet) -> list[tuple[str, int, str | None]]:
    return [(note.code, note.count, note.rows) for note in sheet.warnings]


def row(**cells: Any) -> list[Any]:
    return [cells.get(header) for header in HEADERS]


@pytest.mark.parametrize(
    "footer",
    [
        row(学号="合计：20人"), row(学号="合计", 学分=80, 成绩=1820), row(姓名="平均分", 成绩=85.5),
        row(学号="制表人：王老师", 课程名称="2019-07-01"), row(备注="打印日期：2019-07-01"),
        row(学号="第 1 页 共 3 页"), row(学号="（以下空白）"), row(学号="注：缓考的学生另行通知"),
        row(课程名称="任课教师签字：", 成绩="日期："), HEADERS,
        row(学号="本表一式两份"), row(姓名="总计", 课程代码="20人"),
    ],
)  # fmt: skip
def test_what_stands_under_the_table_is_one_line(footer: list[Any]) -> None:
    sheet = read(GOOD, BLANK, footer, footer)
    assert (sheet.problems, len(sheet)) == ([], 1)
    assert told(sheet) == [("FOOTERS_PASSED_OVER", 2, "4-5")]


def test_a_row_with_a_number_is_never_a_footer() -> None:
    sheet = read(GOOD, good(学号="20190002", 姓名="合计", 课程代码=None, 成绩=None))
    assert [(one.row, one.column) for one in sheet.problems] == [(3, "课程代码"), (3, "成绩")]


@pytest.mark.parametrize(
    "cells", [{"学号": None}, {"学号": None, "课程名称": "审核学"}, {"学号": "nan"}, {"学号": None, "备注": "备注：补"}]
)
def test_a_row_whose_number_is_missing_is_no_footer(cells: dict[str, Any]) -> None:
    sheet = read(GOOD, good(**cells))
    assert [(one.row, one.column) for one in sheet.problems] == [(3, "学号")]


def test_a_row_with_a_name_alone_is_no_footer() -> None:
    sheet = read(GOOD, row(姓名="李四"))
    assert {one.row for one in sheet.problems} == {3}


def test_hidden_rows_are_read_and_told() -> None:
    def hide(_: Any, sheet: Any) -> None:
        for number in (3, 4, 6):
            sheet.row_dimensions[number].hidden = True

    sheet = read(*(good(课程代码=f"C{n}") for n in range(4)), BLANK, change=hide)
    assert (len(sheet), told(sheet)) == (4, [("HIDDEN_ROWS_READ", 2, "3-4")])


def test_hidden_columns_are_read_and_told_where_they_are_read() -> None:
    """R4.2: a column that nobody reads may be hidden."""

    def hide(_: Any, sheet: Any) -> None:
        for at, words in enumerate([*HEADERS, "绩点"]):
            if words in ("成绩", "学号", "绩点"):
                sheet.column_dimensions[get_column_letter(at + 1)].hidden = True

    sheet = read_course_scores(xlsx([[*HEADERS, "绩点"], [*GOOD, 3.7]], change=hide), 10)
    assert len(sheet) == 1
    assert [(note.code, note.count) for note in sheet.warnings] == [
        ("HIDDEN_COLUMNS_READ", 2),
        ("COLUMNS_PASSED_OVER", 1),
    ]
    assert sheet.warnings[0].zh == "有 2 列在工作簿中是隐藏的，也按数据读取：学号、成绩"


def test_columns_that_are_not_used_are_named() -> None:
    sheet = read_course_scores(xlsx([["序号", *HEADERS, "绩点", "学院"], [1, *GOOD, 3.7, "信息学院"]]), 10)
    assert [note.zh for note in sheet.warnings] == ["未使用的列：绩点、学院"]


def test_codes_that_differ_by_case_or_leading_zeros_are_told() -> None:
    codes = ("002333", "2333", "Ma101", "MA101", "CS1")
    sheet = read(*(good(课程代码=code) for code in codes))
    assert (sheet.problems, told(sheet)) == ([], [("SIMILAR_CODES", 2, "2-5")])
    assert "“002333”、“2333”；“MA101”、“Ma101”" in sheet.warnings[0].zh
    sheet = read(*(good(课程代码=code) for code in (*codes, "Ma101")))
    assert told(sheet)[0] == ("SIMILAR_CODES", 2, "2-3、5"), "of two spellings the rarer one is likely the slip"


def formatted(header: str, value: Any, number_format: str) -> CourseScoreSheet:
    def change(_: Any, sheet: Any) -> None:
        sheet.cell(2, HEADERS.index(header) + 1).number_format = number_format

    return read(good(**{header: value}), change=change)


@pytest.mark.parametrize(("number_format", "code"), [("000000", "002333"), ("0000000", "0002333"), ("General", "2333")])
def test_a_code_is_what_people_see(number_format: str, code: str) -> None:
    assert formatted("课程代码", 2333, number_format).course_code == [code]


def test_a_score_is_what_people_see_or_refused() -> None:
    """0.85 shown as 85% is never stored as 0.85."""
    for value, shape in ((0.85, "0%"), (0.855, "0.0%")):
        sheet = formatted("成绩", value, shape)
        assert [(one.code, one.column) for one in sheet.problems] == [(ProblemCode.SHOWN_OTHERWISE, "成绩")]
        assert "%" in sheet.problems[0].zh
    assert formatted("成绩", 91.5, "0.00").problems == []
    assert [one.code for one in formatted("成绩", 89.527, "0.00").problems] == [ProblemCode.TOO_MANY_DECIMALS]


def test_a_formula_that_nobody_has_reckoned_says_so() -> None:
    sheet = read(good(成绩="=90+1.5"))
    assert [(one.code, one.row, one.letter) for one in sheet.problems] == [(ProblemCode.NO_VALUE_YET, 2, "H")]
    assert "打开并保存" in sheet.problems[0].zh


def test_percentages_say_what_to_do() -> None:
    """R4.2, R10.3: they are refused, and grouped by wording."""
    sheet = read(*(good(课程代码=f"C{n}", 成绩="85％") for n in range(3)))
    (note,) = grouped(sheet.problems)
    assert (note.code, note.count, note.rows, note.column) == (ProblemCode.NOT_A_NUMBER, 3, "2-4", "成绩")
    assert "百分数" in note.zh


def test_ranges_of_rows() -> None:
    assert row_ranges([3, 4, 5, 8, 10, 8]) == "3-5、8、10"
    assert row_ranges([]) is None
    assert row_ranges(range(2, 100, 2)) == "2、4、6、8、10、12、14、16、18、20、22、24 等"


def test_many_wordings_of_one_kind_are_one_group() -> None:
    many = [Problem(ProblemCode.NOT_A_NUMBER, f"“{n}”", f"“{n}”", n, "成绩") for n in range(2, 40)]
    whole = Problem(ProblemCode.SHEET_LEFT_OUT, "整个", "whole")
    notes: list[Note] = grouped([*many, whole])
    assert [(note.code, note.count, note.rows) for note in notes] == [
        (ProblemCode.SHEET_LEFT_OUT, 1, None), (ProblemCode.NOT_A_NUMBER, 38, "2-39"),
    ]  # fmt: skip
    assert "另有 37 处类似" in notes[1].zh


def test_counts_are_of_all_there_is() -> None:
    """R4.2: a thousand are listed; the group says how many there are."""
    listed = grouped(Problem(ProblemCode.DUPLICATE, f"{n}", f"{n}", n) for n in range(2, 102))
    (note,) = counting_all(listed, {"DUPLICATE": 5_000, "OTHER": 7})
    assert (note.count, note.rows) == (5_000, "2-101")
