"""Finds the course scores of one academic year without reading those of all years: they came in together."""

from alembic import op

revision = "0012"
down_revision = "0011"
oldest_program = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("course_score_year", "course_score", ["academic_year"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("course_score_year", "course_score")
