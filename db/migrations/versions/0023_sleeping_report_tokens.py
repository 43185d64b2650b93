"""Says of report tokens whether a second factor stands behind them; those of before have none (R16.1, R16.4)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
oldest_program = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("proven", "sleeps"):
        op.add_column("report_token", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    for name in ("sleeps", "proven"):
        op.drop_column("report_token", name)
