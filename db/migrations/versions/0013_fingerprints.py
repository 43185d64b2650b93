"""Keeps the fingerprint of the courses of each explanation, by which a computation knows an unchanged one.

The version before would change explanations and leave their fingerprints, so it must not serve these tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("academic_explanation", sa.Column("fingerprint", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("academic_explanation", "fingerprint")
