"""What computations have in common: who ran them when, and one audit entry a class with old and new scores (R9.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, func, insert, literal, select
from sqlalchemy.sql.dml import ReturningInsert

from db.queries.classes import klass
from db.queries.students import student
from db.tables import AuditEntry, table

audit_entry = table(AuditEntry)


@dataclass(frozen=True, slots=True)
class Run:
    """One computation: who, when, and what the audit entry says of it."""

    account_id: int
    name: str
    at: datetime
    request_id: str | None


def scores_by_class(rows: Any, score: ColumnElement[Any], *wanted: Any) -> Select[Any]:
    """The scores of each class by student number, as the audit log tells them, and how many there are."""
    return (
        select(
            rows.c.class_id,
            func.count().label("students"),
            func.jsonb_object_agg(student.c.number, score).label("scores"),
        )
        .join_from(rows, student, student.c.id == rows.c.student_id)
        .where(*wanted)
        .group_by(rows.c.class_id)
    )


def audited(action: str, batch_id: int, run: Run, *, old: Select[Any], new: Select[Any]) -> ReturningInsert[Any]:
    """One audit entry a class, of scores `by_class` as they were and as they are; returns how many of each class."""
    before, after = old.cte("old"), new.cte("new")
    entries = (
        select(
            literal(run.at).label("at"),
            literal(run.account_id, BigInteger).label("account_id"),
            literal(run.name).label("actor_name"),
            literal(action).label("action"),
            klass.c.name.label("subject"),
            literal(batch_id, BigInteger).label("batch_id"),
            klass.c.college_id.label("college_id"),
            klass.c.id.label("class_id"),
            before.c.scores.label("old"),
            func.jsonb_build_object("students", after.c.students, "scores", after.c.scores).label("new"),
            literal(run.request_id, String).label("request_id"),
        )
        .join_from(after, klass, klass.c.id == after.c.class_id)
        .outerjoin(before, before.c.class_id == after.c.class_id)
    )
    columns = [column.name for column in entries.selected_columns]
    students = audit_entry.c.new["students"].as_integer().label("students")
    return insert(audit_entry).from_select(columns, entries).returning(students)
