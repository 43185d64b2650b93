"""Keeps what an import of a scheme's inputs changes, so that it can be undone.

The version before goes on serving meanwhile; if it claims an import of inputs from the queue, which it does not know as
queued work, it refuses it, and nothing is stored.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
oldest_program = "0017"
branch_labels = None
depends_on = None

TABLES = ("scheme_value", "scheme_item")


def upgrade() -> None:
    for table in TABLES:
        op.execute(
            f"create trigger {table}_imported after insert or update or delete on {table} for each row "
            "when (current_setting('zongce.import_id', true) <> '') execute function keep_import_change()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop trigger {table}_imported on {table}")
