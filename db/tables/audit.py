"""Defines the append-only audit log (R9.3); a trigger refuses updates and deletes."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class AuditEntry(SQLModel, table=True):
    """An entry of the log: who, when, what, old and new.

    The place (batch, college, class, student) serves filters and scopes.
    """

    __tablename__ = "audit_entry"

    id: int = identity()
    at: datetime = moment(nullable=False)
    account_id: int | None = reference("account.id", nullable=True)
    actor_name: str
    action: str
    subject: str
    batch_id: int | None = Field(default=None, sa_type=BigInteger)
    college_id: int | None = Field(default=None, sa_type=BigInteger)
    class_id: int | None = Field(default=None, sa_type=BigInteger)
    student_id: int | None = Field(default=None, sa_type=BigInteger)
    old: Any = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    new: Any = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    request_id: str | None = None

    __table_args__ = (
        Index("audit_entry_newest", "at", "id"),
        Index("audit_entry_college", "college_id", "at", "id"),
        Index("audit_entry_account", "account_id", postgresql_where=text("account_id is not null")),
    )
