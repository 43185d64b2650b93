"""Adds sign-in through other systems: bindings, waiting bindings, and used requests (R9.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_binding",
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("method", "subject"),
        sa.UniqueConstraint("method", "account_id"),
    )
    op.create_index(op.f("ix_sign_in_binding_account_id"), "sign_in_binding", ["account_id"], unique=False)
    op.create_table(
        "waiting_binding",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "spent_request",
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_hash"),
    )


def downgrade() -> None:
    for table in ("spent_request", "waiting_binding", "sign_in_binding"):
        op.drop_table(table)
