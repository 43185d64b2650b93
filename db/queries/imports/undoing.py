"""Undoes what an import changed, row by row, but for course scores (R10.9).

An undo calls `prepare`, `lock_rows` and `count_rows`; once nothing stands in the way, `restore`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.audit import Author, entry
from db.queries.imports import learning
from db.queries.imports.history import record
from db.queries.imports.recording import change
from db.queries.imports.watched import NET, WATCHED, Watched
from db.tables import ImportKind

ACTIONS = {
    ImportKind.COURSE_SCORES: "importCourseScores",
    ImportKind.COMPREHENSIVE_RESULTS: "importComprehensiveResults",
    ImportKind.ROSTER: "importRoster",
    ImportKind.ASSIGNED_STAFF: "importAssignedStaff",
    ImportKind.SCHEME_VALUES: "importSchemeInputs",
    ImportKind.SCHEME_ITEMS: "importSchemeInputs",
}
"""The action of each kind in the audit log."""

COUNTED = {
    ImportKind.COMPREHENSIVE_RESULTS: ("comprehensive_result",),
    ImportKind.ROSTER: ("college", "major", "school_class", "student", "staff", "roster_head_teacher"),
    ImportKind.ASSIGNED_STAFF: ("counsellor", "head_teacher"),
    ImportKind.SCHEME_VALUES: ("scheme_value",),
    ImportKind.SCHEME_ITEMS: ("scheme_item",),
}
"""The rows of these tables are what people call records of a kind of import; the others follow from them."""


async def prepare(db: AsyncConnection, import_id: int) -> Sequence[Watched]:
    """Gathers what the import did to each row, in a table that ends with the transaction. Returns the tables."""
    await db.execute(text(f"create temporary table undone on commit drop as {NET}"), {"imports": [import_id]})
    await db.execute(text("analyze undone"))
    found = set((await db.execute(text("select distinct of_table from undone"))).scalars())
    return [one for one in WATCHED if one.name in found]


async def lock_rows(db: AsyncConnection, tables: Sequence[Watched]) -> None:
    """Locks the rows in question, so that nobody changes or uses them before the transaction ends."""
    for one in tables:
        rows = f"select from {one.name} own join undone on {one.same} where of_table = '{one.name}'"
        await db.execute(text(f"{rows} order by {', '.join(f'own.{name}' for name in one.key)} for update of own"))


async def count_rows(db: AsyncConnection, kind: ImportKind) -> tuple[int, int]:
    """Counts the records that come back as they were, and those that go; of a scheme's inputs, the students."""
    by = "image ->> 'student_id'" if ImportKind(kind).of_scheme else "key"
    query = f"""select count(*) filter (where had), count(*) filter (where not had)
    from (select bool_or(old is not null) as had from undone where of_table = any(:counted)
      group by of_table, {by}) record"""  # noqa: S608  # composed of constants
    row = (await db.execute(text(query), {"counted": list(COUNTED[kind])})).one()
    return int(row[0]), int(row[1])


async def restore(db: AsyncConnection, tables: Sequence[Watched]) -> None:
    """Brings all rows back to what they were: owners first, and new rows go last."""
    for one in tables:
        await db.execute(text(_updated(one)))
        await db.execute(text(_inserted(one)))
    for one in reversed(tables):
        await db.execute(text(f"delete from {one.name} own using undone where {_mine(one)} and old is null"))  # noqa: S608  # composed of constants


def _mine(one: Watched) -> str:
    return f"of_table = '{one.name}' and {one.same}"


def _updated(one: Watched) -> str:
    columns = one.columns
    before = f"jsonb_populate_record(own, {one.without('old')})"
    return f"""update {one.name} own set ({columns}) = (select {columns} from {before} before)
    from undone where {_mine(one)} and old is not null and new is not null"""  # noqa: S608  # composed of constants


def _inserted(one: Watched) -> str:
    before = ", ".join(f"before.{name}" for name in one.columns.split(", "))
    return f"""insert into {one.name} ({one.columns}) select {before}
    from undone, jsonb_populate_record(null::{one.name}, old) before where of_table = '{one.name}' and new is null"""  # noqa: S608  # composed of constants


async def forget_changes(db: AsyncConnection, import_id: int) -> None:
    """Deletes the kept rows of an import that is undone: they are in their tables again."""
    await db.execute(delete(change).where(change.c.import_id == import_id))


async def audit_backwards(db: AsyncConnection, author: Author, imported: Any) -> None:
    """Writes the import's own entries again, with old and new exchanged (R9.3); all of them bear its moment."""
    values = {
        **author.literals("undoImport"),
        **{name: entry.c[name] for name in ("subject", "batch_id", "college_id", "class_id", "student_id")},
        "old": entry.c.new,
        "new": entry.c.old,
    }
    of_import = (
        entry.c.at == imported.imported_at,
        entry.c.action == ACTIONS[imported.kind],
        entry.c.account_id.is_not_distinct_from(imported.imported_by),
        entry.c.subject != learning.SUBJECT,
    )
    rows = select(*values.values()).where(*of_import).order_by(entry.c.id.desc())
    await db.execute(insert(entry).from_select(list(values), rows))


async def lock_record(db: AsyncConnection, import_id: int) -> None:
    """Locks the record of an import, so that it is undone once only."""
    await db.execute(select(record.c.id).where(record.c.id == import_id).with_for_update())


async def mark_undone(db: AsyncConnection, import_id: int, at: datetime, by: int | None) -> None:
    await db.execute(update(record).where(record.c.id == import_id).values(undone_at=at, undone_by=by))
