"""Defines a college's schemes, version by version, and what they are given of each student (R11)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Index, Numeric, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference

AMOUNT = Numeric(9, 4)


class SchemeVersion(SQLModel, table=True):
    """One version of a college's scheme for a batch; the highest version is in force.

    `copied_from` is the version, of any batch or college, from which the text was taken. It is no foreign key: what it
    was stays known when that batch is deleted.
    """

    __tablename__ = "scheme_version"

    id: int = identity()
    batch_id: int = reference("batch.id")
    college_id: int = reference("college.id")
    version: int
    title: str
    text: str
    saved_at: datetime = moment(nullable=False)
    saved_by: int = reference("account.id")
    copied_from: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (UniqueConstraint("batch_id", "college_id", "version", name="scheme_version_once"),)


class SchemeValue(SQLModel, table=True):
    """Holds one value of a column that a college imports for each student, such as 体测成绩; its heading names it."""

    __tablename__ = "scheme_value"

    batch_id: int = reference("batch.id", key=True)
    student_id: int = reference("student.id", key=True)
    heading: str = Field(primary_key=True)
    value: Decimal = Field(sa_type=AMOUNT)


class SchemeItem(SQLModel, table=True):
    """One item of a student: its category and the facts by which a scheme says what it is worth."""

    __tablename__ = "scheme_item"

    id: int = identity()
    batch_id: int = reference("batch.id")
    student_id: int = reference("student.id")
    category: str
    item: str
    level: str | None = None
    award: str | None = None
    role: str | None = None
    kind: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=AMOUNT)
    points: Decimal | None = Field(default=None, sa_type=AMOUNT)

    __table_args__ = (Index("scheme_item_student", "batch_id", "student_id"),)


class SchemeGiven(SQLModel, table=True):
    """Keeps what a computed result was computed from, which explains it for ever (R9.4): the version of the scheme, and
    the student's values and items as they were. It has no foreign keys, like `AcademicResult`.

    Numbers are texts, so that all digits stay. `items` has a row of facts for each item: PostgreSQL writes an array of
    texts in half the time of JSON.
    """

    __tablename__ = "scheme_given"

    batch_id: int = Field(sa_type=BigInteger, primary_key=True)
    student_id: int = Field(sa_type=BigInteger, primary_key=True)
    scheme_id: int = Field(sa_type=BigInteger)
    given: dict[str, Any] = Field(sa_type=JSONB)
    items: list[list[str | None]] = Field(sa_type=ARRAY(String, dimensions=2))
