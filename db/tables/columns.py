"""Defines the kinds of column that the tables share.

One sequence numbers the rows of all tables, so that an id of one kind of thing is never the id of another.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Numeric, Sequence, Table, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

ENTITY_IDS = Sequence("entity_id", data_type=BigInteger, metadata=SQLModel.metadata)

SCORE = Numeric(5, 2)
CREDIT = Numeric(5, 2)
RATIO = Numeric(6, 2)
TOTAL = Numeric(8, 2)
PERCENT = Numeric(5, 2)


def identity() -> Any:
    """Defines a primary key from the common sequence."""
    default = text("nextval('entity_id')")
    return Field(default=None, sa_column=Column(BigInteger, primary_key=True, server_default=default))


def reference(
    target: str, *, key: bool = False, nullable: bool = False, index: bool = False, cascade: bool = False
) -> Any:
    """Defines a foreign key to `table.column`; `key` makes it part of the primary key."""
    link = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    column: Column[int] = Column(BigInteger, link, primary_key=key, nullable=nullable and not key, index=index)
    return Field(default=None if nullable else ..., sa_column=column)


def moment(*, nullable: bool = True, default_now: bool = False) -> Any:
    """Defines a point in time with its time zone."""
    server_default = text("now()") if default_now else None
    column: Column[datetime] = Column(DateTime(timezone=True), nullable=nullable, server_default=server_default)
    return Field(default=None if nullable or default_now else ..., sa_column=column)


def words_to_search() -> Any:
    """Defines the words by which a row is found (`db.search_words`)."""
    return Field(default="", sa_column=Column(TSVECTOR, nullable=False, server_default=""))


def table(model: type[SQLModel]) -> Table:
    """Returns the table of a model, with typed columns: `student = table(Student)`, `student.c.number`."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
