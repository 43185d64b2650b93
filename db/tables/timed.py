"""Defines the work that is done at its time (R14.4)."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import moment


class TimedWork(SQLModel, table=True):
    """One kind of work that comes again: when next, and how it ended last."""

    __tablename__ = "timed_work"

    name: str = Field(primary_key=True)
    next_at: datetime = moment(nullable=False)
    last_at: datetime | None = moment()
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
