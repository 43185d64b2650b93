"""The program never guesses which table of the roster a file or sheet holds (R9.2): a table gives rights, or takes
them."""

from typing import Any

import pytest

from core.workbooks.problems import ProblemCode
from core.workbooks.roster import Roster, read_roster
from core.workbooks.roster_choice import named_table
from tests.core.workbooks.files import comma_separated, xlsx

STUDENTS = ["学号", "姓名", "性别", "班级代码"]
LI: list[Any] = ["20190001", "李四", "男", "190101"]
PLACES = ["班级代码", "班级名称", "专业代码", "专业名称", "学院代码", "学院名称"]
EVERYTHING = ["学号", "姓名", "性别", "民族", "年级", "届次", *PLACES]


def read(file_name: str, *rows: list[Any]) -> Roster:
    return read_roster([(file_name, comma_separated(rows))], 1000)


def codes(roster: Roster) -> list[ProblemCode]:
    return [problem.code for problem in roster.problems]


@pytest.mark.parametrize("name", ["2019级名单", "学生(1)", "学生名单", "Sheet1", "计算机学院", "a"])
def test_a_list_of_students_makes_nobody_a_monitor(name: str) -> None:
    """Whatever it is called, and with no more columns than a monitor's row has beside the name."""
    for headers, row in ((STUDENTS, LI), (["学号", "姓名", "班级代码"], ["20190001", "李四", "190101"])):
        roster = read(f"{name}.csv", headers, row)
        assert (roster.sheets, roster.monitors, roster.problems) == (["students"], [], [])


@pytest.mark.parametrize("name", ["名单.csv", "2019级.csv", "x.csv"])
def test_rights_are_given_only_under_their_own_name(name: str) -> None:
    """学号 and 班级代码 alone may be anything; so may 工号 and 班级代码, with or without a name."""
    for headers, row in (
        (["学号", "班级代码"], ["20190001", "190101"]),
        (["工号", "班级代码"], ["T001", "190101"]),
        (["工号", "姓名", "班级代码"], ["T001", "王老师", "190101"]),
    ):
        roster = read(name, headers, row)
        assert (codes(roster), roster.sheets) == ([ProblemCode.AMBIGUOUS_TABLE], [])
    assert read("班长名单.csv", ["学号", "班级代码"], ["20190001", "190101"]).sheets == ["monitors"]
    assert read("2019级班主任(1).csv", ["工号", "班级代码"], ["T001", "190101"]).sheets == ["head_teachers"]


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("班长.csv", STUDENTS),
        ("班长名单.csv", ["学号", "姓名", "班级代码"]),
        ("班主任.csv", ["工号", "姓名", "班级代码"]),
        ("学院.csv", EVERYTHING),
        ("班级.csv", STUDENTS),
        ("学生.csv", ["工号", "姓名", "学院代码"]),
        ("教职工.csv", STUDENTS),
    ],
)
def test_a_name_that_contradicts_the_columns_is_refused(name: str, headers: list[str]) -> None:
    roster = read(name, headers, ["1"] * len(headers))
    assert codes(roster) == [ProblemCode.OTHER_TABLE]
    assert "名称是“" in roster.problems[0].zh
    sheet = read_roster([("名册.xlsx", xlsx([headers, ["1"] * len(headers)], name.removesuffix(".csv")))], 100)
    assert codes(sheet) == [ProblemCode.OTHER_TABLE]


def test_one_table_of_everything_is_read_as_students() -> None:
    row = ["20190001", "李四", "男", "汉族", "2019", "2023", "190101", "计科1901", "0101", "计算机", "01", "计算机学院"]
    fewer = EVERYTHING[:4] + PLACES
    other = [*EVERYTHING[:4], "班级代码", "班级", "专业号", "专业", "院系代码", "所属学院"]
    for headers, cells in ((EVERYTHING, row), (fewer, row[:4] + row[6:]), (other, row[:4] + row[6:])):
        roster = read("导出.csv", headers, cells)
        assert (roster.sheets, roster.problems) == (["students"], [])
        assert roster.students[0].class_code == "190101"
        assert [note.code for note in roster.warnings] == ["COLUMNS_PASSED_OVER"]


def test_students_without_their_class_are_no_colleges() -> None:
    roster = read("x.csv", ["学号", "姓名", "学院代码", "学院名称"], ["20190001", "李四", "01", "计算机学院"])
    assert (codes(roster), roster.colleges) == ([ProblemCode.MISSING_COLUMN], [])


def test_students_with_the_number_of_a_teacher_are_told_by_their_name_alone() -> None:
    headers, row = ["学号", "姓名", "班级代码", "工号"], ["20190001", "李四", "190101", "T001"]
    assert codes(read("x.csv", headers, row)) == [ProblemCode.AMBIGUOUS_TABLE]
    assert read("学生.csv", headers, row).sheets == ["students"]


@pytest.mark.parametrize(
    ("sheet", "rows", "code"),
    [
        ("补充", [["学号", "电话"], ["20190002", "123"]], ProblemCode.NO_HEADER),
        ("Sheet2", [["20190002", "王五", "女", "190101"]], ProblemCode.UNKNOWN_SHEET),
        ("其他", [["姓名", "性别"], ["王五", "女"]], ProblemCode.UNKNOWN_SHEET),
    ],
)
def test_a_sheet_with_people_is_never_passed_over(sheet: str, rows: list[list[Any]], code: ProblemCode) -> None:
    def change(book: Any, _: Any) -> None:
        added = book.create_sheet(sheet)
        for row in rows:
            added.append(row)

    roster = read_roster([("名册.xlsx", xlsx([STUDENTS, LI], "学生", change))], 100)
    assert [(problem.sheet, problem.code) for problem in roster.problems] == [(sheet, code)]


def test_notes_and_counts_beside_the_roster_are_passed_over_and_told() -> None:
    def change(book: Any, _: Any) -> None:
        book.create_sheet("人数").append(["专业", "班级", "人数"])
        book["人数"].append(["软件工程", "软工1901", 30])
        book.create_sheet("填写说明").append(["学号", "请用文本"])

    roster = read_roster([("名册.xlsx", xlsx([STUDENTS, LI], "学生", change))], 100)
    assert (roster.problems, len(roster.students)) == ([], 1)
    assert [(note.code, note.sheet) for note in roster.warnings] == [("SHEET_PASSED_OVER", "人数")]


def test_an_unused_sheet_says_nothing_of_who_is_missing() -> None:
    """R9.2: what retires is a sheet with rows; the template's blank ones are not lists of nobody."""

    def change(book: Any, _: Any) -> None:
        book.create_sheet("学院").append(["学院代码", "学院名称"])

    assert read_roster([("名册.xlsx", xlsx([STUDENTS, LI], "学生", change))], 100).sheets == ["students"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("学生(1)", "学生"), ("学生 - 副本", "学生"), ("2019级学生名单", "学生"), ("计算机学院学生名单", "学生"),
        ("学生信息表20190901", "学生"), ("班长（2019）", "班长"), ("2019级班长名单", "班长"), ("班主任信息", "班主任"),
        ("教师名单", "教职工"), ("STUDENTS", "学生"), ("班级一览表", "班级"), ("2018-2019学年专业", "专业"),
        ("计算机学院", None), ("计科1901班", None), ("2019级名单", None), ("Sheet1", None), ("名册", None),
        ("班级建设", None),
    ],
)  # fmt: skip
def test_names_as_offices_write_them(name: str, title: str | None) -> None:
    found = named_table(name)
    assert (found and found.title) == title
