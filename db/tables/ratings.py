"""Defines rating items, ballots with their marks, and computed rating results (R5)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from db.tables.columns import PERCENT, SCORE, TOTAL, identity, moment, reference


class RaterKind(StrEnum):
    """The capacity in which a person rates a class; a student rates as a peer."""

    COUNSELLOR = "COUNSELLOR"
    HEAD_TEACHER = "HEAD_TEACHER"
    PEER = "PEER"


class BallotStatus(StrEnum):
    """The state of a ballot; a ballot on which nothing was ever saved is not stored."""

    NOT_STARTED = "NOT_STARTED"
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"


class _Item(SQLModel):
    name: str
    order: int
    detail: str | None = None
    min_points: Decimal = Field(sa_type=SCORE)
    max_points: Decimal = Field(sa_type=SCORE)
    counsellor_weight: Decimal = Field(sa_type=PERCENT)
    head_teacher_weight: Decimal = Field(sa_type=PERCENT)
    peer_weight: Decimal = Field(sa_type=PERCENT)


def _sound(table: str) -> tuple[CheckConstraint, ...]:
    weights = "counsellor_weight + head_teacher_weight + peer_weight = 100"
    positive = "counsellor_weight >= 0 and head_teacher_weight >= 0 and peer_weight >= 0"
    return (
        CheckConstraint("0 <= min_points and min_points < max_points", name=f"{table}_range"),
        CheckConstraint(f"{weights} and {positive}", name=f"{table}_weights"),
    )


class RatingItem(_Item, table=True):
    """评分项目 of the college, outside any batch (R5.1)."""

    __tablename__ = "rating_item"

    id: int = identity()
    college_id: int = reference("college.id")

    __table_args__ = (UniqueConstraint("college_id", "name"), *_sound("rating_item"))


class BatchRatingItem(_Item, table=True):
    """A copy of a rating item, made when the college opened the batch for rating; ballots and results use it (R5.1)."""

    __tablename__ = "batch_rating_item"

    id: int = identity()
    batch_id: int = reference("batch.id")
    college_id: int = reference("college.id")

    __table_args__ = (UniqueConstraint("batch_id", "college_id", "name"), *_sound("batch_rating_item"))


class Ballot(SQLModel, table=True):
    """打分表: the marks of one rater for one class in one capacity; a draft until `submitted_at` is set (R5.3).

    `digest` shows whether a ballot that is submitted again holds other marks than before. `rater_id` is the id of the
    student or of the staff member: all ids come from one sequence, so the two never collide.
    """

    __tablename__ = "ballot"

    id: int = identity()
    batch_id: int = reference("batch.id")
    class_id: int = reference("school_class.id")
    college_id: int = reference("college.id")
    kind: str
    rater_id: int = Field(sa_type=BigInteger)
    saved_at: datetime = moment(nullable=False)
    submitted_at: datetime | None = moment()
    digest: int | None = Field(default=None, sa_type=BigInteger)
    reopened_at: datetime | None = moment()
    reopen_reason: str | None = None

    __table_args__ = (
        UniqueConstraint("batch_id", "class_id", "kind", "rater_id", name="ballot_once"),
        CheckConstraint("kind in ('COUNSELLOR', 'HEAD_TEACHER', 'PEER')", name="ballot_kind"),
        Index("ballot_college", "batch_id", "college_id"),
    )


class Mark(SQLModel, table=True):
    """打分: the points of one ballot for one student in one item.

    The act checks that students and items are those of the sheet; foreign keys would be looked up for each of millions
    of marks. A mark has neither id nor time, so it does not reveal when it came, or from whom.
    """

    __tablename__ = "mark"

    ballot_id: int = Field(sa_column=Column(BigInteger, ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True))
    student_id: int = Field(sa_type=BigInteger, primary_key=True)
    item_id: int = Field(sa_type=BigInteger, primary_key=True)
    points: Decimal = Field(sa_type=SCORE)


def _of_items(kind: Any, *, nullable: bool = False) -> Any:
    return Field(sa_type=ARRAY(kind), nullable=nullable)


class RatingResult(SQLModel, table=True):
    """评分成绩 of one participant, with the values it was computed from (R5.4, R9.4).

    The arrays are equally long, in the order of the batch's items. They hold sums of points by kind of rater, which
    together with the numbers of ballots give the exact averages; a sum is NULL if that kind has not submitted, a score
    is NULL if no rater whose marks count has. `rests_on_one`: no item's score rests on more than one ballot, so the
    score reveals marks. `peers_withheld`: nobody sees the peer part, because it would reveal one peer's marks.
    `score_withheld`: nobody sees the score either, because peers add the marks of only one item to it (R15.3). The
    counted marks (R5.7) are stored item by item; `staff_marks_of_items` and `peer_marks_of_items` hold their number for
    each item. A mark of the staff is a kind of rater (its place in `RaterKind`), the rater, and points. `peer_points`
    are sorted within each item, so that nothing shows which marks come from one peer. All of them are NULL in older
    results. The table has no foreign keys, and pages half empty, like `AcademicResult`.
    """

    __tablename__ = "rating_result"

    id: int = identity()
    batch_id: int = Field(sa_type=BigInteger)
    student_id: int = Field(sa_type=BigInteger)
    class_id: int = Field(sa_type=BigInteger)
    college_id: int = Field(sa_type=BigInteger)
    major_id: int = Field(sa_type=BigInteger)
    grade: int
    rating_score: Decimal | None = Field(default=None, sa_type=TOTAL)
    rests_on_one: bool
    counsellor_ballots: int
    head_teacher_ballots: int
    peer_ballots: int
    item_ids: list[int] = _of_items(BigInteger)
    item_scores: list[Decimal | None] = _of_items(TOTAL)
    counsellor_sums: list[Decimal | None] = _of_items(TOTAL)
    head_teacher_sums: list[Decimal | None] = _of_items(TOTAL)
    peer_sums: list[Decimal | None] = _of_items(TOTAL)
    peers_withheld: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    score_withheld: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    staff_marks_of_items: list[int] | None = _of_items(Integer, nullable=True)
    staff_kinds: list[int] | None = _of_items(SmallInteger, nullable=True)
    staff_raters: list[int] | None = _of_items(BigInteger, nullable=True)
    staff_points: list[Decimal] | None = _of_items(SCORE, nullable=True)
    peer_marks_of_items: list[int] | None = _of_items(Integer, nullable=True)
    peer_points: list[Decimal] | None = _of_items(SCORE, nullable=True)
    computed_at: datetime = moment(nullable=False)
    computed_by: int = Field(sa_type=BigInteger)

    __table_args__ = (
        UniqueConstraint("student_id", "batch_id", name="rating_result_once"),
        Index("rating_result_class", "batch_id", "class_id"),
        Index("rating_result_college", "batch_id", "college_id"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class RatingShown(SQLModel, table=True):
    """The peer ballots that a shown result of a class counts, stored for comparison with the next result (R15.3).

    `versions` are the ballots' digests, in the order of `rater_ids`. Clearing a class does not delete them, because
    people have seen the result.
    """

    __tablename__ = "rating_shown"

    id: int = identity()
    batch_id: int = reference("batch.id")
    class_id: int = reference("school_class.id")
    shown_at: datetime = moment(nullable=False)
    whole: bool
    rater_ids: list[int] = _of_items(BigInteger)
    versions: list[int] = _of_items(BigInteger)

    __table_args__ = (Index("rating_shown_class", "batch_id", "class_id"),)
