"""Defines imported course scores, and how each counts in a batch (R4.1, R4.6)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import CREDIT, RATIO, SCORE, identity, moment, reference


class CourseScore(SQLModel, table=True):
    """原始成绩: one student's score in one course in one term.

    `changed_by` is the account of the importer; as a foreign key it would be looked up for each of 100,000 rows.
    """

    __tablename__ = "course_score"

    id: int = identity()
    student_id: int = reference("student.id")
    academic_year: str
    term: int
    course_code: str
    course_name: str
    course_kind: str
    teacher: str | None = None
    credit: Decimal = Field(sa_type=CREDIT)
    score: Decimal = Field(sa_type=SCORE)
    remark: str | None = None
    changed_at: datetime = moment(nullable=False, default_now=True)
    changed_by: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("student_id", "academic_year", "term", "course_code", name="course_score_once"),
        CheckConstraint("credit > 0", name="course_score_credit_positive"),
        CheckConstraint("score between 0 and 100", name="course_score_in_range"),
        CheckConstraint("term in (1, 2)", name="course_score_term"),
    )


class CourseAdjustment(SQLModel, table=True):
    """参评课程调整: whether this score counts in the batch, and its ratio (NULL: the college's default).

    It refers to the course, not to the imported row, so it survives when scores are deleted and imported again.
    """

    __tablename__ = "course_adjustment"

    batch_id: int = reference("batch.id", key=True)
    student_id: int = reference("student.id", key=True)
    term: int = Field(primary_key=True)
    course_code: str = Field(primary_key=True)
    counted: bool
    ratio: Decimal | None = Field(default=None, sa_type=RATIO)
    adjusted_at: datetime = moment(nullable=False)
    adjusted_by: int = reference("account.id")

    __table_args__ = (CheckConstraint("ratio >= 0", name="course_adjustment_ratio_not_negative"),)
