"""Enters the timetable of work that is done at its time (R14.4)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
oldest_program = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timed_work",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", JSONB()),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("timed_work")
