"""Entries of the audit log have these columns (R9.3)."""

from core.access import SEE_AUDIT
from core.columns import CLASS, COLLEGE, NAME, NUMBER, Column, ResultColumns
from core.workbooks.writing import Kind

AUDIT_LOG = ResultColumns(
    SEE_AUDIT,
    (
        Column("at", "时间", "Time", Kind.DATETIME, width=20),
        Column("actor_name", "操作人", "Who did it"),
        Column("action", "操作", "What was done", width=24),
        Column("subject", "对象", "Object", width=40),
        Column("old", "改动前", "Values before", width=40),
        Column("new", "改动后", "Values after", width=40),
        Column("batch", "批次", "Batch", width=28),
        COLLEGE,
        CLASS,
        NUMBER,
        NAME,
        Column("request_id", "请求编号", "Number of the request", width=34),
    ),
)
