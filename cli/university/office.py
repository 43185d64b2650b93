"""The academic office exports a term's scores as it keeps them: numbers, words, states and attempts (R10.3 - R10.5).

Its columns have its own names, and some of them nobody needs (R10.1).
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from openpyxl import Workbook

from cli.university.people import dice
from cli.university.scores import CourseScore
from core.workbooks.writing import Target
from db.formulas import ACADEMIC

HEADINGS = [
    *("学年", "学期", "学号", "姓名", "课程编号", "课程名称", "课程属性", "学分"),
    *("任课教师", "总评成绩", "绩点", "修读方式", "备注"),
]
BY_LEVEL, BY_PASSING = "体育", "形势与政策"
LEVELS = ((90, "优秀"), (80, "良好"), (70, "中等"), (ACADEMIC.passed_from, "及格"), (0, "不及格"))
RESIT_SHARE, RETAKE_SHARE = 0.5, 0.2
"""The shares of failed scores behind which a resit, or a retake, stands in the same export."""
DEFERRED, EXEMPT, ABSENT, TWICE = 0.004, 0.003, 0.001, 0.001
"""The shares of 缓考, 免修 and 旷考, and of scores that were entered twice by mistake."""


class Line(NamedTuple):
    """Represents one line of the export: the kind of attempt, the text of its score, and its remark."""

    kind: str
    text: str
    remark: str | None = None


def lines(seed: object, row: CourseScore, *, settled: bool) -> list[Line]:
    """Returns the lines of one score; with `settled`, nothing in them is left to decide."""
    throw = dice(seed, "office", row.student_number, row.course_code)
    if row.remark == "缺考":
        return [Line("初修", "缺考")]
    if row.course_name.startswith(BY_LEVEL):
        return [Line("初修", next(word for least, word in LEVELS if row.score >= least))]
    if row.course_name.startswith(BY_PASSING) and row.score >= ACADEMIC.passed_from:
        return [Line("初修", "合格")]
    if row.score < ACADEMIC.passed_from:
        return _failed(throw, row)
    return _unusual(throw, row, settled)


def _failed(throw: Random, row: CourseScore) -> list[Line]:
    first, share = Line("初修", _plain(row.score)), throw.random()
    if share < RESIT_SHARE:
        return [first, Line("补考", f"{throw.choice((60, 60, 60, 62, 65, 48))}$", "补考")]
    if share < RESIT_SHARE + RETAKE_SHARE:
        return [first, Line("重修", f"{throw.randrange(60, 85)}*", "重修")]
    return [first]


def _unusual(throw: Random, row: CourseScore, settled: bool) -> list[Line]:
    score, share = _plain(row.score), throw.random()
    if share < EXEMPT:
        return [Line("初修", "免修")]
    if settled or share >= EXEMPT + DEFERRED + ABSENT + TWICE:
        return [Line("初修", score)]
    if share < EXEMPT + DEFERRED:
        return [Line("初修", "缓考"), Line("补考", score, "缓考后补考")][: throw.choice((1, 2))]
    if share < EXEMPT + DEFERRED + ABSENT:
        return [Line("初修", "旷考")]
    return [Line("初修", score), Line("初修", _plain(max(row.score - 6, Decimal(0))))]


def _plain(score: Decimal) -> str:
    return format(score.normalize(), "f")


def exported(
    seed: object, academic_year: str, term: int, rows: Iterable[CourseScore], settled: Collection[str]
) -> Iterator[list[Any]]:
    """Yields the cells of the export, without its headings.

    Args:
        settled: the numbers of students whose scores leave nothing to decide.
    """
    for row in rows:
        for line in lines(seed, row, settled=row.student_number in settled):
            number = line.text.replace(".", "", 1).isdigit()
            score, point = (float(line.text), _grade_point(line.text)) if number else (line.text, None)
            yield [
                academic_year,
                term,
                row.student_number,
                row.student_name,
                row.course_code,
                row.course_name,
                row.course_kind,
                float(row.credit),
                row.teacher,
                score,
                point,
                line.kind,
                line.remark,
            ]


def _grade_point(score: str) -> float:
    return max(0.0, round(float(score) / 10 - 5, 1))


def write_export(title: str, rows: Iterable[list[Any]], target: Target) -> None:
    """Writes the export with a title above its headings and a line of totals below."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("成绩")
    sheet.append([title])
    sheet.append(HEADINGS)
    count = 0
    for row in rows:
        sheet.append(row)
        count += 1
    sheet.append(["合计", None, f"共 {count} 条"])
    book.save(target)
