"""Turns computed results into narrow rows: explanations apart, no foreign keys, free space on the pages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

EXPLAINED: dict[str, Any] = {
    "course_codes": sa.String(),
    "course_names": sa.String(),
    "course_terms": sa.Integer(),
    "course_scores": sa.Numeric(precision=5, scale=2),
    "course_credits": sa.Numeric(precision=5, scale=2),
    "course_counted": sa.Boolean(),
    "course_ratios": sa.Numeric(precision=6, scale=2),
    "course_adjusters": sa.String(),
}
REFERENCES = {
    "batch_id": "batch",
    "class_id": "school_class",
    "college_id": "college",
    "computed_by": "account",
    "major_id": "major",
    "student_id": "student",
}
RESULTS = ("academic_result", "rating_result")
NAMES = ", ".join(EXPLAINED)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _plain(of: Any) -> Any:
    return sa.Numeric() if isinstance(of, sa.Numeric) else of


def upgrade() -> None:
    op.create_table(
        "academic_explanation",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.ARRAY(_plain(of)), nullable=False) for name, of in EXPLAINED.items()),
        sa.PrimaryKeyConstraint("batch_id", "student_id"),
    )
    op.execute(f"insert into academic_explanation select batch_id, student_id, {NAMES} from academic_result")  # noqa: S608  # composed of constants
    for name in EXPLAINED:
        op.drop_column("academic_result", name)
    for table in RESULTS:
        for column in REFERENCES:
            op.drop_constraint(f"{table}_{column}_fkey", table)
        op.drop_constraint(f"{table}_batch_id_student_id_key", table)
        op.drop_index(f"ix_{table}_student_id", table)
        op.create_unique_constraint(f"{table}_once", table, ["student_id", "batch_id"])
        op.execute(f"alter table {table} set (fillfactor = 50)")


def downgrade() -> None:
    for table in RESULTS:
        op.execute(f"alter table {table} reset (fillfactor)")
        op.drop_constraint(f"{table}_once", table)
        op.create_index(f"ix_{table}_student_id", table, ["student_id"])
        op.create_unique_constraint(f"{table}_batch_id_student_id_key", table, ["batch_id", "student_id"])
        for column, target in REFERENCES.items():
            op.create_foreign_key(f"{table}_{column}_fkey", table, target, [column], ["id"])
    for name, of in EXPLAINED.items():
        op.add_column("academic_result", sa.Column(name, sa.ARRAY(of), nullable=False, server_default="{}"))
        op.alter_column("academic_result", name, server_default=None)
    op.execute(
        f"update academic_result set ({NAMES}) = (select {NAMES} from academic_explanation explanation"  # noqa: S608  # composed of constants
        " where (batch_id, student_id) = (academic_result.batch_id, academic_result.student_id))"
    )
    op.drop_table("academic_explanation")
