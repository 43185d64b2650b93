"""A code and a name may share one cell (R10.1, R10.2)."""

import pytest

from core.workbooks.course_scores import CourseScoreSheet, read_course_scores
from core.workbooks.layout import Naming
from core.workbooks.problems import ProblemCode
from core.workbooks.roster import read_roster
from tests.core.workbooks.files import xlsx

TOGETHER = ["学号", "姓名", "课程", "课程性质", "学分", "成绩"]


def read(*cells: str, heading: str = "课程") -> CourseScoreSheet:
    rows = [[f"2019{n}", "张三", cell, "必修", 3, 90] for n, cell in enumerate(cells)]
    return read_course_scores(xlsx([[*TOGETHER[:2], heading, *TOGETHER[3:]], *rows]), 100)


@pytest.mark.parametrize(
    "cell",
    [
        *("[MA-101]高等数学", "【MA-101】高等数学", "（MA-101） 高等数学", "MA-101 高等数学", "MA-101　高等数学"),
        *("MA-101-高等数学", "MA-101_高等数学", "MA-101/高等数学", "MA-101：高等数学", "[MA-101] - 高等数学"),
    ],
)
def test_a_code_and_a_name_in_one_cell_are_split(cell: str) -> None:
    """R10.2"""
    sheet = read(cell)
    assert (sheet.problems, sheet.course_code, sheet.course_name) == ([], ["MA-101"], ["高等数学"])
    read_as = [(one.key, one.heading, one.letter) for one in sheet.columns if one.key.startswith("course_")]
    assert read_as[:2] == [("course_code", "课程", "C"), ("course_name", "课程", "C")]


def test_a_name_may_begin_with_a_letter_and_a_code_with_zeros() -> None:
    """R10.2"""
    sheet = read("[002333]C语言（上）", "002334-C++ 程序设计", heading="课程代码及名称")
    assert (sheet.course_code, sheet.course_name) == (["002333", "002334"], ["C语言（上）", "C++ 程序设计"])


def test_a_cell_without_a_code_is_refused_among_others() -> None:
    """R10.2: once, although two columns are read from it."""
    sheet = read("[MA101]高等数学", "[MA102]线性代数", "体育")
    problems = [(one.row, one.column, one.code) for one in sheet.problems]
    assert problems == [(4, "课程代码", ProblemCode.NOT_AN_IDENTIFIER)]
    assert "请写作“[代码]名称”" in sheet.problems[0].zh


def test_where_the_heading_or_the_cells_say_otherwise_nothing_is_split() -> None:
    """R10.2: names alone lack their codes; beside a column of codes, found or chosen, the name stays whole."""
    assert [one.code for one in read("高等数学", "体育").problems] == [ProblemCode.MISSING_COLUMN]
    assert [one.code for one in read("[MA101]高等数学", heading="开课单位").problems] == [ProblemCode.MISSING_COLUMN]
    row = ["1", "张三", "[MA101]高等数学", "必修", 3, 90, "X1"]
    beside = read_course_scores(xlsx([[*TOGETHER, "课程代码"], row]), 100)
    assert (beside.course_code, beside.course_name) == (["X1"], ["[MA101]高等数学"])
    chosen = Naming({"course_code": "选课号"})
    meant = read_course_scores(xlsx([[*TOGETHER, "选课号"], row]), 100, naming=chosen)
    assert (meant.course_code, meant.course_name) == (["X1"], ["[MA101]高等数学"])


def test_a_class_in_a_roster_may_be_written_with_its_code() -> None:
    """R9.2, R10.2: of a student the code is read, of the class itself code and name."""
    students = xlsx([["学号", "姓名", "性别", "班级"], ["1", "张三", "男", "[J1901]计科1901"]], "学生")
    classes = xlsx([["班级", "年级", "届次", "专业"], ["J1901 计科1901", 2019, 2023, "[0101]计算机"]], "班级")
    roster = read_roster([("学生.xlsx", students), ("班级.xlsx", classes)], 100)
    assert roster.problems == []
    assert [one.class_code for one in roster.students] == ["J1901"]
    assert [one[1:] for one in roster.classes] == [("J1901", "计科1901", 2019, 2023, "0101")]
