"""Defines comprehensive results, the state of each class's sheet, notices and approvals (R6, R7)."""

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.tables.columns import SCORE, identity, moment, reference


class Stage(IntEnum):
    """The state of a class's results; each stage is visible to more people than the one before (R8)."""

    IMPORTED = 1
    SUBMITTED = 2
    PUBLISHED = 3
    APPROVED = 4


class StaleReason(StrEnum):
    """Says what has changed since a class was computed by a scheme (R11.5)."""

    INPUTS = "INPUTS"
    ACADEMIC = "ACADEMIC"
    RATING = "RATING"
    SCHEME = "SCHEME"
    GRADE = "GRADE"


def _reasons() -> Any:
    return Field(default=[], sa_column=Column(ARRAY(String), nullable=False, server_default="{}"))


class ResultSheet(SQLModel, table=True):
    """The results of one class in one batch: who imported, submitted and reopened them (R6.4).

    `scheme_id` is the version by which they were computed; NULL if they were imported. `reads` says which changes
    concern results of that version, and `stale` which of them have come since (`db.queries.schemes.staleness`); both
    stay while a workbook is imported instead, because undoing that import brings the computed results back.
    """

    __tablename__ = "result_sheet"

    batch_id: int = reference("batch.id", key=True)
    class_id: int = reference("school_class.id", key=True)
    college_id: int = reference("college.id")
    stage: int
    imported_at: datetime | None = moment()
    imported_by: int | None = reference("account.id", nullable=True)
    submitted_at: datetime | None = moment()
    submitted_by: int | None = reference("account.id", nullable=True)
    reopened_at: datetime | None = moment()
    reopened_by: int | None = reference("account.id", nullable=True)
    reopen_reason: str | None = None
    scheme_id: int | None = reference("scheme_version.id", nullable=True)
    reads: list[str] = _reasons()
    stale: list[str] = _reasons()

    __table_args__ = (Index("result_sheet_college", "batch_id", "college_id"),)


class ComprehensiveResult(SQLModel, table=True):
    """素质综合测评 of one student of a class in a batch; students who do not take part have no scores (R7.8).

    `stage` repeats the sheet's stage in each row, so that a page over 20 years is found without reading any sheet.
    The overall result has columns, by which half a million rows are sorted; the other qualities have arrays, in the
    order of the batch's list (R11.2). Ranks count the students who have a score, and are null where the list ranks
    none; `grade_size` counts the imported classes of the grade (R6.3).
    """

    __tablename__ = "comprehensive_result"

    id: int = identity()
    batch_id: int = reference("batch.id")
    student_id: int = reference("student.id", index=True)
    class_id: int = reference("school_class.id")
    college_id: int = reference("college.id")
    major_id: int = reference("major.id")
    grade: int
    participating: bool
    stage: int
    scores: list[Decimal] | None = Field(default=None, sa_type=ARRAY(SCORE))
    levels: list[str] | None = Field(default=None, sa_type=ARRAY(String))
    positions: list[int | None] | None = Field(default=None, sa_type=ARRAY(Integer))
    grade_positions: list[int | None] | None = Field(default=None, sa_type=ARRAY(Integer))
    overall_score: Decimal | None = Field(default=None, sa_type=SCORE)
    overall_level: str | None = None
    overall_position: int | None = None
    overall_grade_position: int | None = None
    class_size: int | None = None
    grade_size: int | None = None

    __table_args__ = (
        UniqueConstraint("batch_id", "student_id"),
        Index("comprehensive_result_class", "batch_id", "class_id"),
        Index("comprehensive_result_grade", "batch_id", "college_id", "major_id", "grade"),
        CheckConstraint(
            "not participating or (overall_score is not null and overall_level is not null"
            " and scores is not null and array_position(scores, null) is null"
            " and levels is not null and array_position(levels, null) is null"
            " and cardinality(scores) = cardinality(levels))",
            name="comprehensive_result_complete",
        ),
    )


class PublicNotice(SQLModel, table=True):
    """公示 of a college's results inside each class (R7.1 - R7.3).

    It is open until somebody ends it, or until `ends_at`, the end of the planned last day on the school's clock.
    `minimum_days` are the working days that the college had set when the notice was opened.
    """

    __tablename__ = "public_notice"

    id: int = identity()
    batch_id: int = reference("batch.id")
    college_id: int = reference("college.id")
    title: str
    minimum_days: int
    opened_at: datetime = moment(nullable=False)
    opened_by: int = reference("account.id")
    ends_on: date | None = None
    ends_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    ended_by: int | None = reference("account.id", nullable=True)

    __table_args__ = (Index("public_notice_college", "batch_id", "college_id"),)


class Approval(SQLModel, table=True):
    """审核通过并提交 by a college's deputy secretary; in force until student affairs withdraws it (R7.4, R7.6)."""

    __tablename__ = "approval"

    id: int = identity()
    batch_id: int = reference("batch.id")
    college_id: int = reference("college.id")
    approved_at: datetime = moment(nullable=False)
    approved_by: int = reference("account.id")
    withdrawn_at: datetime | None = moment()
    withdrawn_by: int | None = reference("account.id", nullable=True)
    withdrawal_reason: str | None = None

    __table_args__ = (
        Index(
            "approval_in_force", "batch_id", "college_id", unique=True, postgresql_where=text("withdrawn_at is null")
        ),
    )
