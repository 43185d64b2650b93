"""Defines colleges, majors and classes: the frame of the roster (R9.2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference, words_to_search


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
    """A class belongs to one major, one grade (year of enrolment) and one college; `cohort` is its graduation year.

    `search` holds the words that find the class (R9.7); the table is small, so that they have no index.
    """

    __tablename__ = "school_class"

    id: int = identity()
    code: str = Field(unique=True)
    name: str
    grade: int
    cohort: int = Field(index=True)
    major_id: int = reference("major.id", index=True)
    college_id: int = reference("college.id", index=True)
    search: str = words_to_search()
    retired_at: datetime | None = moment()


class Directory(SQLModel, table=True):
    """The version of the three tables above, in one row.

    Triggers set a new `version` at every change, so that a process can check whether its cache of them is still valid.
    """

    __tablename__ = "directory"

    single: bool = Field(default=True, primary_key=True)
    version: UUID

    __table_args__ = (CheckConstraint("single", name="directory_single"),)
