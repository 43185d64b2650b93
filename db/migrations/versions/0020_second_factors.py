"""Keeps second factors, the use and the way of each session, and what people are told of earlier sign-ins (R16.1).

Programs of the version before can go on serving: they ask nobody for a second factor, so the setting that demands it
is turned on when all run this one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
oldest_program = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("username_hash", sa.String(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("failed_sign_in_of_name", "failed_sign_in", ["username_hash", "failed_at"], unique=False)
    op.create_table(
        "last_sign_in",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash"),
    )
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pending_secret", sa.String(), nullable=True),
        sa.Column("pending_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.add_column("access_token", sa.Column("proven", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "session", sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    op.add_column("session", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("session", sa.Column("method", sa.String(), server_default="password", nullable=False))
    op.add_column("session", sa.Column("address", sa.String(), server_default="", nullable=False))
    op.add_column(
        "session", sa.Column("earlier", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("session", "earlier")
    op.drop_column("session", "address")
    op.drop_column("session", "method")
    op.drop_column("session", "proven_at")
    op.drop_column("session", "used_at")
    op.drop_column("access_token", "proven")
    op.drop_table("second_factor")
    op.drop_table("recovery_code")
    op.drop_table("last_sign_in")
    op.drop_index("failed_sign_in_of_name", table_name="failed_sign_in")
    op.drop_table("failed_sign_in")
