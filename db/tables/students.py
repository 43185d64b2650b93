"""Defines the students of the roster (R9.2)."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference, words_to_search


class Student(SQLModel, table=True):
    """A student of the roster. Lists sort by `name_key`, the name in pinyin; `monitor` marks the class's 班长.

    `search` holds the words that find the student (R9.7).
    """

    __tablename__ = "student"

    id: int = identity()
    number: str = Field(unique=True)
    name: str
    name_key: str
    search: str = words_to_search()
    gender: str | None = None
    ethnicity: str | None = None
    class_id: int = reference("school_class.id", index=True)
    monitor: bool = Field(default=False)
    retired_at: datetime | None = moment()

    __table_args__ = (Index("student_search", "search", postgresql_using="gin"),)
