"""The university is written as the workbooks that offices send."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cli.university import University
from core.workbooks.comprehensive import layout
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.layout import Layout
from core.workbooks.roster import SHEETS
from core.workbooks.templates import fields_of
from core.workbooks.writing import Page, Target, Value, write_pages, write_table
from db.qualities import QUALITIES, Qualities


def write_roster(university: University, target: Target) -> None:
    rows: dict[str, Sequence[Sequence[Value]]] = {
        "colleges": university.colleges,
        "majors": university.majors,
        "classes": university.classes,
        "students": university.students,
        "staff": university.staff,
        "head_teachers": university.head_teachers,
        "monitors": university.monitors,
    }
    write_pages(target, [Page(sheet.title, fields_of(sheet.layout), rows[sheet.key]) for sheet in SHEETS])


def write_course_scores(rows: Iterable[Sequence[Value]], target: Target) -> None:
    write_table(target, "课程成绩", fields_of(COURSE_SCORES), rows)


def write_comprehensive_results(
    rows: Iterable[Sequence[Value]], target: Target, qualities: Qualities = QUALITIES
) -> None:
    write_table(target, "综合测评成绩", fields_of(layout(qualities=qualities)), rows)


def write_scheme_inputs(layout: Layout, rows: Iterable[Sequence[Value]], target: Target) -> None:
    write_table(target, "方案数据", fields_of(layout), rows)


def write_all(university: University, folder: Path) -> list[Path]:
    """Writes one roster, and a workbook of course scores for each college and term."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "名册.xlsx"]
    write_roster(university, written[0])
    for college in university.colleges:
        for term in (1, 2):
            file = folder / f"课程成绩-{college.code}-{university.academic_year}-{term}.xlsx"
            write_course_scores(university.course_scores(term, college.code), file)
            written.append(file)
    return written
