"""Defines the history of imports, and the names that colleges have for columns."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import identity, moment, reference


class ImportKind(StrEnum):
    COURSE_SCORES = "COURSE_SCORES"
    COMPREHENSIVE_RESULTS = "COMPREHENSIVE_RESULTS"
    ROSTER = "ROSTER"
    ASSIGNED_STAFF = "ASSIGNED_STAFF"
    SCHEME_VALUES = "SCHEME_VALUES"
    SCHEME_ITEMS = "SCHEME_ITEMS"

    @property
    def of_scheme(self) -> bool:
        return self in (ImportKind.SCHEME_VALUES, ImportKind.SCHEME_ITEMS)


class Import(SQLModel, table=True):
    """Records one import that stored something.

    `college_id` is NULL if the rows belong to several colleges or to none. It is no foreign key: the college may have
    come with a roster that was undone. `imported_by` is NULL for the command line.
    """

    __tablename__ = "import_record"

    id: int = identity()
    kind: str
    college_id: int | None = Field(default=None, sa_type=BigInteger)
    batch_id: int | None = reference("batch.id", nullable=True)
    academic_year: str | None = None
    term: int | None = None
    file_name: str
    sha256: str
    imported_at: datetime = moment(nullable=False)
    imported_by: int | None = reference("account.id", nullable=True)
    created: int
    replaced: int
    unchanged: int
    undone_at: datetime | None = moment()
    undone_by: int | None = reference("account.id", nullable=True)

    __table_args__ = (Index("import_record_kind", "kind", "imported_at"),)


class ImportPlace(SQLModel, table=True):
    """Names a college, and for what belongs to a batch a class, whose rows were changed; scopes judge it by them.

    The roster belongs to the whole school, so its imports have no places.
    """

    __tablename__ = "import_place"

    import_id: int = reference("import_record.id", key=True, cascade=True)
    college_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    class_id: int = Field(default=0, sa_column=Column(BigInteger, primary_key=True))


class ImportChange(SQLModel, table=True):
    """Holds one row that an import changed, before and after, from which undoing restores it.

    Course scores that were new are found by `CourseScore.import_id` and are not repeated here. The rows of the other
    imports are written by a trigger while `zongce.import_id` is set, without the hashes of passwords.
    """

    __tablename__ = "import_change"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    import_id: int = reference("import_record.id", index=True, cascade=True)
    of_table: str
    old: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    new: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class LearntColumn(SQLModel, table=True):
    """Holds a heading that a college uses for a column; the roster's, which belong to no college, have none."""

    __tablename__ = "learnt_column"

    id: int = identity()
    college_id: int | None = reference("college.id", nullable=True)
    kind: str
    heading: str
    column_key: str
    learnt_at: datetime = moment(nullable=False)
    learnt_by: int | None = reference("account.id", nullable=True)

    __table_args__ = (
        UniqueConstraint(
            "college_id", "kind", "heading", name="learnt_column_once", postgresql_nulls_not_distinct=True
        ),
    )
