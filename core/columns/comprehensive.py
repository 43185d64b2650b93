"""Comprehensive results have these columns (R7.8): person, place, and for each quality its score, level and ranks."""

from collections.abc import Iterator
from dataclasses import replace

from core.access import SEE_COMPREHENSIVE, SEE_GRADE_RANK
from core.columns import CLASS, COLLEGE, GRADE, MAJOR, NAME, NUMBER, Column, ResultColumns
from core.workbooks.writing import Kind
from db.tables import GRADE_RANKED, QUALITIES

_WORDS = {
    "political": ("思想政治素质", "political quality"),
    "scholastic": ("科学文化素质", "scholastic quality"),
    "development": ("发展性素质", "development quality"),
    "overall": ("素质综合测评", "the overall result"),
}


def _of_quality(name: str) -> Iterator[Column]:
    zh, en = _WORDS[name]
    score = "Overall score" if name == "overall" else f"Score of {en}"
    yield Column(f"{name}_score", f"{zh}成绩", score, Kind.DECIMAL, sortable=True)
    yield Column(f"{name}_level", f"{zh}等次", f"Level of {en}")
    yield Column(f"{name}_class_rank", f"{zh}班级排名", f"Class rank in {en}", sortable=True)
    yield Column(f"{name}_position", f"{zh}班级名次", f"Position in the class in {en}", Kind.INTEGER)
    if name in GRADE_RANKED:
        rank = f"{name}_grade_rank"
        yield Column(rank, f"{zh}年级排名", f"Grade rank in {en}", right=SEE_GRADE_RANK, sortable=True)
        place = f"{name}_grade_position"
        yield Column(place, f"{zh}年级名次", f"Position in the grade in {en}", Kind.INTEGER, right=SEE_GRADE_RANK)


COMPREHENSIVE_RESULTS = ResultColumns(
    SEE_COMPREHENSIVE,
    (
        replace(NUMBER, width=16),
        NAME,
        Column("academic_year", "学年", "Academic year", sortable=True, order="YEAR"),
        Column("batch", "批次", "Batch", width=28),
        replace(COLLEGE, width=20),
        replace(MAJOR, width=20),
        GRADE,
        CLASS,
        Column("participating", "是否参评", "Whether the student participates", Kind.BOOLEAN),
        *(column for name in QUALITIES for column in _of_quality(name)),
        Column("class_size", "班级排名人数", "Number of ranked students in the class", Kind.INTEGER),
        Column(
            "grade_size", "年级排名人数", "Number of ranked students in the grade", Kind.INTEGER, right=SEE_GRADE_RANK
        ),
        Column("has_failed_course", "是否挂科", "Whether the student failed a course", Kind.BOOLEAN),
    ),
)
