"""Students in the current state of the roster (R9.2)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class Student(SQLModel, table=True):
    """`name_key` is the name in pinyin, by which Chinese names are sorted; `monitor` marks the 班长 of the student's
    class.
    """

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
