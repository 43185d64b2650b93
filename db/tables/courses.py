"""Defines imported course scores, what they are worth, and how each counts in a batch (R4.1, R4.6, R10.3 - R10.6)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from db.tables.columns import CREDIT, RATIO, SCORE, identity, moment, reference

ODD = "text is not null or attempts is not null"
"""Matches scores that are not just one number. The index and the statements use the same text."""


class CourseScore(SQLModel, table=True):
    """原始成绩: one student's score in one course in one term.

    `score` holds the points that count. It is NULL if the course is left out, and also if it is undecided: `question`
    then holds the words to decide on. `text` is the score as it came, NULL if that is just the number. `attempts` lists
    all attempts, in their order; NULL stands for a single first attempt. `rule` is NULL for a plain number.
    `decision_id` is the decision that gave the points, if `rule` is DECISION; settling sets and removes it.

    `changed_by` is the account of the importer; as a foreign key it would be looked up for each of 100,000 rows. So
    would `import_id`, the import that wrote the row last; NULL if it was written by hand or before there was a history.
    """

    __tablename__ = "course_score"

    id: int = identity()
    student_id: int = reference("student.id")
    academic_year: str
    term: int
    course_code: str
    course_name: str
    course_kind: str
    teacher: str | None = None
    credit: Decimal = Field(sa_type=CREDIT)
    score: Decimal | None = Field(default=None, sa_type=SCORE)
    remark: str | None = None
    text: str | None = None
    rule: str | None = None
    question: str | None = None
    attempts: list[Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    decision_id: int | None = Field(default=None, sa_type=BigInteger)
    changed_at: datetime = moment(nullable=False, default_now=True)
    changed_by: int | None = Field(default=None, sa_type=BigInteger)
    import_id: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("student_id", "academic_year", "term", "course_code", name="course_score_once"),
        CheckConstraint("credit > 0", name="course_score_credit_positive"),
        CheckConstraint("score between 0 and 100", name="course_score_in_range"),
        CheckConstraint("term in (1, 2)", name="course_score_term"),
        CheckConstraint("question is null or score is null", name="course_score_undecided"),
        Index("course_score_year", "academic_year", postgresql_using="brin"),
        Index("course_score_odd", "academic_year", "student_id", postgresql_where=sql_text(ODD)),
        Index("course_score_undecided", "academic_year", "question", postgresql_where=sql_text("question is not null")),
        Index("course_score_import", "import_id", postgresql_where=sql_text("import_id is not null")),
    )


class CourseAdjustment(SQLModel, table=True):
    """参评课程调整: whether this score counts in the batch, and its ratio (NULL: the college's default).

    It refers to the course, not to the imported row, so it survives when scores are deleted and imported again.
    """

    __tablename__ = "course_adjustment"

    batch_id: int = reference("batch.id", key=True)
    student_id: int = reference("student.id", key=True)
    term: int = Field(primary_key=True)
    course_code: str = Field(primary_key=True)
    counted: bool
    ratio: Decimal | None = Field(default=None, sa_type=RATIO)
    adjusted_at: datetime = moment(nullable=False)
    adjusted_by: int = reference("account.id")

    __table_args__ = (
        CheckConstraint("ratio >= 0", name="course_adjustment_ratio_not_negative"),
        Index("course_adjustment_student", "student_id"),
        Index("course_adjustment_account", "adjusted_by"),
    )


class GradeScale(SQLModel, table=True):
    """Says how a college reads the scores of one academic year (R10.3 - R10.5); without a row, defaults apply.

    `levels` maps level words to their points as text, or to null if they carry none; `treatments` maps states to a
    `Treatment`.
    """

    __tablename__ = "grade_scale"

    college_id: int = reference("college.id", key=True)
    academic_year: str = Field(primary_key=True)
    levels: dict[str, str | None] = Field(sa_type=JSONB)
    treatments: dict[str, str] = Field(sa_type=JSONB)
    retake_rule: str
    changed_at: datetime = moment(nullable=False)
    changed_by: int = reference("account.id")


class ScoreDecision(SQLModel, table=True):
    """Decides on an undecided score (R10.6); a decision that is taken back is deleted, and the audit log keeps it.

    Without a student it holds for every score of the college and year with this `question`; with student, term and
    course code for that course alone, as long as its question stays the same.
    """

    __tablename__ = "score_decision"

    id: int = identity()
    college_id: int = reference("college.id")
    academic_year: str
    question: str
    student_id: int | None = reference("student.id", nullable=True)
    term: int | None = None
    course_code: str | None = None
    outcome: str
    points: Decimal | None = Field(default=None, sa_type=SCORE)
    reason: str
    decided_at: datetime = moment(nullable=False)
    decided_by: int = reference("account.id")

    __table_args__ = (
        UniqueConstraint(
            "college_id",
            "academic_year",
            "question",
            "student_id",
            "term",
            "course_code",
            name="score_decision_once",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(points is not null) = (outcome = 'POINTS')", name="score_decision_points"),
        CheckConstraint("points between 0 and 100", name="score_decision_in_range"),
    )
