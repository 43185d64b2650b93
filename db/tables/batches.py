"""Defines batches, their windows, and the phases of the colleges (R1, R3)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, Boolean, CheckConstraint, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db.levels import LEVELS
from db.qualities import QUALITIES, stored
from db.tables.columns import RATIO, identity, moment, reference


class Status(StrEnum):
    NOT_OPENED = "NOT_OPENED"
    OPEN = "OPEN"
    STOPPED = "STOPPED"
    ENDED = "ENDED"


class Module(StrEnum):
    RATING = "RATING"
    ACADEMIC = "ACADEMIC"
    COMPREHENSIVE = "COMPREHENSIVE"


NOTICE_DAYS = 3
"""A notice lasts at least so many working days, unless a college sets another number."""


def _of_qualities(name: str, of: Any) -> Any:
    """Defines one column of the list of qualities; a batch that says nothing has the manual's four."""
    usual = stored(QUALITIES)[name]
    default = "{" + ",".join(map(str, usual)).lower() + "}"
    return Field(default_factory=lambda: list(usual), sa_type=ARRAY(of), sa_column_kwargs={"server_default": default})


class Batch(SQLModel, table=True):
    """One year's assessment of the whole school. `levels` are the 等次 of its results, the best first.

    The list of qualities (R11.1) is kept in arrays of one length, read by `db.qualities.qualities_of`.
    """

    __tablename__ = "batch"

    id: int = identity()
    name: str = Field(unique=True)
    academic_year: str = Field(index=True)
    status: str = Field(default=Status.NOT_OPENED)
    note: str | None = None
    levels: list[str] = Field(
        default_factory=lambda: list(LEVELS),
        sa_type=ARRAY(String),
        sa_column_kwargs={"server_default": "{" + ",".join(LEVELS) + "}"},
    )
    quality_codes: list[str] = _of_qualities("quality_codes", String)
    quality_names: list[str] = _of_qualities("quality_names", String)
    ranked_in_class: list[bool] = _of_qualities("ranked_in_class", Boolean)
    ranked_in_grade: list[bool] = _of_qualities("ranked_in_grade", Boolean)
    ranked_in_notice: list[bool] = _of_qualities("ranked_in_notice", Boolean)
    opened_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False, default_now=True)


class BatchWindow(SQLModel, table=True):
    """The school's window for one module, both days included."""

    __tablename__ = "batch_window"

    batch_id: int = reference("batch.id", key=True, cascade=True)
    module: str = Field(primary_key=True)
    starts_on: date
    ends_on: date

    __table_args__ = (CheckConstraint("ends_on > starts_on", name="batch_window_ends_after_it_starts"),)


class BatchCohort(SQLModel, table=True):
    """A graduation year (届次) that takes part in a batch."""

    __tablename__ = "batch_cohort"

    batch_id: int = reference("batch.id", key=True, cascade=True)
    cohort: int = Field(primary_key=True)


class BatchCollege(SQLModel, table=True):
    __tablename__ = "batch_college"

    batch_id: int = reference("batch.id", key=True, cascade=True)
    college_id: int = reference("college.id", key=True)


class Phase(SQLModel, table=True):
    """学院批次: one module of one batch in one college, created when the batch is opened.

    `self_rating` concerns RATING alone: whether students find their own name on their ballot (R5.2). `notice_days`
    concerns COMPREHENSIVE alone: the fewest working days that the college wants a notice to last.
    """

    __tablename__ = "phase"

    id: int = identity()
    batch_id: int = reference("batch.id", index=True)
    college_id: int = reference("college.id", index=True)
    module: str
    status: str = Field(default=Status.NOT_OPENED)
    starts_on: date | None = None
    ends_on: date | None = None
    first_opened_at: datetime | None = moment()
    bonus_ratio: Decimal | None = Field(default=None, sa_type=RATIO)
    monitor_starts_on: date | None = None
    monitor_ends_on: date | None = None
    counsellor_starts_on: date | None = None
    counsellor_ends_on: date | None = None
    self_rating: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    notice_days: int = Field(default=NOTICE_DAYS, sa_column_kwargs={"server_default": str(NOTICE_DAYS)})

    __table_args__ = (
        UniqueConstraint("batch_id", "college_id", "module"),
        CheckConstraint("ends_on > starts_on", name="phase_ends_after_it_starts"),
        CheckConstraint("bonus_ratio >= 0", name="phase_bonus_ratio_not_negative"),
        CheckConstraint("notice_days >= 0", name="phase_notice_days_not_negative"),
    )
