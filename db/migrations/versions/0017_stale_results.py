"""Says of computed results what has changed since, and which changes concern them (R11.5)."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
oldest_program = "0016"
branch_labels = None
depends_on = None

OF_EARLIER = """
update result_sheet set stale = '{SCHEME}' where scheme_id is not null and scheme_id not in (
  select distinct on (batch_id, college_id) id from scheme_version order by batch_id, college_id, version desc)
"""


def upgrade() -> None:
    for name in ("reads", "stale"):
        column: sa.Column[list[str]] = sa.Column(name, sa.ARRAY(sa.String()), server_default="{}", nullable=False)
        op.add_column("result_sheet", column)
    # It is not known what results read that were computed before: every change concerns them.
    op.execute("update result_sheet set reads = '{INPUTS,ACADEMIC,RATING,SCHEME,GRADE}' where scheme_id is not null")
    op.execute(OF_EARLIER)


def downgrade() -> None:
    for name in ("stale", "reads"):
        op.drop_column("result_sheet", name)
