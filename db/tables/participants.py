"""Participants of a batch with their class, and the staff assigned to a class (R2).

The batch stores the participant's class, so that history stays true when a student changes class later.
"""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from db.tables.columns import moment, reference


class BatchClass(SQLModel, table=True):
    """A class within a batch, and the state of its work.

    clearProcessData sets `cleared_at`, and the next computed result resets it; a later mark also ends the cleared state
    (R2.3, `db.queries.ballots.ballots.of_class`). `academic_stale` says that scores, the college's scale or a decision
    changed since the class was computed.
    """

    __tablename__ = "batch_class"

    batch_id: int = reference("batch.id", key=True)
    class_id: int = reference("school_class.id", key=True)
    college_id: int = reference("college.id")
    major_id: int = reference("major.id")
    grade: int
    cleared_at: datetime | None = moment()
    academic_computed_at: datetime | None = moment()
    academic_computed_by: int | None = reference("account.id", nullable=True)
    academic_stale: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    rating_computed_at: datetime | None = moment()
    rating_computed_by: int | None = reference("account.id", nullable=True)

    __table_args__ = (Index("batch_class_major_grade", "batch_id", "college_id", "major_id", "grade"),)


class Participant(SQLModel, table=True):
    """A student of a class within a batch; `participating` is false for 未参评."""

    __tablename__ = "participant"

    batch_id: int = reference("batch.id", key=True)
    student_id: int = reference("student.id", key=True, index=True)
    class_id: int = reference("school_class.id")
    college_id: int = reference("college.id")
    participating: bool = Field(default=True)

    __table_args__ = (
        Index("participant_class", "batch_id", "class_id"),
        Index("participant_college", "batch_id", "college_id"),
    )


class Counsellor(SQLModel, table=True):
    """辅导员 of a class for one batch."""

    __tablename__ = "counsellor"

    batch_id: int = reference("batch.id", key=True)
    class_id: int = reference("school_class.id", key=True)
    staff_id: int = reference("staff.id", key=True, index=True)


class HeadTeacher(SQLModel, table=True):
    """班主任 of a class for one batch."""

    __tablename__ = "head_teacher"

    batch_id: int = reference("batch.id", key=True)
    class_id: int = reference("school_class.id", key=True)
    staff_id: int = reference("staff.id", key=True, index=True)
