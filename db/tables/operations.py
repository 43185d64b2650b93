"""Imports, computations and exports, and the files that wait to be fetched."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class OperationKind(StrEnum):
    IMPORT_COURSE_SCORES = "IMPORT_COURSE_SCORES"
    IMPORT_ROSTER = "IMPORT_ROSTER"
    COMPUTE_ACADEMIC_SCORES = "COMPUTE_ACADEMIC_SCORES"
    RANK_MAJOR_GRADE = "RANK_MAJOR_GRADE"
    COMPUTE_RATING_SCORES = "COMPUTE_RATING_SCORES"
    EXPORT = "EXPORT"
    TEMPLATE = "TEMPLATE"


class OperationStatus(StrEnum):
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class Operation(SQLModel, table=True):
    """One run of long work, visible to whoever started it."""

    __tablename__ = "operation"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    kind: str
    status: str
    done: int = Field(default=0)
    total: int = Field(default=0)
    problems: list[Any] = Field(default_factory=list, sa_type=JSONB)
    started_at: datetime = moment(nullable=False)
    finished_at: datetime | None = moment()


class Download(SQLModel, table=True):
    """A finished workbook: fetched by the one who asked for it, with the address that only the answer held."""

    __tablename__ = "download"

    id: int = identity()
    account_id: int = reference("account.id", index=True)
    operation_id: int = reference("operation.id", index=True)
    token: str = Field(unique=True)
    file_name: str
    content: bytes
    expires_at: datetime = moment(nullable=False)
