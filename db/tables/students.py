"""Defines the students of the roster (R9.2)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class Student(SQLModel, table=True):
    """A student of the roster. Lists sort by `name_key`, the name in pinyin; `monitor` marks the class's 班长."""

    __tablename__ = "student"

    id: int = identity()
    number: str = Field(unique=True)
    name: str
    name_key: str
    gender: str | None = None
    ethnicity: str | None = None
    class_id: int = reference("school_class.id", index=True)
    monitor: bool = Field(default=False)
    retired_at: datetime | None = moment()
