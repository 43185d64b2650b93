"""Creates the foundation: people, batches, participants, course scores, academic results, the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end $$;
"""
KEEP_ROWS = """
create trigger audit_entry_append_only before update or delete on audit_entry
for each row execute function refuse_audit_change();
"""
KEEP_TABLE = """
create trigger audit_entry_not_emptied before truncate on audit_entry
for each statement execute function refuse_audit_change();
"""


def upgrade() -> None:
    op.execute("create sequence entity_id as bigint")
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("academic_year", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index(op.f("ix_batch_academic_year"), "batch", ["academic_year"], unique=False)
    op.create_table(
        "college",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "batch_cohort",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "cohort"),
    )
    op.create_table(
        "batch_college",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "college_id"),
    )
    op.create_table(
        "batch_window",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name="batch_window_ends_after_it_starts"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "module"),
    )
    op.create_table(
        "major",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_major_college_id"), "major", ["college_id"], unique=False)
    op.create_table(
        "phase",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bonus_ratio", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("monitor_starts_on", sa.Date(), nullable=True),
        sa.Column("monitor_ends_on", sa.Date(), nullable=True),
        sa.Column("counsellor_starts_on", sa.Date(), nullable=True),
        sa.Column("counsellor_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("bonus_ratio >= 0", name="phase_bonus_ratio_not_negative"),
        sa.CheckConstraint("ends_on > starts_on", name="phase_ends_after_it_starts"),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "college_id", "module"),
    )
    op.create_index(op.f("ix_phase_batch_id"), "phase", ["batch_id"], unique=False)
    op.create_index(op.f("ix_phase_college_id"), "phase", ["college_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_staff_college_id"), "staff", ["college_id"], unique=False)
    op.create_table(
        "school_class",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["major_id"],
            ["major.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_school_class_cohort"), "school_class", ["cohort"], unique=False)
    op.create_index(op.f("ix_school_class_college_id"), "school_class", ["college_id"], unique=False)
    op.create_index(op.f("ix_school_class_major_id"), "school_class", ["major_id"], unique=False)
    op.create_table(
        "counsellor",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "class_id", "staff_id"),
    )
    op.create_index(op.f("ix_counsellor_staff_id"), "counsellor", ["staff_id"], unique=False)
    op.create_table(
        "head_teacher",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "class_id", "staff_id"),
    )
    op.create_index(op.f("ix_head_teacher_staff_id"), "head_teacher", ["staff_id"], unique=False)
    op.create_table(
        "roster_head_teacher",
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("class_id", "staff_id"),
    )
    op.create_table(
        "student",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("monitor", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_student_class_id"), "student", ["class_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("activation_hash", sa.String(), nullable=True),
        sa.Column("activation_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("staff_id"),
        sa.UniqueConstraint("student_id"),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "course_score",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("academic_year", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(), nullable=False),
        sa.Column("course_name", sa.String(), nullable=False),
        sa.Column("course_kind", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=True),
        sa.Column("credit", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("credit > 0", name="course_score_credit_positive"),
        sa.CheckConstraint("score between 0 and 100", name="course_score_in_range"),
        sa.CheckConstraint("term in (1, 2)", name="course_score_term"),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student_id", "academic_year", "term", "course_code", name="course_score_once"),
    )
    op.create_table(
        "participant",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("participating", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "student_id"),
    )
    op.create_index(op.f("ix_participant_student_id"), "participant", ["student_id"], unique=False)
    op.create_index("participant_class", "participant", ["batch_id", "class_id"], unique=False)
    op.create_index("participant_college", "participant", ["batch_id", "college_id"], unique=False)
    op.create_table(
        "academic_result",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("credit_average", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("academic_score", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("class_position", sa.Integer(), nullable=True),
        sa.Column("class_size", sa.Integer(), nullable=True),
        sa.Column("major_grade_position", sa.Integer(), nullable=True),
        sa.Column("major_grade_size", sa.Integer(), nullable=True),
        sa.Column("course_codes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("course_names", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("course_terms", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("course_scores", sa.ARRAY(sa.Numeric(precision=5, scale=2)), nullable=False),
        sa.Column("course_credits", sa.ARRAY(sa.Numeric(precision=5, scale=2)), nullable=False),
        sa.Column("course_counted", sa.ARRAY(sa.Boolean()), nullable=False),
        sa.Column("course_ratios", sa.ARRAY(sa.Numeric(precision=6, scale=2)), nullable=False),
        sa.Column("course_adjusters", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["computed_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["major_id"],
            ["major.id"],
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "student_id"),
    )
    op.create_index("academic_result_class", "academic_result", ["batch_id", "class_id"], unique=False)
    op.create_index(
        "academic_result_major_grade", "academic_result", ["batch_id", "college_id", "major_id", "grade"], unique=False
    )
    op.create_index(op.f("ix_academic_result_student_id"), "academic_result", ["student_id"], unique=False)
    op.create_table(
        "access_token",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_access_token_account_id"), "access_token", ["account_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("college_id", sa.BigInteger(), nullable=True),
        sa.Column("class_id", sa.BigInteger(), nullable=True),
        sa.Column("student_id", sa.BigInteger(), nullable=True),
        sa.Column("old", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("new", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_entry_college", "audit_entry", ["college_id", "at", "id"], unique=False)
    op.create_index("audit_entry_newest", "audit_entry", ["at", "id"], unique=False)
    op.create_table(
        "batch_class",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("academic_computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("academic_computed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["academic_computed_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["school_class.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["major_id"],
            ["major.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "class_id"),
    )
    op.create_index(
        "batch_class_major_grade", "batch_class", ["batch_id", "college_id", "major_id", "grade"], unique=False
    )
    op.create_table(
        "course_adjustment",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("ratio", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("adjusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adjusted_by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ratio >= 0", name="course_adjustment_ratio_not_negative"),
        sa.ForeignKeyConstraint(
            ["adjusted_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["student.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "student_id", "term", "course_code"),
    )
    op.create_table(
        "major_grade_ranking",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=False),
        sa.Column("major_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ranked_by", sa.BigInteger(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.ForeignKeyConstraint(
            ["major_id"],
            ["major.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ranked_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("batch_id", "college_id", "major_id", "grade"),
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_operation_account_id"), "operation", ["account_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("college_id", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["college_id"],
            ["college.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "role_grant_once",
        "role_grant",
        ["account_id", "role", "college_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "download",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["operation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token"),
    )
    op.create_index(op.f("ix_download_account_id"), "download", ["account_id"], unique=False)
    op.create_index(op.f("ix_download_operation_id"), "download", ["operation_id"], unique=False)
    for statement in (REFUSE_CHANGE, KEEP_ROWS, KEEP_TABLE):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_download_operation_id"), table_name="download")
    op.drop_index(op.f("ix_download_account_id"), table_name="download")
    op.drop_table("download")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_index("role_grant_once", table_name="role_grant", postgresql_nulls_not_distinct=True)
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_operation_account_id"), table_name="operation")
    op.drop_table("operation")
    op.drop_table("major_grade_ranking")
    op.drop_table("course_adjustment")
    op.drop_index("batch_class_major_grade", table_name="batch_class")
    op.drop_table("batch_class")
    op.drop_index("audit_entry_newest", table_name="audit_entry")
    op.drop_index("audit_entry_college", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_access_token_account_id"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_index(op.f("ix_academic_result_student_id"), table_name="academic_result")
    op.drop_index("academic_result_major_grade", table_name="academic_result")
    op.drop_index("academic_result_class", table_name="academic_result")
    op.drop_table("academic_result")
    op.drop_index("participant_college", table_name="participant")
    op.drop_index("participant_class", table_name="participant")
    op.drop_index(op.f("ix_participant_student_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_table("course_score")
    op.drop_table("account")
    op.drop_index(op.f("ix_student_class_id"), table_name="student")
    op.drop_table("student")
    op.drop_table("roster_head_teacher")
    op.drop_index(op.f("ix_head_teacher_staff_id"), table_name="head_teacher")
    op.drop_table("head_teacher")
    op.drop_index(op.f("ix_counsellor_staff_id"), table_name="counsellor")
    op.drop_table("counsellor")
    op.drop_index(op.f("ix_school_class_major_id"), table_name="school_class")
    op.drop_index(op.f("ix_school_class_college_id"), table_name="school_class")
    op.drop_index(op.f("ix_school_class_cohort"), table_name="school_class")
    op.drop_table("school_class")
    op.drop_index(op.f("ix_staff_college_id"), table_name="staff")
    op.drop_table("staff")
    op.drop_index(op.f("ix_phase_college_id"), table_name="phase")
    op.drop_index(op.f("ix_phase_batch_id"), table_name="phase")
    op.drop_table("phase")
    op.drop_index(op.f("ix_major_college_id"), table_name="major")
    op.drop_table("major")
    op.drop_table("batch_window")
    op.drop_table("batch_college")
    op.drop_table("batch_cohort")
    op.drop_table("sign_in_throttle")
    op.drop_table("college")
    op.drop_index(op.f("ix_batch_academic_year"), table_name="batch")
    op.drop_table("batch")
    op.execute("drop function refuse_audit_change")
    op.execute("drop sequence entity_id")
