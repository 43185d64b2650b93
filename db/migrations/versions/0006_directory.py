"""Adds the version of colleges, majors and classes, by which caches know whether they are valid."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MARK = """
create function mark_directory_change() returns trigger language plpgsql as $$
begin
    update directory set version = gen_random_uuid();
    return null;
end $$
"""
TABLES = ("college", "major", "school_class")


def upgrade() -> None:
    op.create_table(
        "directory",
        sa.Column("single", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.CheckConstraint("single", name="directory_single"),
        sa.PrimaryKeyConstraint("single"),
    )
    op.execute("insert into directory (single, version) values (true, gen_random_uuid())")
    op.execute(MARK)
    for table in TABLES:
        op.execute(
            f"create trigger {table}_marked after insert or update or delete or truncate on {table} "
            "for each statement execute function mark_directory_change()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop trigger {table}_marked on {table}")
    op.execute("drop function mark_directory_change()")
    op.drop_table("directory")
