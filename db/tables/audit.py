"""Defines the append-only audit log (R9.3) and its seals (R16.2); triggers refuse updates and deletes."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
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


class AuditUnsealed(SQLModel, table=True):
    """Names the entries that no seal covers yet (R16.2). A trigger adds each new entry, and the sealer removes it."""

    __tablename__ = "audit_unsealed"

    entry_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))


class AuditSeal(SQLModel, table=True):
    """A seal over some entries, chained to the seal before it by SHA-256 (R16.2); the database refuses changes.

    `digests` holds 32 bytes for each of `entry_ids`, in the same order. `drained` says that nothing was left unsealed.
    `form` names the text of an entry that was hashed.
    """

    __tablename__ = "audit_seal"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sealed_at: datetime = moment(nullable=False)
    form: int = Field(sa_column=Column(SmallInteger, nullable=False))
    drained: bool
    entry_ids: Any = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    digests: bytes
    previous: bytes
    hash: bytes


class AuditFollower(SQLModel, table=True):
    """Keeps up to which seal the log server has received the log, and which process is sending (R16.2)."""

    __tablename__ = "audit_follower"

    name: str = Field(primary_key=True)
    seal: int = Field(sa_column=Column(BigInteger, nullable=False))
    holder: str | None = None
    held_until: datetime | None = moment()
