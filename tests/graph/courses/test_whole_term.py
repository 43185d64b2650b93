"""A term's export of an academic office goes in whole, with all that is odd in it (R10)."""

import random
from typing import Any

import pytest

from tests.campus import Campus
from tests.core.workbooks.files import comma_separated
from tests.graph.course_acts import imported

HEADINGS = [
    "序号",
    "学生学号",
    "学生姓名",
    "课程号",
    "课程名",
    "课程属性",
    "任课教师",
    "学分",
    "总评成绩",
    "考试性质",
    "备注",
]
COURSES = 35
ODD: list[tuple[tuple[Any, ...], ...]] = [
    (("优秀", "正常考试", ""),),
    (("良好", "正常考试", ""),),
    (("合格", "正常考试", ""),),
    (("缓考", "正常考试", ""),),
    (("", "正常考试", "缓考"),),
    (("缺考", "正常考试", ""),),
    (("免修", "", ""),),
    (("60$", "补考", ""),),
    (("61*", "重修", ""),),
    (("８５分", "正常考试", ""),),
    (("52", "正常考试", ""), ("60$", "补考", "")),
    (("52", "正常考试", ""), ("缺考", "补考", ""), ("71", "重修", "")),
    (("78", "正常考试", ""), ("85", "正常考试", "")),
]
"""The odd courses: the cells of 成绩, 考试性质 and 备注 of each of their rows."""

STUDENTS = """insert into student (number, name, class_id, name_key, monitor)
  select 'T' || (100000 + n), '学生' || n, :class, 'x', false from generate_series(1, :count) n"""


def export(rows: int, odd: int) -> list[list[Any]]:
    """Returns so many rows, of which so many are odd, in the order of the office's export."""
    chance = random.Random(10)
    lines: list[list[Any]] = []
    course = 0
    while odd > 0:
        kind = next(kind for kind in ODD[course % len(ODD) :] + ODD if len(kind) <= odd)
        lines += [_line(course, *cells) for cells in kind]
        odd -= len(kind)
        course += 1
    while len(lines) < rows:
        lines.append(_line(course, str(chance.choice([45, 60, 72.5, 88, 91])), "正常考试", ""))
        course += 1
    chance.shuffle(lines)
    return [[place, *line] for place, line in enumerate(lines, 1)]


def _line(course: int, score: str, attempt: str, remark: str) -> list[Any]:
    student, code = divmod(course, COURSES)
    code = (code * 8 + student) % COURSES
    who = [f"T{100001 + student}", f"学生{student + 1}"]
    return [*who, f"K{code:03}", f"课程{code}", "必修课", "王老师", "3.0", score, attempt, remark]


@pytest.mark.parametrize(
    ("rows", "odd"), [(1_263, 43), pytest.param(12_637, 437, marks=pytest.mark.slow)], ids=["a tenth", "a whole term"]
)
async def test_a_terms_export_goes_in_whole(campus: Campus, rows: int, odd: int) -> None:
    """R10.3 to R10.7: one file, nothing refused; what nobody has laid down is undecided; again, nothing changes."""
    await campus.execute(STUDENTS, **{"class": campus.ids["cs1"], "count": rows // COURSES + 1})
    lines = export(rows, odd)
    assert len(lines) == rows
    title = [["2018-2019学年第一学期学生成绩表", *[""] * (len(HEADINGS) - 1)]]
    file = ("成绩导出.csv", comma_separated([*title, HEADINGS, *lines], "gb18030"))
    courses = {(line[1], line[3]) for line in lines}
    done = await imported(campus, campus.college_admin, file=file)
    assert (done["created"], done["rowCount"], done["problemCount"]) == (len(courses), rows, 0)
    assert done["userErrors"] == []
    again = await imported(campus, campus.college_admin, file=file)
    assert (again["replaced"], again["unchanged"]) == (0, len(courses))
    kinds = await campus.rows(
        """select coalesce(text, '') as text, question, score::float, count(*)::int as count from course_score
           where attempts is null and text is not null group by 1, 2, 3"""
    )
    worth = {one.text: (one.question, one.score) for one in kinds}
    assert worth.keys() <= WORTH.keys()
    assert worth == {text: WORTH[text] for text in worth}
    attempts = await campus.rows("select attempts, score::float, question from course_score where attempts is not null")
    for one in attempts:
        texts = tuple(sorted(part["text"] for part in one.attempts))
        assert (one.score, one.question is not None) == ATTEMPTS[texts]


WORTH = {
    "优秀": (None, 95), "良好": (None, 85), "合格": (None, None), "缓考": ("缓考", None), "缺考": (None, 0),
    "免修": (None, None), "８５分": (None, 85),
}  # fmt: skip
ATTEMPTS = {
    ("60$",): (60, False), ("61*",): (61, False), ("52", "60$"): (52, False), ("52", "71", "缺考"): (52, False),
    ("78", "85"): (None, True),
}  # fmt: skip
