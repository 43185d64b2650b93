"""Shares what all computations need: author and time, and one audit entry per class with the scores (R9.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Insert,
    Select,
    Table,
    Update,
    and_,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from db.queries.audit import Author
from db.queries.classes import klass
from db.queries.students import student
from db.tables import AuditEntry, table

audit_entry = table(AuditEntry)
KEY = ("batch_id", "student_id")
"""These columns identify a result."""
MEMORY = "64MB"
"""The database may use so much memory for each sort or hash table; what does not fit goes to disk, and takes longer."""


async def raise_work_mem(db: AsyncConnection) -> None:
    """Lets the transaction keep the sums of a whole university in memory, not sort them on disk."""
    await db.execute(select(func.set_config("work_mem", MEMORY, True)))


async def prefer_indexes(db: AsyncConnection) -> None:
    """Makes the transaction find a student's rows by their index.

    PostgreSQL may have counted the table when it was empty, and would then read it completely for every student.
    """
    await db.execute(select(func.set_config("enable_seqscan", "off", True)))


def replace_rows(
    into: Table, rows: CTE, names: Sequence[str], extra: Mapping[str, Any] | None = None
) -> tuple[Update, Insert]:
    """Compiles an update of the stored rows of the same students, and an insert of the others, over the named columns.

    The two statements cost half of an upsert, which locks and logs every row before it checks whether to change it. The
    classes are locked, so nobody else stores rows of the same students meanwhile. Replaced rows also get the values
    `extra`.
    """
    same = and_(*(into.c[name] == rows.c[name] for name in KEY))
    fresh = {name: rows.c[name] for name in names if name not in KEY}
    replaced = update(into).where(same).values({**fresh, **(extra or {})})
    unknown = select(*(rows.c[name] for name in names)).where(~exists().where(same))
    return replaced, insert(into).from_select(list(names), unknown)


def scores_by_class(rows: Any, score: ColumnElement[Any], *conditions: Any) -> Select[Any]:
    """Selects the scores of each class by student number, as the audit log stores them, and their count."""
    return (
        select(
            rows.c.class_id,
            func.count().label("students"),
            func.jsonb_object_agg(student.c.number, score).label("scores"),
        )
        .join_from(rows, student, student.c.id == rows.c.student_id)
        .where(*conditions)
        .group_by(rows.c.class_id)
    )


def audited(action: str, batch_id: int, author: Author, *, old: Select[Any], new: Select[Any]) -> ReturningInsert[Any]:
    """Compiles one audit entry per class, with the old and the new scores.

    `old` and `new` come from `scores_by_class`. The statement returns the count of each class.
    """
    before, after = old.cte("old"), new.cte("new")
    values = {
        **author.literals(action),
        "subject": klass.c.name,
        "batch_id": literal(batch_id, BigInteger),
        "college_id": klass.c.college_id,
        "class_id": klass.c.id,
        "old": before.c.scores,
        "new": func.jsonb_build_object("students", after.c.students, "scores", after.c.scores),
    }
    entries = (
        select(*values.values())
        .join_from(after, klass, klass.c.id == after.c.class_id)
        .outerjoin(before, before.c.class_id == after.c.class_id)
    )
    return insert(audit_entry).from_select(list(values), entries).returning(counted_students())


def counted_students() -> ColumnElement[Any]:
    """Reads the count of students from the entry."""
    students: ColumnElement[Any] = audit_entry.c.new["students"].as_integer().label("students")
    return students
