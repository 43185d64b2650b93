"""Headings are found wherever they stand, by any of their usual names (R10.1)."""

import json
from typing import Any

import pytest

from core.workbooks.comprehensive import read_ready
from core.workbooks.course_scores import COURSE_SCORES, CourseScoreSheet, read_course_scores
from core.workbooks.layout import Naming
from core.workbooks.problems import ProblemCode
from core.workbooks.roster import read_roster
from db.levels import LEVELS
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, good, xlsx

PLAIN = Naming()


def read(headers: list[str], *rows: list[Any], naming: Naming = PLAIN) -> CourseScoreSheet:
    return read_course_scores(comma_separated([headers, *rows]), 100, naming=naming)


def renamed(**names: str) -> list[str]:
    return [names.get(header, header) for header in HEADERS]


def told(sheet: Any) -> list[tuple[ProblemCode, str | None]]:
    return [(problem.code, problem.column) for problem in sheet.problems]


def kinds(sheet: CourseScoreSheet) -> list[str | None]:
    """Returns what kind of attempt each row is, or None for a first one."""
    return [json.loads(one)[0]["kind"] if one else None for one in sheet.attempts]


def read_as(sheet: Any) -> dict[str, str]:
    return {column.key: column.heading for column in sheet.columns}


SYSTEMS = {
    "正方": "学年 学期 学号 姓名 性别 学院 专业 年级 班级 课程代码 课程名称 课程性质 课程类别 学分 成绩 绩点"
    " 补考成绩 成绩备注 教学班 任课教师 考试性质 开课部门",
    "青果": "序号 学号 姓名 行政班级 课程编号 课程名 类别 课程类型 学分 平时 期末 综合成绩 备注",
    "强智": "序号 开课学期 学生学号 学生姓名 课程编号 课程名称 平时成绩 期末成绩 总成绩 成绩标志 课程属性 课程学分"
    " 总学时 考核方式 授课教师",
    "金智": "学号 姓名 课程号 课程名 课程性质名称 学分 百分制成绩 等级成绩 修读方式 教师姓名",
    "URP": "学号 姓名 课程号 课序号 课程名 英文课程名 学分 课程属性 最终成绩 未通过原因",
}
VALUES = {
    **dict.fromkeys(("学号", "学生学号"), "20190001"),
    **dict.fromkeys(("课程代码", "课程号", "课程编号"), "CS101"),
    **dict.fromkeys(("学分", "课程学分"), "4"),
    **dict.fromkeys(("成绩", "总成绩", "综合成绩", "百分制成绩", "最终成绩"), "91.5"),
    "学年": "2018-2019",
    "学期": "1",
    "开课学期": "2018-2019-1",
    "考试性质": "正常考试",
    "修读方式": "初修",
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_exports_of_systems_are_read_as_they_come(system: str) -> None:
    """R10.1: columns in any order among columns that nobody needs."""
    headers = SYSTEMS[system].split()
    row = [VALUES.get(header, f"某{header}") for header in headers]
    sheet = read_course_scores(xlsx([[f"{system}成绩导出"], [], headers, row]), 100)
    assert told(sheet) == []
    assert (sheet.student_number, sheet.course_code) == (["20190001"], ["CS101"])
    assert (str(sheet.score[0]), str(sheet.credit[0])) == ("91.5", "4")
    assert set(read_as(sheet).values()) | set(sheet.passed_over) == set(headers)


@pytest.mark.parametrize(
    ("key", "headings"),
    [
        ("student_number", ("学号", "学生学号")),
        ("student_name", ("姓名", "学生姓名")),
        ("course_code", ("课程代码", "课程号", "课程编号", "课程编码")),
        ("course_name", ("课程名称", "课程名", "课程")),
        ("course_kind", ("课程性质", "课程属性", "修读性质", "课程类别", "课程类型")),
        ("score", ("成绩", "总评成绩", "最终成绩", "总成绩", "总评", "期末总评", "百分制成绩", "成绩（百分制）")),
        ("teacher", ("授课教师", "任课教师", "教师", "教师姓名")),
        ("credit", ("学分", "课程学分")),
        ("remark", ("备注", "成绩备注")),
    ],
)
def test_each_column_is_known_by_its_usual_names(key: str, headings: tuple[str, ...]) -> None:
    own = next(column.header for column in COURSE_SCORES.columns if column.key == key)
    for heading in headings:
        sheet = read(renamed(**{own: heading}), good(备注="无"))
        assert (heading, told(sheet), read_as(sheet)[key]) == (heading, [], heading)
        assert getattr(sheet, key)[0]


@pytest.mark.parametrize(
    ("own", "other", "value"),
    [
        ("成绩", "总评成绩", 88),
        ("成绩", "百分制成绩", 91.5),
        ("课程代码", "课程号", "X1"),
        ("课程性质", "课程属性", "选修"),
        ("课程性质", "修读性质", "必修"),
        ("授课教师", "任课教师", "王老师"),
        ("学号", "学生学号", "2"),
    ],
)
def test_two_columns_of_one_meaning_are_refused_naming_both(own: str, other: str, value: Any) -> None:
    sheet = read([*HEADERS, other], [*GOOD, value])
    assert (told(sheet), len(sheet)) == ([(ProblemCode.DOUBLED_COLUMN, own)], 0)
    letter = "ABCDEFGHI"[HEADERS.index(own)]
    assert f"{letter} 列“{own}”、J 列“{other}”" in sheet.problems[0].zh
    assert [column.letter for column in sheet.columns if column.title == own] == [letter, "J"]


@pytest.mark.parametrize(
    ("other", "value"),
    [
        *(("平时成绩", 70), ("期末成绩", 60), ("绩点", 3.5), ("成绩等级", "良好"), ("成绩(等级)", "良好")),
        *(("补考成绩", ""), ("重修成绩", ""), ("课程类别", "公共课"), ("教师姓名", "王老师"), ("课程", "高数")),
        *(("成绩备注", "某"), ("总学分", 90), ("获得学分", 4), ("学籍号", "G1"), ("课序号", "01")),
        *(("选课课号", "(2018-2019-1)-CS101-1"), ("课程英文名", "Maths")),
    ],
)
def test_a_column_of_another_meaning_makes_nothing_ambiguous(other: str, value: Any) -> None:
    for headers, row in (([*HEADERS, other], [*GOOD, value]), ([other, *HEADERS], [value, *GOOD])):
        sheet = read(headers, row)
        assert (told(sheet), [str(one) for one in sheet.score]) == ([], ["91.5"])
        assert sheet.passed_over == [other]


def test_the_client_says_which_column_is_meant() -> None:
    headers = [*HEADERS, "总评成绩"]
    for heading, score in (("成绩", "91.5"), ("总评成绩", "88"), ("总评成绩 ＊", "88")):
        sheet = read(headers, [*GOOD, 88], naming=Naming({"score": heading}))
        assert (told(sheet), [str(one) for one in sheet.score]) == ([], [score])
    assert (read_as(sheet)["score"], sheet.passed_over) == ("总评成绩", ["成绩"])


def test_a_heading_that_nobody_knows_may_be_chosen() -> None:
    headers = renamed(成绩="学业评价", 学号="编号", 姓名="学员", 课程代码="选课课号")
    chosen = {"score": "学业评价", "student_number": "编号", "student_name": "学员", "course_code": "选课课号"}
    assert len(read(headers, GOOD, naming=Naming(chosen))) == 1
    assert ProblemCode.MISSING_COLUMN in [code for code, _ in told(read(headers, GOOD))]


def test_a_column_that_is_chosen_for_one_thing_is_not_read_as_another() -> None:
    headers = renamed(成绩="学业评价")
    sheet = read(headers, good(备注=77), naming=Naming({"score": "备注"}))
    assert (told(sheet), [str(one) for one in sheet.score], sheet.remark) == ([], ["77"], [None])


def test_a_chosen_heading_that_the_file_lacks_is_told() -> None:
    sheet = read(HEADERS, GOOD, naming=Naming({"score": "总评"}))
    assert told(sheet) == [(ProblemCode.CHOSEN_COLUMN_MISSING, "成绩")]
    assert "没有“总评”列" in sheet.problems[0].zh


def test_a_heading_that_was_learnt_needs_no_choice() -> None:
    headers, row = [*HEADERS, "总评成绩"], [*GOOD, 88]
    sheet = read(headers, row, naming=Naming(learnt={"总评成绩": "score"}))
    assert (told(sheet), [str(one) for one in sheet.score]) == ([], ["88"])
    assert [column.heading for column in sheet.columns if column.learnt] == ["总评成绩"]


def test_what_is_chosen_goes_before_what_was_learnt_and_the_latest_before_the_earlier() -> None:
    headers, row = [*HEADERS, "总评成绩"], [*GOOD, 88]
    learnt = {"总评成绩": "score", "成绩": "score"}
    assert [str(one) for one in read(headers, row, naming=Naming(learnt=learnt)).score] == ["88"]
    both = Naming({"score": "成绩"}, learnt)
    assert [str(one) for one in read(headers, row, naming=both).score] == ["91.5"]
    assert told(read(HEADERS, GOOD, naming=Naming(learnt={"别的": "score"}))) == []


@pytest.mark.parametrize(
    ("heading", "values", "attempts"),
    [
        ("考试性质", ["正常考试", "补考"], [None, "RESIT"]),
        ("修读方式", ["初修", "重修"], [None, "RETAKE"]),
        ("重修标记", ["0", "1"], [None, "RETAKE"]),
        ("是否补考", ["否", "是"], [None, "RESIT"]),
        ("补考重修标记", ["", "重修"], [None, "RETAKE"]),
        ("考试性质", ["考试", "考查"], [None, None]),
        ("修读方式", ["主修", "辅修"], [None, None]),
    ],
)
def test_the_column_of_attempts_is_known_by_its_name_and_its_values(
    heading: str, values: list[str], attempts: list[str | None]
) -> None:
    rows = [[*good(课程代码=f"C{at}"), value] for at, value in enumerate(values)]
    sheet = read([*HEADERS, heading], *rows)
    assert (told(sheet), kinds(sheet)) == ([], attempts)
    assert (heading in sheet.passed_over) == (attempts == [None, None])


def test_a_heading_of_two_meanings_is_what_its_values_say() -> None:
    rows = [[*good(课程代码=f"C{at}"), value] for at, value in enumerate(("初修", "重修"))]
    sheet = read([*HEADERS, "修读性质"], *rows)
    assert (told(sheet), kinds(sheet), sheet.course_kind) == ([], [None, "RETAKE"], ["必修", "必修"])
    sheet = read(renamed(课程性质="修读性质"), GOOD)
    assert (told(sheet), kinds(sheet), sheet.course_kind) == ([], [None], ["必修"])


def test_of_several_columns_of_attempts_the_one_that_says_most_is_read() -> None:
    rows = [[*good(课程代码=f"C{at}"), "正常考试", mark] for at, mark in enumerate(("", "是"))]
    sheet = read([*HEADERS, "考试性质", "重修标记"], *rows)
    assert (told(sheet), kinds(sheet)) == ([], [None, "RETAKE"])


def test_a_heading_above_several_columns_is_read_together_with_those_below() -> None:
    above = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "学分", "成绩", "", ""]
    below = ["", "", "", "", "", "", "平时", "期末", "总评"]
    row = ["20190001", "张三", "CS101", "高等数学", "必修", 4, 95, 88, 91.5]

    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_cells("G1:I1")

    for change in (None, merge):
        sheet = read_course_scores(xlsx([above, below, row], change=change), 10)
        assert (told(sheet), [str(one) for one in sheet.score]) == ([], ["91.5"])
        assert (read_as(sheet)["score"], sheet.passed_over) == ("成绩总评", ["成绩平时", "成绩期末"])


def test_blank_rows_between_others_are_told() -> None:
    sheet = read(HEADERS, GOOD, [""] * 9, [], good(课程代码="C2"), [], [])
    notes = [(note.code, note.count, note.rows) for note in sheet.warnings]
    assert (len(sheet), notes) == (2, [("BLANK_ROWS_PASSED_OVER", 2, "3-4")])


def test_columns_that_name_the_year_are_told_as_read() -> None:
    sheet = read(["学年", *HEADERS, "学院"], ["2018-2019", *GOOD, "信息学院"])
    assert (read_as(sheet)["year"], sheet.passed_over) == ("学年", ["学院"])


QUALITIES = ("思想政治素质", "科学文化素质", "发展性素质", "素质综合测评")


def test_results_are_chosen_and_told_alike() -> None:
    headers = [
        "学生学号",
        "姓名",
        *(f"{one}{what}" for one in QUALITIES for what in ("成绩", "等次")),
        "总排名",
        "学院",
    ]
    row = ["20190001", "张三", 91, "优秀", 98.5, "优秀", 82, "良好", 100.25, "优秀", 3, "信息学院"]
    data = comma_separated([headers, row])
    sheet = read_ready(data, LEVELS, 10)
    assert (told(sheet), sheet.passed_over) == ([], ["总排名", "学院"])
    assert [column.heading for column in sheet.columns][:2] == ["学生学号", "姓名"]
    chosen = read_ready(data, LEVELS, 10, naming=Naming({"overall_score": "总排名"}))
    assert [str(one) for one in chosen.overall_score] == ["3"]
    doubled = read_ready(comma_separated([[*headers, "素质综合测评总分"], [*row, 90]]), LEVELS, 10)
    assert told(doubled) == [(ProblemCode.DOUBLED_COLUMN, "素质综合测评成绩")]


def test_the_roster_is_chosen_and_told_alike() -> None:
    students = comma_separated([["学号", "姓名", "教师姓名", "分班"], ["1", "张三", "王老师", "SE1601"]])
    roster = read_roster([("学生.csv", students)], 100, Naming({"class_code": "分班"}))
    assert (roster.problems, roster.students[0].class_code) == ([], "SE1601")
    assert (roster.passed_over, roster.students[0].name) == (["教师姓名"], "张三")
    assert [column.key for column in roster.columns] == ["student_number", "name", "class_code"]
    lacking = read_roster([("学生.csv", students)], 100, Naming({"class_code": "分班", "gender": "男女"}))
    assert told(lacking) == [(ProblemCode.CHOSEN_COLUMN_MISSING, "性别")]


def test_a_choice_for_one_table_of_the_roster_leaves_the_others_alone() -> None:
    students = comma_separated([["学号", "姓名", "分班"], ["1", "张三", "SE1601"]])
    classes = comma_separated(
        [["班级代码", "班级名称", "年级", "届次", "专业代码"], ["SE1601", "软工", 2016, 2020, "01"]]
    )
    roster = read_roster([("学生.csv", students), ("班级.csv", classes)], 100, Naming({"class_code": "分班"}))
    assert (roster.problems, len(roster.classes), len(roster.students)) == ([], 1, 1)
