"""Adds scores that are no numbers, what they are worth, and the history of imports.

Every stored score is a number that was imported before there was a history, so the new columns stay empty.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEXT_ID = sa.text("nextval('entity_id')")
POINTS = sa.Numeric(precision=5, scale=2)
ODD = sa.text("text is not null or attempts is not null")
WATCHED = (
    *("college", "major", "school_class", "student", "staff", "account", "roster_head_teacher"),
    *("batch_class", "participant", "head_teacher", "result_sheet", "comprehensive_result"),
)
"""The tables that imports of the roster and of comprehensive results write."""
LOOKED_UP = (
    ("audit_entry", "account_id", "audit_entry_account"),
    ("course_adjustment", "student_id", "course_adjustment_student"),
    ("course_adjustment", "adjusted_by", "course_adjustment_account"),
)
"""Their foreign keys are looked up for each person whom undoing a roster deletes."""
KEEP = """
create function keep_import_change() returns trigger language plpgsql as $$
declare
    hidden constant text[] := '{password_hash, activation_hash, activation_expires_at}';
begin
    if tg_op = 'UPDATE' and old is not distinct from new then
        return null;
    end if;
    insert into import_change (import_id, of_table, old, new) values (
        current_setting('zongce.import_id')::bigint, tg_table_name,
        case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end,
        case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end
    );
    return null;
end $$
"""


def upgrade() -> None:
    _widen_scores()
    op.add_column("batch_class", sa.Column("academic_stale", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("academic_result", sa.Column("undecided_courses", sa.Integer(), server_default="0", nullable=False))
    op.add_column("academic_explanation", sa.Column("course_origins", postgresql.JSONB(), nullable=True))
    _create_scales()
    _create_history()


def downgrade() -> None:
    """Goes back; scores without points can't be stored then, and are deleted."""
    for name in WATCHED:
        op.execute(f"drop trigger {name}_imported on {name}")
    op.execute("drop function keep_import_change()")
    for table, _, name in LOOKED_UP:
        op.drop_index(name, table)
    for name in ("learnt_column", "import_change", "import_place", "import_record", "score_decision", "grade_scale"):
        op.drop_table(name)
    op.drop_column("academic_explanation", "course_origins")
    op.drop_column("academic_result", "undecided_courses")
    op.drop_column("batch_class", "academic_stale")
    for name in ("course_score_odd", "course_score_undecided", "course_score_import"):
        op.drop_index(name, "course_score")
    op.drop_constraint("course_score_undecided", "course_score")
    op.execute("delete from course_score where score is null")
    op.alter_column("course_score", "score", nullable=False)
    for name in ("text", "rule", "question", "attempts", "decision_id", "import_id"):
        op.drop_column("course_score", name)


def _widen_scores() -> None:
    columns: dict[str, Any] = {
        "text": sa.String(),
        "rule": sa.String(),
        "question": sa.String(),
        "attempts": postgresql.JSONB(),
        "decision_id": sa.BigInteger(),
        "import_id": sa.BigInteger(),
    }
    for name, of in columns.items():
        op.add_column("course_score", sa.Column(name, of, nullable=True))
    op.alter_column("course_score", "score", nullable=True)
    op.create_check_constraint("course_score_undecided", "course_score", "question is null or score is null")
    op.create_index("course_score_odd", "course_score", ["academic_year", "student_id"], postgresql_where=ODD)
    undecided = sa.text("question is not null")
    op.create_index("course_score_undecided", "course_score", ["academic_year", "question"], postgresql_where=undecided)
    imported = sa.text("import_id is not null")
    op.create_index("course_score_import", "course_score", ["import_id"], postgresql_where=imported)


def _create_scales() -> None:
    op.create_table(
        "grade_scale",
        sa.Column("college_id", sa.BigInteger(), sa.ForeignKey("college.id"), primary_key=True),
        sa.Column("academic_year", sa.String(), primary_key=True),
        sa.Column("levels", postgresql.JSONB(), nullable=False),
        sa.Column("treatments", postgresql.JSONB(), nullable=False),
        sa.Column("retake_rule", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
    )
    key = ("college_id", "academic_year", "question", "student_id", "term", "course_code")
    op.create_table(
        "score_decision",
        sa.Column("id", sa.BigInteger(), server_default=NEXT_ID, primary_key=True),
        sa.Column("college_id", sa.BigInteger(), sa.ForeignKey("college.id"), nullable=False),
        sa.Column("academic_year", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), sa.ForeignKey("student.id"), nullable=True),
        sa.Column("term", sa.Integer(), nullable=True),
        sa.Column("course_code", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("points", POINTS, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=False),
        sa.UniqueConstraint(*key, name="score_decision_once", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("(points is not null) = (outcome = 'POINTS')", name="score_decision_points"),
        sa.CheckConstraint("points between 0 and 100", name="score_decision_in_range"),
    )


def _create_history() -> None:
    op.create_table(
        "import_record",
        sa.Column("id", sa.BigInteger(), server_default=NEXT_ID, primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("batch.id"), nullable=True),
        sa.Column("academic_year", sa.String(), nullable=True),
        sa.Column("term", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=True),
    )
    op.create_index("import_record_kind", "import_record", ["kind", "imported_at"])
    op.create_table(
        "import_place",
        _of_import(primary_key=True),
        sa.Column("college_id", sa.BigInteger(), primary_key=True),
        sa.Column("class_id", sa.BigInteger(), primary_key=True),
    )
    op.create_table(
        "import_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        _of_import(nullable=False),
        sa.Column("of_table", sa.String(), nullable=False),
        sa.Column("old", postgresql.JSONB(), nullable=True),
        sa.Column("new", postgresql.JSONB(), nullable=True),
    )
    op.create_index("ix_import_change_import_id", "import_change", ["import_id"])
    for table, column, name in LOOKED_UP:
        where = sa.text(f"{column} is not null") if table == "audit_entry" else None
        op.create_index(name, table, [column], postgresql_where=where)
    op.execute(KEEP)
    for name in WATCHED:
        op.execute(
            f"create trigger {name}_imported after insert or update or delete on {name} for each row "
            "when (current_setting('zongce.import_id', true) <> '') execute function keep_import_change()"
        )
    op.create_table(
        "learnt_column",
        sa.Column("id", sa.BigInteger(), server_default=NEXT_ID, primary_key=True),
        sa.Column("college_id", sa.BigInteger(), sa.ForeignKey("college.id"), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("column_key", sa.String(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learnt_by", sa.BigInteger(), sa.ForeignKey("account.id"), nullable=True),
        sa.UniqueConstraint(
            "college_id", "kind", "heading", name="learnt_column_once", postgresql_nulls_not_distinct=True
        ),
    )


def _of_import(**how: bool) -> sa.Column[int]:
    link = sa.ForeignKey("import_record.id", ondelete="CASCADE")
    return sa.Column("import_id", sa.BigInteger(), link, **how)  # type: ignore[arg-type]
