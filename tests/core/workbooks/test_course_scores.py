"""The reader of course scores reports every bad row with its row number, column and reason (R4.1, R4.2)."""

import io
import json
import pickle
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.workbooks.course_scores import CourseScoreRow, CourseScoreSheet, read_course_scores
from core.workbooks.problems import ProblemCode
from core.workbooks.process import WorkbookProcess
from core.workbooks.templates import course_score_template
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, good, sheet_xml, xls, xlsx


def read(*rows: Any, headers: Any = HEADERS) -> CourseScoreSheet:
    return read_course_scores(xlsx([headers, *rows]), 1000)


def told(sheet: CourseScoreSheet) -> list[tuple[int | None, str | None, str | None, ProblemCode]]:
    return [(p.row, p.column, p.letter, p.code) for p in sheet.problems]


def codes(sheet: CourseScoreSheet) -> list[ProblemCode]:
    return [p.code for p in sheet.problems]


EXPECTED = CourseScoreRow(
    2, "20190001", "张三", "CS101", "高等数学", "必修", "李老师", Decimal("4"), Decimal("91.5"), None
)


OF_GOOD = {"courseName": "高等数学", "courseKind": "必修", "teacher": "李老师", "credit": "4", "remark": None}


@pytest.mark.parametrize(
    "data",
    [xlsx([HEADERS, GOOD]), xls([HEADERS, GOOD]), comma_separated([HEADERS, GOOD], "gb18030")],
    ids=["xlsx", "xls", "csv"],
)
def test_a_good_row_is_read_from_every_kind_of_file(data: bytes) -> None:
    sheet = read_course_scores(data, 10)
    assert sheet.problems == []
    assert list(sheet.rows) == [EXPECTED]
    assert len(sheet) == 1


def test_numbers_typed_as_numbers_become_identifiers_again() -> None:
    sheet = read(good(学号=20190001, 课程代码=101))
    assert (sheet.student_number, sheet.course_code) == (["20190001"], ["101"])
    sheet = read_course_scores(xls([HEADERS, good(学号=20190001)]), 10)
    assert sheet.student_number == ["20190001"]


def test_a_17_digit_number_typed_as_a_number_is_told() -> None:
    sheet = read(good(学号=12345678901234567))
    assert told(sheet) == [(2, "学号", "A", ProblemCode.DAMAGED_NUMBER)]
    assert read(good(学号="12345678901234567")).student_number == ["12345678901234567"]


def test_every_bad_cell_of_every_bad_row_is_told_in_reading_order() -> None:
    """R4.2: missing value, credit not > 0, score not 0..100; one row may have several faults."""
    sheet = read(
        good(学分=0, 成绩=101),
        GOOD,
        good(姓名=None, 课程代码=" "),
        good(学号="2", 成绩="85%", 备注="长" * 501),
        good(学号="3", 成绩=91.235),
    )
    assert told(sheet) == [
        (2, "学分", "G", ProblemCode.OUT_OF_RANGE),
        (2, "成绩", "H", ProblemCode.OUT_OF_RANGE),
        (4, "姓名", "B", ProblemCode.MISSING_VALUE),
        (4, "课程代码", "C", ProblemCode.MISSING_VALUE),
        (5, "成绩", "H", ProblemCode.NOT_A_NUMBER),
        (5, "备注", "I", ProblemCode.TOO_LONG),
        (6, "成绩", "H", ProblemCode.TOO_MANY_DECIMALS),
    ]
    assert sheet.row == [3]


@pytest.mark.parametrize("text", ["-5", "-5分", "－5分", "1e2", "1E2分", "-5*", "12345分", "101分", "-5（补考）"])
def test_a_number_that_no_score_has_is_refused(text: str) -> None:
    """R10.3: it does not become a word that somebody has to decide on."""
    (problem,) = read(good(成绩=text)).problems
    assert (problem.code, problem.zh.startswith(f"“{text}”不在范围内：请填写")) == (ProblemCode.OUT_OF_RANGE, True)


def test_the_sentence_of_a_problem_names_its_place() -> None:
    problem = read(good(成绩=105)).problems[0]
    assert (
        problem.sentence() == "工作表“成绩”，第 2 行，“成绩”列（H）：“105”不在范围内：请填写不小于 0 且不大于 100 的数"
    )
    assert problem.sentence("en").startswith(
        "sheet “成绩”, row 2, column “成绩” (H): “105” is out of range: enter a number of at least 0"
    )


def test_rows_without_a_fault_are_kept_to_be_checked_further() -> None:
    sheet = read(good(学号="1"), good(学号="2", 成绩=-1), good(学号="3"))
    assert (sheet.row, sheet.student_number) == ([2, 4], ["1", "3"])


def test_the_same_course_twice_for_one_student_is_attempts_of_it() -> None:
    """R10.5: also where the two numbers are written differently; another credit of the same kind is refused."""
    sheet = read(
        GOOD,
        good(课程代码="CS102"),
        good(学号=20190001, 课程代码="ｃs101"),
        good(学号=20190001, 课程代码="ＣＳ101", 成绩="60$"),
    )
    assert (told(sheet), sheet.row) == ([], [2, 3, 4])
    assert [json.loads(one or "[]") for one in sheet.attempts] == [
        [
            {"kind": "FIRST", "text": "91.5", **OF_GOOD},
            {"kind": "RESIT", "text": "60$", **OF_GOOD},
        ],
        [],
        [],
    ]
    assert sheet.others == [(5, "20190001", "张三")]
    sheet = read(GOOD, good(课程代码="CS102"), good(学分=3))
    assert told(sheet) == [(4, "课程代码", "C", ProblemCode.DUPLICATE)]
    assert "第 2 行" in sheet.problems[0].zh


def test_a_blank_score_is_to_be_filled_or_its_row_removed() -> None:
    """R4.2: a course without a score may as well be left out; a student without a name may not."""
    blank, nameless = read(good(成绩=None), good(学号="2", 姓名=None)).problems
    assert (blank.zh, blank.en) == ("缺少成绩：请补填，或删除该行", "“成绩” is missing: enter it or remove the row")
    assert (nameless.zh, nameless.en) == ("缺少姓名：请补填", "“姓名” is missing: enter it")


def test_row_numbers_are_the_workbooks_own_below_titles_and_between_blank_rows() -> None:
    rows: list[list[Any]] = [
        ["2018-2019 学年成绩表"],
        [],
        ["制表：教务处", None, "课程名称"],
        HEADERS,
        [],
        GOOD,
        [None, " "],
        good(学号=None),
    ]
    sheet = read_course_scores(xlsx(rows), 100)
    assert sheet.row == [6]
    assert told(sheet) == [(8, "学号", "A", ProblemCode.MISSING_VALUE)]


def test_headers_are_known_with_stars_spaces_remarks_and_in_any_order() -> None:
    headers = ["成绩（百分制）", "学　号*", "姓名（必填）", "课程代码 *", "课程名称：", "课 程 性 质", "学分＊", "序号"]
    sheet = read([91.5, "0001", "张三", "CS101", "高等数学", "必修", 4, 1], headers=headers)
    assert sheet.problems == []
    assert (sheet.student_number, sheet.score, sheet.teacher) == (["0001"], [Decimal("91.5")], [None])


def test_a_missing_required_column_is_named_with_those_that_are_expected() -> None:
    headers = [header if header != "成绩" else "平时成绩" for header in HEADERS]
    sheet = read(GOOD, headers=headers)
    assert told(sheet) == [(1, "成绩", None, ProblemCode.MISSING_COLUMN)]
    assert "授课教师、学分*、成绩*" in sheet.problems[0].zh
    assert "平时成绩" in sheet.problems[0].zh


def test_missing_optional_columns_are_fine() -> None:
    sheet = read(
        [cell for cell, header in zip(GOOD, HEADERS, strict=True) if header != "授课教师"][:7],
        headers=[header for header in HEADERS if header not in {"授课教师", "备注"}],
    )
    assert (sheet.problems, sheet.teacher, sheet.remark) == ([], [None], [None])


def test_a_column_that_stands_there_twice_is_told() -> None:
    sheet = read([*GOOD, 12], headers=[*HEADERS, "成绩*"])
    assert codes(sheet) == [ProblemCode.DOUBLED_COLUMN]
    assert "H 列“成绩”、J 列“成绩*”" in sheet.problems[0].zh


def test_a_workbook_without_a_known_header_is_never_skipped_in_silence() -> None:
    assert codes(read(["a"], headers=["甲", "乙"])) == [ProblemCode.NO_HEADER]
    assert codes(read_course_scores(xlsx([["x"]] * 12 + [HEADERS, GOOD]), 100)) == [ProblemCode.NO_HEADER]


def test_a_header_without_rows_and_a_blank_workbook_are_told() -> None:
    assert codes(read()) == [ProblemCode.EMPTY_SHEET]
    assert codes(read([None, " "])) == [ProblemCode.EMPTY_SHEET]
    assert codes(read_course_scores(xlsx([]), 10)) == [ProblemCode.EMPTY_SHEET]


def test_the_first_sheet_with_the_header_is_taken_and_others_are_ignored() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.create_sheet("封面", 0).append(["说明", "学号"])
        book.create_sheet("统计").append(["姓名", "成绩"])

    assert len(read_course_scores(xlsx([HEADERS, GOOD], change=change), 10)) == 1


def test_two_sheets_of_scores_are_both_read_so_that_none_is_lost() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.create_sheet("空表").append(HEADERS)
        book.create_sheet("二班").append(HEADERS)
        book["二班"].append(good(学号="20190002"))

    sheet = read_course_scores(xlsx([HEADERS, GOOD], change=change), 10)
    assert (codes(sheet), sheet.student_number) == ([], ["20190001", "20190002"])


def test_the_number_merged_over_a_students_courses_counts_for_all_of_them() -> None:
    data = xlsx([HEADERS, GOOD, good(课程代码="CS102")], change=lambda _, sheet: sheet.merge_cells("A2:A3"))
    sheet = read_course_scores(data, 10)
    assert told(sheet) == []
    assert sheet.student_number == ["20190001", "20190001"]


def test_dates_ticks_and_failed_formulas_are_told_even_in_optional_columns() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["F2"], sheet["I2"], sheet["G2"] = "#N/A", True, True
        sheet["F2"].data_type = "e"
        sheet["H3"] = "#REF!"
        sheet["H3"].data_type = "e"

    sheet = read_course_scores(xlsx([HEADERS, GOOD, good(课程代码="1", 学分=1)], change=change), 10)
    assert told(sheet) == [
        (2, "授课教师", "F", ProblemCode.ERROR_CELL),
        (2, "学分", "G", ProblemCode.WRONG_TYPE),
        (2, "备注", "I", ProblemCode.WRONG_TYPE),
        (3, "成绩", "H", ProblemCode.ERROR_CELL),
    ]


def test_a_tick_is_not_taken_for_the_1_that_it_equals() -> None:
    sheet = read(good(学号="1", 学分=1), good(学号="2", 学分=True), good(学号="3", 学分=1))
    assert told(sheet) == [(3, "学分", "G", ProblemCode.WRONG_TYPE)]


def test_the_template_is_read_once_it_is_filled_in() -> None:
    assert codes(read_course_scores(course_score_template(), 10)) == [ProblemCode.EMPTY_SHEET]
    book = openpyxl.load_workbook(io.BytesIO(course_score_template()))
    book.worksheets[0].append(GOOD)
    buffer = io.BytesIO()
    book.save(buffer)
    assert list(read_course_scores(buffer.getvalue(), 10).rows) == [EXPECTED]


def test_a_file_that_is_no_workbook_is_a_problem_and_no_exception() -> None:
    assert codes(read_course_scores(b"<html>", 10)) == [ProblemCode.NOT_A_WORKBOOK]


def test_numbers_that_excel_writes_with_17_digits_are_what_was_typed() -> None:
    cells = "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{header}</t></is></c>'
        for at, header in zip("ABCDEFGHI", HEADERS, strict=True)
    )
    row = "".join(f'<c r="{at}2" t="inlineStr"><is><t>{at}</t></is></c>' for at in "ABCDE")
    data = sheet_xml(
        f'<row r="1">{cells}</row><row r="2">{row}<c r="G2"><v>3.5</v></c><c r="H2"><v>8.3000000000000007</v></c></row>'
    )
    assert read_course_scores(data, 10).score == [Decimal("8.3")]


async def test_the_sheet_comes_back_from_the_worker_process_as_it_is() -> None:
    rows = [good(学号=str(number), 成绩=number % 101) for number in range(500)]
    data = xlsx([HEADERS, *rows])
    here = read_course_scores(data, 1000)
    process = WorkbookProcess()
    try:
        assert await process.run(read_course_scores, data, 1000) == here
    finally:
        await process.close()


def test_repeated_values_are_one_object_so_that_transport_is_cheap() -> None:
    sheet = read(*(good(学号=str(number)) for number in range(300)))
    assert len({id(value) for value in sheet.course_name}) == 1
    assert len(pickle.dumps(sheet, 5)) < 300 * 50
