"""Colleges, majors and classes: the roster's frame (R9.2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class College(SQLModel, table=True):
    __tablename__ = "college"

    id: int = identity()
    code: str = Field(unique=True)
    name: str
    retired_at: datetime | None = moment()


class Major(SQLModel, table=True):
    __tablename__ = "major"

    id: int = identity()
    code: str = Field(unique=True)
    name: str
    college_id: int = reference("college.id", index=True)
    retired_at: datetime | None = moment()


class SchoolClass(SQLModel, table=True):
    """A class belongs to one major, one grade (year of enrolment), one college; `cohort` is its graduation year."""

    __tablename__ = "school_class"

    id: int = identity()
    code: str = Field(unique=True)
    name: str
    grade: int
    cohort: int = Field(index=True)
    major_id: int = reference("major.id", index=True)
    college_id: int = reference("college.id", index=True)
    retired_at: datetime | None = moment()


class Directory(SQLModel, table=True):
    """One row: the state that the three tables above are in. Triggers give it a new `version` with every change, so
    that what a process remembers of them is known to be true, or not."""

    __tablename__ = "directory"

    single: bool = Field(default=True, primary_key=True)
    version: UUID

    __table_args__ = (CheckConstraint("single", name="directory_single"),)
