"""Defines computed academic results, and the rankings within a major's grade (R4.7 - R4.9)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import TOTAL, identity, moment, reference

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
"""The columns that explain an academic result, each with the column of the course that it holds."""
ORIGINS = "course_origins"
"""The column that says how those scores came that are not just one number."""


def _behind(kind: Any) -> Any:
    return Field(sa_type=ARRAY(kind))


class AcademicResult(SQLModel, table=True):
    """学业成绩 of one participant. A participant without a counted course has neither score nor rank (R4.4).
    Nor has one with undecided courses among those that count: `undecided_courses` says how many (R10.6).

    The foreign keys of `Participant` and `BatchClass` guard the student and the class: nobody leaves a batch that has
    begun. Foreign keys of this table would be looked up again for each row, which takes longer than the scores. The
    ranking of a major's grade updates the rows after each computation, so pages are left half empty: a row's next
    version fits beside it, and no index changes.
    """

    __tablename__ = "academic_result"

    id: int = identity()
    batch_id: int = Field(sa_type=BigInteger)
    student_id: int = Field(sa_type=BigInteger)
    class_id: int = Field(sa_type=BigInteger)
    college_id: int = Field(sa_type=BigInteger)
    major_id: int = Field(sa_type=BigInteger)
    grade: int
    undecided_courses: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    credit_average: Decimal | None = Field(default=None, sa_type=TOTAL)
    academic_score: Decimal | None = Field(default=None, sa_type=TOTAL)
    class_position: int | None = None
    class_size: int | None = None
    major_grade_position: int | None = None
    major_grade_size: int | None = None
    computed_at: datetime = moment(nullable=False)
    computed_by: int = Field(sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("student_id", "batch_id", name="academic_result_once"),
        Index("academic_result_class", "batch_id", "class_id"),
        Index("academic_result_major_grade", "batch_id", "college_id", "major_id", "grade"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class AcademicExplanation(SQLModel, table=True):
    """The courses that an academic result was computed from (`EXPLAINED`), which explain it for ever (R9.4).

    They are equally long arrays, which the computation gathers several times faster than a document; numbers keep the
    digits of their source, without being rounded one by one. The explanation is ten times as long as the result, and is
    stored apart from it: results are read and ranked without it, and an unchanged explanation is neither gathered nor
    written again. A computation knows it by the `fingerprint` of its courses.

    `course_origins` holds, by "term code", how each score came that is not just one number: `text`, `rule`, `question`,
    `reason` of a decision, and `attempts`, as `CourseScore` has them. It is NULL without such courses.
    """

    __tablename__ = "academic_explanation"

    batch_id: int = Field(sa_type=BigInteger, primary_key=True)
    student_id: int = Field(sa_type=BigInteger, primary_key=True)
    course_codes: list[str] = _behind(String)
    course_names: list[str] = _behind(String)
    course_terms: list[int] = _behind(Integer)
    course_scores: list[Decimal | None] = _behind(Numeric)
    course_credits: list[Decimal] = _behind(Numeric)
    course_counted: list[bool] = _behind(Boolean)
    course_ratios: list[Decimal] = _behind(Numeric)
    course_adjusters: list[str | None] = _behind(String)
    course_origins: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    fingerprint: int | None = Field(default=None, sa_type=BigInteger)


class MajorGradeRanking(SQLModel, table=True):
    """专业年级排名: who ranked it and when; `stale` after a class of it was computed or cleared again (R4.9)."""

    __tablename__ = "major_grade_ranking"

    batch_id: int = reference("batch.id", key=True)
    college_id: int = reference("college.id", key=True)
    major_id: int = reference("major.id", key=True)
    grade: int = Field(primary_key=True)
    ranked_at: datetime = moment(nullable=False)
    ranked_by: int = reference("account.id")
    stale: bool = Field(default=False)
