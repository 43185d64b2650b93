"""The tables of the roster are defined here: their rows, their columns and the names that offices use (R9.2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.workbooks.converters import Converter, identifier, name, one_of, text, year
from core.workbooks.layout import CodeAndName, Column, Layout
from core.workbooks.writing import Kind


class CollegeRow(NamedTuple):
    row: int
    college_code: str
    name: str


class MajorRow(NamedTuple):
    row: int
    major_code: str
    name: str
    college_code: str


class ClassRow(NamedTuple):
    row: int
    class_code: str
    name: str
    grade: int
    cohort: int
    major_code: str


class StudentRow(NamedTuple):
    row: int
    student_number: str
    name: str
    gender: str | None
    ethnicity: str | None
    class_code: str


class StaffRow(NamedTuple):
    row: int
    staff_number: str
    name: str
    college_code: str | None
    """The code of the college, or None for staff of the university."""


class HeadTeacherRow(NamedTuple):
    row: int
    class_code: str
    staff_number: str


class MonitorRow(NamedTuple):
    row: int
    class_code: str
    student_number: str


@dataclass(frozen=True, slots=True)
class RosterSheet:
    key: str
    title: str
    make: Callable[[Iterable[Any]], tuple[Any, ...]]
    layout: Layout


ALSO: dict[str, tuple[str, ...]] = {
    "学号": ("学生学号", "学生编号"),
    "工号": ("职工号", "教工号", "教职工号", "教师工号", "职工编号", "教师编号"),
    "姓名": ("学生姓名", "教师姓名", "职工姓名", "教职工姓名"),
    "班级代码": ("班级编号", "班级号", "班号", "行政班代码", "行政班级代码", "所在班级代码"),
    "班级名称": ("班级", "班级名", "行政班", "行政班级", "所在班级"),
    "专业代码": ("专业编号", "专业号"),
    "专业名称": ("专业", "专业名"),
    "学院代码": ("学院编号", "院系代码", "院系编号"),
    "学院名称": ("学院", "学院名", "院系", "院系名称", "所属学院", "所在学院", "二级学院"),
    "年级": ("入学年份", "入学年级", "所在年级", "当前年级"),
    "届次": ("届", "毕业年份", "毕业届次"),
}
"""Other headers that offices write; one of them counts where the first name does not stand."""


def _column(key: str, header: str, convert: Converter, *, required: bool = True, kind: Kind = Kind.TEXT) -> Column:
    return Column(key, header, convert, required, kind=kind, faint=ALSO.get(header, ()))


def _code(key: str, header: str, *, required: bool = True) -> Column:
    of_person = header in ("学号", "工号")
    convert = identifier(64, of_person=of_person)
    return Column(key, header, convert, required, is_code=True, faint=ALSO.get(header, ()))


def _sheet(
    key: str, title: str, make: Callable[[Iterable[Any]], tuple[Any, ...]], unique: tuple[str, ...], *columns: Column
) -> RosterSheet:
    keys = {column.header: column.key for column in columns}
    return RosterSheet(key, title, make, Layout(columns, unique, together=codes_and_names(keys)))


def codes_and_names(keys: Mapping[str, str]) -> tuple[CodeAndName, ...]:
    """Returns where a code and a name may share a cell: 班级 may be “[J1901]计科1901” where 班级代码 is read."""
    return tuple(
        CodeAndName((f"{what}代码名称", *ALSO[f"{what}名称"]), keys[f"{what}代码"], keys.get(f"{what}名称"))
        for what in ("班级", "专业", "学院")
        if f"{what}代码" in keys
    )


_YEAR = year(1950, 2100)
SHEETS: tuple[RosterSheet, ...] = (
    _sheet(
        "colleges", "学院", CollegeRow._make, ("college_code",),
        _code("college_code", "学院代码"), _column("name", "学院名称", text(128)),
    ),
    _sheet(
        "majors", "专业", MajorRow._make, ("major_code",),
        _code("major_code", "专业代码"), _column("name", "专业名称", text(128)), _code("college_code", "学院代码"),
    ),
    _sheet(
        "classes", "班级", ClassRow._make, ("class_code",),
        _code("class_code", "班级代码"), _column("name", "班级名称", text(128)),
        _column("grade", "年级", _YEAR, kind=Kind.INTEGER), _column("cohort", "届次", _YEAR, kind=Kind.INTEGER),
        _code("major_code", "专业代码"),
    ),
    _sheet(
        "students", "学生", StudentRow._make, ("student_number",),
        _code("student_number", "学号"), _column("name", "姓名", name(128)),
        _column("gender", "性别", one_of("男", "女"), required=False),
        _column("ethnicity", "民族", text(32), required=False), _code("class_code", "班级代码"),
    ),
    _sheet(
        "staff", "教职工", StaffRow._make, ("staff_number",),
        _code("staff_number", "工号"), _column("name", "姓名", name(128)),
        _code("college_code", "学院代码", required=False),
    ),
    _sheet(
        "head_teachers", "班主任", HeadTeacherRow._make, ("class_code", "staff_number"),
        _code("class_code", "班级代码"), _code("staff_number", "工号"),
    ),
    _sheet(
        "monitors", "班长", MonitorRow._make, ("class_code", "student_number"),
        _code("class_code", "班级代码"), _code("student_number", "学号"),
    ),
)  # fmt: skip
