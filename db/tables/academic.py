"""Computed academic results and the rankings of a major's grade (R4.7 - R4.9)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, Boolean, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import CREDIT, RATIO, SCORE, TOTAL, identity, moment, reference

EXPLAINED = {
    "course_codes": "course_code",
    "course_names": "course_name",
    "course_terms": "term",
    "course_scores": "score",
    "course_credits": "credit",
    "course_counted": "counted",
    "course_ratios": "ratio",
    "course_adjusters": "adjusted_by",
}
"""The columns of an academic result that explain it, and what of each course stands in them."""


def _behind(kind: Any) -> Any:
    return Field(sa_type=ARRAY(kind))


class AcademicResult(SQLModel, table=True):
    """学业成绩 of one participant. No counted course: no score and no rank (R4.4).

    `EXPLAINED` holds what the numbers were computed from, so that they can be explained for ever (R9.4): equally long
    arrays, which the computation gathers several times faster than a document.
    """

    __tablename__ = "academic_result"

    id: int = identity()
    batch_id: int = reference("batch.id")
    student_id: int = reference("student.id", index=True)
    class_id: int = reference("school_class.id")
    college_id: int = reference("college.id")
    major_id: int = reference("major.id")
    grade: int
    credit_average: Decimal | None = Field(default=None, sa_type=TOTAL)
    academic_score: Decimal | None = Field(default=None, sa_type=TOTAL)
    class_position: int | None = None
    class_size: int | None = None
    major_grade_position: int | None = None
    major_grade_size: int | None = None
    course_codes: list[str] = _behind(String)
    course_names: list[str] = _behind(String)
    course_terms: list[int] = _behind(Integer)
    course_scores: list[Decimal] = _behind(SCORE)
    course_credits: list[Decimal] = _behind(CREDIT)
    course_counted: list[bool] = _behind(Boolean)
    course_ratios: list[Decimal] = _behind(RATIO)
    course_adjusters: list[str | None] = _behind(String)
    computed_at: datetime = moment(nullable=False)
    computed_by: int = reference("account.id")

    __table_args__ = (
        UniqueConstraint("batch_id", "student_id"),
        Index("academic_result_class", "batch_id", "class_id"),
        Index("academic_result_major_grade", "batch_id", "college_id", "major_id", "grade"),
    )


class MajorGradeRanking(SQLModel, table=True):
    """专业年级排名: when and by whom it was made; `stale` once a class of it was computed or cleared again (R4.9)."""

    __tablename__ = "major_grade_ranking"

    batch_id: int = reference("batch.id", key=True)
    college_id: int = reference("college.id", key=True)
    major_id: int = reference("major.id", key=True)
    grade: int = Field(primary_key=True)
    ranked_at: datetime = moment(nullable=False)
    ranked_by: int = reference("account.id")
    stale: bool = Field(default=False)
