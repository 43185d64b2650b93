"""The roster comes in by one workbook or by CSVs, any of its tables (R9.2)."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from core.workbooks.problems import ProblemCode
from core.workbooks.roster import SHEETS, ClassRow, CollegeRow, Roster, StaffRow, StudentRow, read_roster
from core.workbooks.templates import roster_template
from tests.core.workbooks.files import comma_separated, xlsx

FILLED: dict[str, list[list[Any]]] = {
    "学院": [["01", "计算机学院"], [2, "外国语学院"]],
    "专业": [["0101", "软件工程", "01"]],
    "班级": [["SE1601", "软工1601", 2016, "2020届", "0101"]],
    "学生": [["20160001", "张　三", "男", "汉族", "SE1601"], [20160002, "李四", None, None, "SE1601"]],
    "教职工": [["T001", "王老师", "01"], ["T002", "赵处长", None]],
    "班主任": [["SE1601", "T001"], ["SE1601", "T002"]],
    "班长": [["SE1601", "20160001"]],
}


def workbook(tables: dict[str, list[list[Any]]]) -> bytes:
    """The template itself, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(roster_template()))
    for title, rows in tables.items():
        for row in rows:
            book[title].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def headers(title: str) -> list[str]:
    return [column.header for sheet in SHEETS if sheet.title == title for column in sheet.layout.columns]


def read(*files: tuple[str, bytes]) -> Roster:
    return read_roster(list(files), 1000)


def told(roster: Roster) -> list[tuple[str | None, int | None, str | None, ProblemCode]]:
    return [(p.sheet, p.row, p.column, p.code) for p in roster.problems]


def test_the_filled_template_is_read_table_by_table() -> None:
    roster = read(("名册.xlsx", workbook(FILLED)))
    assert roster.problems == []
    assert roster.colleges == [CollegeRow(2, "01", "计算机学院"), CollegeRow(3, "2", "外国语学院")]
    assert roster.classes == [ClassRow(2, "SE1601", "软工1601", 2016, 2020, "0101")]
    assert roster.students[0] == StudentRow(2, "20160001", "张三", "男", "汉族", "SE1601")
    assert roster.students[1] == StudentRow(3, "20160002", "李四", None, None, "SE1601")
    assert roster.staff[1] == StaffRow(3, "T002", "赵处长", None)
    assert [row[1:] for row in roster.head_teachers] == [("SE1601", "T001"), ("SE1601", "T002")]
    assert [row[1:] for row in roster.monitors] == [("SE1601", "20160001")]


def test_csvs_hold_the_same_by_file_name_or_by_header(tmp_path: Path) -> None:
    sources = []
    for title, rows in FILLED.items():
        path = tmp_path / f"{title if title != '学生' else 'export-2016'}.csv"
        path.write_bytes(comma_separated([headers(title), *rows], "gb18030"))
        sources.append(path)
    by_csv, by_workbook = read_roster(sources, 1000), read(("名册.xlsx", workbook(FILLED)))
    assert replace(by_csv, columns=[]) == replace(by_workbook, columns=[])
    assert [one[:2] for one in by_csv.columns] == [one[:2] for one in by_workbook.columns]


def test_any_subset_of_tables_will_do_and_the_roster_knows_which() -> None:
    roster = read(("学院.csv", comma_separated([headers("学院"), ["01", "计算机学院"]])))
    assert (roster.sheets, len(roster.colleges), roster.problems) == (["colleges"], 1, [])


def test_faults_are_told_with_sheet_row_and_column() -> None:
    bad: dict[str, list[list[Any]]] = {
        "学院": [["01", None]],
        "班级": [["A", "甲", "16级", 2020, "0101"]],
        "学生": [["1", "张三", "F", None, "A"], ["1", "李四", "女", None, None]],
    }
    assert told(read(("名册.xlsx", workbook(bad)))) == [
        ("学院", 2, "学院名称", ProblemCode.MISSING_VALUE),
        ("班级", 2, "年级", ProblemCode.OUT_OF_RANGE),
        ("学生", 2, "性别", ProblemCode.UNKNOWN_VALUE),
        ("学生", 3, "学号", ProblemCode.DUPLICATE),
        ("学生", 3, "班级代码", ProblemCode.MISSING_VALUE),
    ]


def test_a_class_may_have_several_head_teachers_but_each_once() -> None:
    roster = read(("名册.xlsx", workbook({"班主任": [["A", "T1"], ["A", "T2"], ["A", "T1"]]})))
    assert told(roster) == [("班主任", 4, "工号", ProblemCode.DUPLICATE)]
    assert "第 2 行" in roster.problems[0].zh


def test_an_unknown_sheet_is_told_and_the_notes_are_not() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.create_sheet("说明").append(["怎样填写"])
        book.create_sheet("Sheet2")

    roster = read(("x.xlsx", xlsx([["学院代码", "院长"], ["1", "甲"]], "院长", change)))
    assert told(roster) == [("院长", None, None, ProblemCode.UNKNOWN_SHEET)]
    assert "教职工" in roster.problems[0].zh


def test_a_table_may_stand_on_several_sheets_and_files() -> None:
    """R4.2, R9.2: each problem names its sheet, and each row knows its own number there."""

    def change(book: Any, _: Any) -> None:
        second = book.create_sheet("学生(2)")
        for row in [headers("学生"), ["3", "丙", "男", None, "B"]]:
            second.append(row)

    book = xlsx([headers("学生"), ["1", "甲", "男", None, "A"], ["2", "乙", "男", None, "A"]], "学生", change)
    other = xlsx([headers("学生"), ["4", "丁", "女", None, "A"]], "学生")
    roster = read(("2019级.xlsx", book), ("2018级.xlsx", other))
    assert roster.problems == []
    assert [one.student_number for one in roster.students] == ["1", "2", "3", "4"]
    places = [roster.place("students", one.row) for one in roster.students]
    assert places == [("学生", 2), ("学生", 3), ("学生(2)", 2), ("2018级：学生", 2)]
    again = xlsx([headers("学生"), ["5", "戊", "男", None, "A"], ["2", "乙", "男", None, "A"]], "学生")
    roster = read(("2019级.xlsx", book), ("2018级.xlsx", again))
    assert told(roster) == [("2018级：学生", 3, "学号", ProblemCode.DUPLICATE)]
    assert "与工作表“学生”第 3 行重复" in roster.problems[0].zh


def test_a_table_on_several_sheets_has_the_same_headings_on_each() -> None:
    """R4.2, R9.2"""
    table, other = [headers("学院"), ["1", "甲"]], [["学院代码", "学院"], ["2", "乙"]]
    roster = read(("学院.csv", comma_separated(table)), ("colleges.csv", comma_separated(other)))
    assert [one.code for one in roster.problems] in ([ProblemCode.SEVERAL_SHEETS], [ProblemCode.MISSING_COLUMN])


def test_a_missing_column_or_header_is_told() -> None:
    assert told(read(("学生.csv", comma_separated([["学号", "姓名"], ["1", "甲"]])))) == [
        ("学生", 1, "班级代码", ProblemCode.MISSING_COLUMN)
    ]
    assert told(read(("学生.csv", comma_separated([["a"], ["1"]])))) == [("学生", None, None, ProblemCode.NO_HEADER)]


def test_an_unreadable_file_is_told_by_its_name_and_the_others_are_read() -> None:
    roster = read(("坏.xlsx", b"<html>"), ("学院.csv", comma_separated([headers("学院"), ["1", "甲"]])))
    assert told(roster) == [("坏.xlsx", None, None, ProblemCode.NOT_A_WORKBOOK)]
    assert len(roster.colleges) == 1


def test_an_empty_roster_is_told() -> None:
    assert told(read(("名册.xlsx", roster_template()))) == [(None, None, None, ProblemCode.EMPTY_SHEET)]
