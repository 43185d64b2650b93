"""Keeps the versions of the colleges' schemes, and what they are given of each student (R11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

AMOUNT = sa.Numeric(9, 4)

revision = "0015"
down_revision = "0014"
oldest_program = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheme_version",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("college_id", sa.BigInteger(), sa.ForeignKey("college.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("copied_from", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "college_id", "version", name="scheme_version_once"),
    )
    op.create_table(
        "scheme_value",
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("student_id", sa.BigInteger(), sa.ForeignKey("student.id"), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("value", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "student_id", "heading"),
    )
    op.create_table(
        "scheme_item",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("student_id", sa.BigInteger(), sa.ForeignKey("student.id"), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("level", "award", "role", "kind")),
        *(sa.Column(name, AMOUNT) for name in ("amount", "points")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("scheme_item_student", "scheme_item", ["batch_id", "student_id"])
    op.create_table(
        "scheme_given",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("given", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "student_id"),
    )
    op.add_column("result_sheet", sa.Column("scheme_id", sa.BigInteger(), sa.ForeignKey("scheme_version.id")))


def downgrade() -> None:
    op.drop_column("result_sheet", "scheme_id")
    for name in ("scheme_given", "scheme_item", "scheme_value", "scheme_version"):
        op.drop_table(name)
