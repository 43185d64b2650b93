"""A table with a column for each course is read as one with a row for each (R10.2)."""

from typing import Any

import pytest

from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.problems import ProblemCode
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, web_page, xlsx

ABOVE: list[list[Any]] = [
    ["课程代码", "", "CS101", "EN1", "PE1"],
    ["课程性质", "", "必修", "必修", "选修"],
    ["学分", "", 4, 2.5, 1],
]
NAMES: list[Any] = ["学号", "姓名", "高等数学", "大学英语", "体育"]
PEOPLE: list[list[Any]] = [["1", "张三", 91.5, 60, "优秀"], ["2", "李四", "", "缓考", 70]]
WIDE = [*ABOVE, NAMES, *PEOPLE]


def read(rows: list[list[Any]], make: Any = comma_separated) -> CourseScoreSheet:
    return read_course_scores(make(rows), 100)


def told(sheet: CourseScoreSheet) -> list[tuple[ProblemCode, int | None, str | None, str | None]]:
    return [(one.code, one.row, one.column, one.letter) for one in sheet.problems]


@pytest.mark.parametrize("make", [comma_separated, xlsx, web_page])
def test_each_filled_cell_is_a_course_of_the_student(make: Any) -> None:
    sheet = read(WIDE, make)
    assert sheet.problems == []
    rows = zip(sheet.row, sheet.student_number, sheet.course_code, sheet.course_name, sheet.credit, strict=True)
    assert [(row, number, code, name, str(credit)) for row, number, code, name, credit in rows] == [
        (5, "1", "CS101", "高等数学", "4"), (5, "1", "EN1", "大学英语", "2.5"), (5, "1", "PE1", "体育", "1"),
        (6, "2", "EN1", "大学英语", "2.5"), (6, "2", "PE1", "体育", "1"),
    ]  # fmt: skip
    assert (sheet.course_kind, sheet.text[2:4]) == (["必修", "必修", "选修", "必修", "选修"], ["优秀", "缓考"])
    assert [note.code for note in sheet.warnings][:1] == ["COURSES_IN_COLUMNS"]


def test_the_rows_may_stand_below_the_names_and_above_a_row_of_headings() -> None:
    titled = [
        ["2018-2019 成绩表"],
        ["课程名称", "", *NAMES[2:]],
        *ABOVE,
        ["学号", "姓名", "成绩", "成绩", "成绩"],
        *PEOPLE,
    ]
    below = [NAMES, *ABOVE, *PEOPLE]
    for rows in (titled, below):
        sheet = read(rows)
        assert (sheet.problems, sheet.course_name[:3]) == ([], ["高等数学", "大学英语", "体育"])


def test_other_columns_are_passed_over() -> None:
    rows = [[*row, ""] for row in ABOVE] + [[*NAMES, "平均分"], [*PEOPLE[0], 80.5], [*PEOPLE[1], 70]]
    rows = [["", *row] for row in rows]
    rows[3][0] = "序号"
    sheet = read(rows)
    assert (sheet.problems, len(sheet), sheet.passed_over) == ([], 5, ["序号", "平均分"])


def test_faults_stand_at_their_own_cells() -> None:
    sheet = read([*WIDE, ["3", "", 60, "", ""], ["4", "赵六", 101, "", 5]])
    assert told(sheet) == [
        (ProblemCode.MISSING_VALUE, 7, "姓名", "B"),
        (ProblemCode.OUT_OF_RANGE, 8, "成绩", "C"),
    ]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([NAMES, *PEOPLE], "课程代码、课程性质、学分"),
        ([ABOVE[0], NAMES, *PEOPLE], "课程性质、学分"),
        ([*ABOVE[:2], NAMES, *PEOPLE], "没有学分"),
    ],
)
def test_what_each_course_needs_is_asked_for(rows: list[list[Any]], missing: str) -> None:
    sheet = read(rows)
    assert [(one.code, len(sheet)) for one in sheet.problems] == [(ProblemCode.MISSING_COLUMN, 0)]
    assert missing in sheet.problems[0].zh
    assert "“高等数学”、“大学英语”" in sheet.problems[0].zh


@pytest.mark.parametrize(
    ("row", "at", "value", "code"),
    [
        (0, 4, "", ProblemCode.MISSING_VALUE),
        (2, 3, "两分", ProblemCode.NOT_A_NUMBER),
        (2, 4, 0, ProblemCode.OUT_OF_RANGE),
    ],
)
def test_a_course_without_code_or_credit_is_refused_once(row: int, at: int, value: Any, code: ProblemCode) -> None:
    rows = [list(cells) for cells in WIDE]
    rows[row][at] = value
    sheet = read(rows)
    assert told(sheet) == [(code, row + 1, rows[row][0], "ABCDE"[at])]
    assert len(sheet) == 0


def test_a_course_behind_the_others_is_not_lost() -> None:
    """R4.2: it has no code, but scores."""
    rows = [[*cells, ""] for cells in ABOVE] + [[*NAMES, "物理"], *([*person, 77] for person in PEOPLE)]
    assert [(one.code, one.letter) for one in read(rows).problems] == [(ProblemCode.MISSING_VALUE, "F")]


def test_a_table_of_rows_is_left_as_it_is() -> None:
    for headers in (HEADERS, [*HEADERS[:7], "平时成绩", "备注"], ["学号", "姓名", "平时成绩", "绩点"]):
        sheet = read([headers, GOOD[: len(headers)]])
        assert "COURSES_IN_COLUMNS" not in [note.code for note in sheet.warnings]
        assert all("每门课程占一列" not in one.zh for one in sheet.problems)
