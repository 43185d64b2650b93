"""Keeps what an import of counsellors changes, as it does of head teachers, so that it can be undone."""

from alembic import op

revision = "0016"
down_revision = "0015"
oldest_program = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create trigger counsellor_imported after insert or update or delete on counsellor for each row "
        "when (current_setting('zongce.import_id', true) <> '') execute function keep_import_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger counsellor_imported on counsellor")
