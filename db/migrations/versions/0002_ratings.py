"""Adds rating: items, ballots with their marks, results; when a class was computed; self-rating (R5)."""

import sqlalchemy as sa
from alembic import op

WEIGHTS = (
    "counsellor_weight + head_teacher_weight + peer_weight = 100"
    " and counsellor_weight >= 0 and head_teacher_weight >= 0 and peer_weight >= 0"
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_rating_item",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("min_points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("max_points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("counsellor_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("head_teacher_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("peer_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("0 <= min_points and min_points < max_points", name="batch_rating_item_range"),
        sa.CheckConstraint(
            WEIGHTS,
            name="batch_rating_item_weights",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "college_id", "name"),
    )
    op.create_table(
        "rating_item",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("min_points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("max_points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("counsellor_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("head_teacher_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("peer_weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("0 <= min_points and min_points < max_points", name="rating_item_range"),
        sa.CheckConstraint(
            WEIGHTS,
            name="rating_item_weights",
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("college_id", "name"),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rater_id", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('COUNSELLOR', 'HEAD_TEACHER', 'PEER')", name="ballot_kind"),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "class_id", "kind", "rater_id", name="ballot_once"),
    )
    op.create_index("ballot_college", "ballot", ["batch_id", "college_id"], unique=False)
    op.create_table(
        "mark",
        sa.Column("ballot_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ballot_id", "student_id", "item_id"),
    )
    op.create_table(
        "rating_result",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("rating_score", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("rests_on_one", sa.Boolean(), nullable=False),
        sa.Column("counsellor_ballots", sa.Integer(), nullable=False),
        sa.Column("head_teacher_ballots", sa.Integer(), nullable=False),
        sa.Column("peer_ballots", sa.Integer(), nullable=False),
        sa.Column("item_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("item_scores", sa.ARRAY(sa.Numeric(precision=8, scale=2)), nullable=False),
        sa.Column("counsellor_sums", sa.ARRAY(sa.Numeric(precision=8, scale=2)), nullable=False),
        sa.Column("head_teacher_sums", sa.ARRAY(sa.Numeric(precision=8, scale=2)), nullable=False),
        sa.Column("peer_sums", sa.ARRAY(sa.Numeric(precision=8, scale=2)), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["computed_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["major_id"],
            ["major.id"],
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "student_id"),
    )
    op.create_index(op.f("ix_rating_result_student_id"), "rating_result", ["student_id"], unique=False)
    op.create_index("rating_result_class", "rating_result", ["batch_id", "class_id"], unique=False)
    op.create_index("rating_result_college", "rating_result", ["batch_id", "college_id"], unique=False)
    op.add_column("batch_class", sa.Column("rating_computed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("batch_class", sa.Column("rating_computed_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(None, "batch_class", "account", ["rating_computed_by"], ["id"])
    op.add_column("phase", sa.Column("self_rating", sa.Boolean(), server_default=sa.text("true"), nullable=False))


def downgrade() -> None:
    op.drop_column("phase", "self_rating")
    op.drop_column("batch_class", "rating_computed_by")
    op.drop_column("batch_class", "rating_computed_at")
    for table in ("rating_result", "mark", "ballot", "rating_item", "batch_rating_item"):
        op.drop_table(table)
