"""What computations have in common: who ran them when, and one audit entry a class with old and new scores (R9.3)."""

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
"""Of a result."""
MEMORY = "64MB"
"""Of the database's, for each sort or table of sums; what does not fit goes to disk, and takes longer."""


async def roomy(db: AsyncConnection) -> None:
    """Until the transaction ends: the sums of a whole university are kept in memory, not sorted on disk."""
    await db.execute(select(func.set_config("work_mem", MEMORY, True)))


async def by_index(db: AsyncConnection) -> None:
    """Until the transaction ends, what is stored of a student is found by its index, even in a table that was empty
    when PostgreSQL last counted it: it grows while it is filled, and would be read as a whole for every student."""
    await db.execute(select(func.set_config("enable_seqscan", "off", True)))


def replacing(
    into: Table, rows: CTE, names: Sequence[str], kept: Mapping[str, Any] | None = None
) -> tuple[Update, Insert]:
    """The named columns of the rows in place of what is stored of the same student, and where nothing is.

    Two statements, which cost half of an upsert: that one locks and logs every row before it looks whether to change
    it. The classes are held, so nobody else stores the same student's meanwhile. `kept` is set of what is replaced.
    """
    same = and_(*(into.c[name] == rows.c[name] for name in KEY))
    fresh = {name: rows.c[name] for name in names if name not in KEY}
    replaced = update(into).where(same).values({**fresh, **(kept or {})})
    unknown = select(*(rows.c[name] for name in names)).where(~exists().where(same))
    return replaced, insert(into).from_select(list(names), unknown)


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


def audited(action: str, batch_id: int, author: Author, *, old: Select[Any], new: Select[Any]) -> ReturningInsert[Any]:
    """One audit entry a class, of scores `by_class` as they were and as they are; returns how many of each class."""
    before, after = old.cte("old"), new.cte("new")
    told = {
        **author.literals(action),
        "subject": klass.c.name,
        "batch_id": literal(batch_id, BigInteger),
        "college_id": klass.c.college_id,
        "class_id": klass.c.id,
        "old": before.c.scores,
        "new": func.jsonb_build_object("students", after.c.students, "scores", after.c.scores),
    }
    entries = (
        select(*told.values())
        .join_from(after, klass, klass.c.id == after.c.class_id)
        .outerjoin(before, before.c.class_id == after.c.class_id)
    )
    return insert(audit_entry).from_select(list(told), entries).returning(counted_students())


def counted_students() -> ColumnElement[Any]:
    """As the entry tells them."""
    students: ColumnElement[Any] = audit_entry.c.new["students"].as_integer().label("students")
    return students
