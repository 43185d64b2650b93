"""Defines imports, computations and exports, and the files that are ready for download."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class OperationKind(StrEnum):
    IMPORT_COURSE_SCORES = "IMPORT_COURSE_SCORES"
    IMPORT_COMPREHENSIVE_RESULTS = "IMPORT_COMPREHENSIVE_RESULTS"
    IMPORT_ROSTER = "IMPORT_ROSTER"
    IMPORT_ASSIGNED_STAFF = "IMPORT_ASSIGNED_STAFF"
    COMPUTE_ACADEMIC_SCORES = "COMPUTE_ACADEMIC_SCORES"
    RANK_MAJOR_GRADE = "RANK_MAJOR_GRADE"
    COMPUTE_RATING_SCORES = "COMPUTE_RATING_SCORES"
    IMPORT_SCHEME_INPUTS = "IMPORT_SCHEME_INPUTS"
    COMPUTE_COMPREHENSIVE_RESULTS = "COMPUTE_COMPREHENSIVE_RESULTS"
    EXPORT = "EXPORT"
    TEMPLATE = "TEMPLATE"


class OperationStatus(StrEnum):
    """QUEUED and RUNNING are unfinished; the other states are final."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


UNFINISHED = "status in ('QUEUED', 'RUNNING')"
"""Index and statement use the same text, so that PostgreSQL sees that both mean the same rows."""


class Operation(SQLModel, table=True):
    """One run of long work, visible to the person who started it.

    `started_at` is the time of the request. `arguments`, `file` and `language` are all that another process needs to
    run it; `outcome` is what the payload of its mutation returns. `claimed_by` names the process that runs it,
    `seen_at` is that process's last sign of life. `held` lists the roles and classes that the person had at the
    request: a person who has lost one of them can't see the operation any more (R8.5).
    """

    __tablename__ = "operation"
    __table_args__ = (Index("operation_unfinished", "id", postgresql_where=text(UNFINISHED)),)

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    kind: str
    status: str
    done: int = Field(default=0)
    total: int = Field(default=0)
    problems: list[Any] = Field(default_factory=list, sa_type=JSONB)
    started_at: datetime = moment(nullable=False)
    finished_at: datetime | None = moment()
    stage: str | None = None
    arguments: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    file_name: str | None = None
    file: bytes | None = None
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    language: str | None = None
    request_id: str | None = None
    claimed_by: str | None = None
    seen_at: datetime | None = moment()
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    held: list[str] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class Download(SQLModel, table=True):
    """A finished workbook; the person who requested it downloads it from an address that only the answer contains."""

    __tablename__ = "download"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    operation_id: int = reference("operation.id", index=True)
    token: str = Field(unique=True)
    file_name: str
    content: bytes
    expires_at: datetime = moment(nullable=False)
