"""Defines correction requests: a person asks that something about the person be corrected (R16.3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class CorrectionSubject(StrEnum):
    """Says what kind of data a request is about, and so who answers it."""

    ROSTER = "ROSTER"
    COURSE_SCORES = "COURSE_SCORES"
    RESULTS = "RESULTS"


class CorrectionStatus(StrEnum):
    OPEN = "OPEN"
    CORRECTED = "CORRECTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class CorrectionRequest(SQLModel, table=True):
    """A person says what is wrong, what would be right, and why; somebody answers.

    `college_id` is the college that answers; NULL if the person belongs to none. `batch_id` is set for results alone.
    `closed_at` is when it was answered or withdrawn, `closed_by` who did so.
    """

    __tablename__ = "correction_request"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    subject: str
    batch_id: int | None = reference("batch.id", nullable=True)
    college_id: int | None = reference("college.id", nullable=True)
    what: str
    correction: str
    reason: str
    status: str = Field(default=CorrectionStatus.OPEN)
    asked_at: datetime = moment(nullable=False)
    answer: str | None = None
    closed_at: datetime | None = moment()
    closed_by: int | None = reference("account.id", nullable=True)

    __table_args__ = (Index("correction_request_of_college", "college_id", "asked_at"),)
