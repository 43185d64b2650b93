"""Lets any process run long work, and users follow and cancel it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )


def upgrade() -> None:
    for column in added():
        op.add_column("operation", column)
    op.create_index(
        "operation_unfinished",
        "operation",
        ["id"],
        postgresql_where=sa.text("status in ('QUEUED', 'RUNNING')"),
    )


def downgrade() -> None:
    op.drop_index("operation_unfinished", table_name="operation")
    for column in reversed(added()):
        op.drop_column("operation", column.name)
