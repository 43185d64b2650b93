"""Says by which session of another system a session was opened, so that it ends with that one (R16.1).

Sessions of before say nothing of it, and end as they always did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
oldest_program = "0025"
branch_labels = None
depends_on = None

NAMES = ("other_session", "other_subject")


def upgrade() -> None:
    for name in (*NAMES, "id_token"):
        op.add_column("session", sa.Column(name, sa.String(), nullable=True))
    for name in NAMES:
        there = sa.text(f"{name} is not null")
        op.create_index(f"session_of_{name}", "session", [name], unique=False, postgresql_where=there)


def downgrade() -> None:
    for name in NAMES:
        op.drop_index(f"session_of_{name}", table_name="session")
    for name in ("id_token", *reversed(NAMES)):
        op.drop_column("session", name)
