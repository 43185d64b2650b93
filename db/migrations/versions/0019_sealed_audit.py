"""Chains the entries of the audit log by seals, so that a changed or removed one is noticed, those of before, too."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
oldest_program = "0018"
branch_labels = None
depends_on = None

TO_SEAL = """
create function keep_for_sealing() returns trigger language plpgsql as $$
begin
    insert into audit_unsealed (entry_id) select id from fresh;
    return null;
end $$
"""
KEEP = """
create trigger audit_entry_to_seal after insert on audit_entry referencing new table as fresh
for each statement execute function keep_for_sealing()
"""


def upgrade() -> None:
    op.create_table(
        "audit_unsealed",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.SmallInteger(), nullable=False),
        sa.Column("drained", sa.Boolean(), nullable=False),
        sa.Column("entry_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "audit_follower",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seal", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute(
        "create trigger audit_seal_append_only before update or delete on audit_seal "
        "for each row execute function refuse_audit_change()"
    )
    op.execute(
        "create trigger audit_seal_not_emptied before truncate on audit_seal "
        "for each statement execute function refuse_audit_change()"
    )
    op.execute(TO_SEAL)
    op.execute(KEEP)
    op.execute("insert into audit_unsealed (entry_id) select id from audit_entry")


def downgrade() -> None:
    op.execute("drop trigger audit_entry_to_seal on audit_entry")
    op.execute("drop function keep_for_sealing()")
    for name in ("audit_follower", "audit_seal", "audit_unsealed"):
        op.drop_table(name)
