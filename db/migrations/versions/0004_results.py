"""Adds comprehensive results, sheets, notices and approvals; levels of a batch, days of a notice (R6, R7)."""

import sqlalchemy as sa
from alembic import op

COMPLETE = (
    "not participating or (political_score is not null and political_level is not null"
    " and scholastic_score is not null and scholastic_level is not null"
    " and development_score is not null and development_level is not null"
    " and overall_score is not null and overall_level is not null)"
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comprehensive_result",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("participating", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("political_score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("political_level", sa.String(), nullable=True),
        sa.Column("political_position", sa.Integer(), nullable=True),
        sa.Column("scholastic_score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("scholastic_level", sa.String(), nullable=True),
        sa.Column("scholastic_position", sa.Integer(), nullable=True),
        sa.Column("scholastic_grade_position", sa.Integer(), nullable=True),
        sa.Column("development_score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("development_level", sa.String(), nullable=True),
        sa.Column("development_position", sa.Integer(), nullable=True),
        sa.Column("overall_score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("overall_level", sa.String(), nullable=True),
        sa.Column("overall_position", sa.Integer(), nullable=True),
        sa.Column("overall_grade_position", sa.Integer(), nullable=True),
        sa.Column("class_size", sa.Integer(), nullable=True),
        sa.Column("grade_size", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            COMPLETE,
            name="comprehensive_result_complete",
        ),
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
    op.create_index("comprehensive_result_class", "comprehensive_result", ["batch_id", "class_id"], unique=False)
    op.create_index(
        "comprehensive_result_grade",
        "comprehensive_result",
        ["batch_id", "college_id", "major_id", "grade"],
        unique=False,
    )
    op.create_index(op.f("ix_comprehensive_result_student_id"), "comprehensive_result", ["student_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "approval_in_force",
        "approval",
        ["batch_id", "college_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "public_notice",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minimum_days", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("public_notice_college", "public_notice", ["batch_id", "college_id"], unique=False)
    op.create_table(
        "result_sheet",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.BigInteger(), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=True),
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
            ["imported_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "class_id"),
    )
    op.create_index("result_sheet_college", "result_sheet", ["batch_id", "college_id"], unique=False)
    op.add_column(
        "batch",
        sa.Column("levels", sa.ARRAY(sa.String()), server_default="{优秀,良好,中等,合格,不合格}", nullable=False),
    )
    op.add_column("phase", sa.Column("notice_days", sa.Integer(), server_default="3", nullable=False))
    op.create_check_constraint("phase_notice_days_not_negative", "phase", "notice_days >= 0")


def downgrade() -> None:
    op.drop_column("phase", "notice_days")
    op.drop_column("batch", "levels")
    for table in ("result_sheet", "public_notice", "approval", "comprehensive_result"):
        op.drop_table(table)
