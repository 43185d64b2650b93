"""Shares what all computations need: how statements are planned, and how results replace those of the last run."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Table,
    Update,
    and_,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import AuditEntry, table

audit_entry = table(AuditEntry)
KEY = ("batch_id", "student_id")
"""These columns identify a result."""
MEMORY = "64MB"
"""The database may use so much memory for each sort or hash table; what does not fit goes to disk, and takes longer."""
PLANNING = {
    "work_mem": MEMORY,
    "enable_seqscan": "off",
    "enable_memoize": "off",
    "plan_cache_mode": "force_custom_plan",
}


async def tune_planning(db: AsyncConnection) -> None:
    """Sets how the transaction's statements are planned.

    The sums of a whole university stay in memory and are not sorted on disk. A student's rows are found by their index:
    PostgreSQL may have counted the table when it was empty, and would then read it completely for every student. No
    student's sums are remembered, because each is looked up once. Each run is planned for its own number of classes.
    """
    await db.execute(select(*(func.set_config(name, value, True) for name, value in PLANNING.items())))


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


def counted_students() -> ColumnElement[Any]:
    """Reads the count of students from the entry."""
    students: ColumnElement[Any] = audit_entry.c.new["students"].as_integer().label("students")
    return students
