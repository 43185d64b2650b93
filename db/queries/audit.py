"""Writes the audit log entry by entry or in sets, and reads it newest first by scope (R9.3)."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Insert, Select, bindparam, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, ordering, page
from db.queries.batches.batches import batch
from db.queries.classes import college, klass
from db.queries.students import student
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import AuditEntry, table

entry = table(AuditEntry)
_NEWEST = [Key("at", entry.c.at, descending=True), Key("id", entry.c.id, descending=True)]
_SIGN_INS = ("signIn", "signOut")
AT_A_TIME = 2_000
AUTHORED = ("at", "account_id", "actor_name", "action", "request_id")
"""The author's columns of an entry."""


@dataclass(frozen=True, slots=True)
class Author:
    """The person, the time and the request of an act, for all its audit entries."""

    at: datetime
    account_id: int | None
    name: str
    request_id: str | None

    def values(self, action: str) -> dict[str, Any]:
        """Returns the values by column of the audit log."""
        return dict(zip(AUTHORED, (self.at, self.account_id, self.name, action, self.request_id), strict=True))

    @staticmethod
    def binds() -> dict[str, ColumnElement[Any]]:
        """Returns what stands for these values in a statement that is compiled once (`db.queries.computations`)."""
        return {name: bindparam(f"author_{name}", None, entry.c[name].type) for name in AUTHORED}

    def bound(self, action: str) -> dict[str, Any]:
        """Returns the values by the names of `binds`."""
        return {f"author_{name}": value for name, value in self.values(action).items()}

    def literals(self, action: str) -> dict[str, ColumnElement[Any]]:
        """Returns the same values as expressions, for entries that one statement writes from rows."""
        return {name: literal(value, entry.c[name].type) for name, value in self.values(action).items()}


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Filters entries; every value that is set must match.

    `since` is inclusive, `until` exclusive; `actor` matches in the name.
    """

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    account_id: int | None = None
    action: str | None = None
    batch_id: int | None = None
    college_id: int | None = None
    class_id: int | None = None
    student_id: int | None = None
    without_sign_ins: bool = False


async def entry_page(database: Database, scope: Scope, filters: EntryFilter, part: Slice) -> Page:
    """Reads entries, newest first. A college reads the entries that name this college."""
    return await page(database, _entries(scope, filters), _NEWEST, part)


async def export(database: Database, scope: Scope, filters: EntryFilter) -> AsyncIterator[Sequence[Any]]:
    """Streams entries with the names that a sheet shows, so that memory holds only some at a time."""
    query = (
        _entries(scope, filters)
        .add_columns(
            batch.c.name.label("batch"),
            college.c.name.label("college"),
            klass.c.name.label("school_class"),
            student.c.number.label("student_number"),
            student.c.name.label("student_name"),
        )
        .outerjoin(batch, batch.c.id == entry.c.batch_id)
        .outerjoin(college, college.c.id == entry.c.college_id)
        .outerjoin(klass, klass.c.id == entry.c.class_id)
        .outerjoin(student, student.c.id == entry.c.student_id)
    )
    async with database.write() as db:  # a cursor lives in a transaction
        found = await db.stream(query.order_by(*ordering(_NEWEST)), execution_options={"yield_per": AT_A_TIME})
        async for rows in found.partitions():
            yield rows


def _entries(scope: Scope, filters: EntryFilter) -> Select[Any]:
    return select(entry).where(reached_by(scope, college=entry.c.college_id), *_fits(filters))


def _fits(filters: EntryFilter) -> Sequence[ColumnElement[bool]]:
    names = ("account_id", "action", "batch_id", "college_id", "class_id", "student_id")
    fits = [entry.c[name] == value for name in names if (value := getattr(filters, name)) is not None]
    if filters.since is not None:
        fits.append(entry.c.at >= filters.since)
    if filters.until is not None:
        fits.append(entry.c.at < filters.until)
    if filters.without_sign_ins:
        fits.append(entry.c.action.not_in(_SIGN_INS))
    if filters.actor is not None:
        fits.append(entry.c.actor_name.contains(filters.actor, autoescape=True))
    return fits


async def write(
    db: AsyncConnection,
    author: Author,
    action: str,
    subject: str,
    *,
    old: Any = None,
    new: Any = None,
    batch_id: int | None = None,
    college_id: int | None = None,
    class_id: int | None = None,
    student_id: int | None = None,
) -> None:
    place = {"batch_id": batch_id, "college_id": college_id, "class_id": class_id, "student_id": student_id}
    changed = {"subject": subject, "old": old, "new": new}
    await db.execute(insert(AuditEntry).values(**author.values(action), **changed, **place))


async def write_all(db: AsyncConnection, author: Author, action: str, entries: Iterable[Mapping[str, Any]]) -> None:
    """Writes one entry for each thing that one act changed; all have the same columns."""
    same = author.values(action)
    rows = [{**same, **one} for one in entries]
    if rows:
        await db.execute(insert(AuditEntry), rows)


async def write_from(
    db: AsyncConnection, author: Author, action: str, rows: FromClause, where: Any = True, **columns: Any
) -> int:
    """Writes an entry for each row in one statement, and returns their number.

    Args:
        columns: expressions over the rows by column of the log: subject, old, new, and the place.
    """
    return (await db.execute(entries_from(author.literals(action), rows, where, **columns))).rowcount


def entries_from(by: Mapping[str, Any], rows: FromClause, where: Any = True, **columns: Any) -> Insert:
    """Compiles what `write_from` executes; the author is given by expressions (`Author.literals`, `Author.binds`)."""
    values = {**by, **columns}
    query = select(*values.values()).select_from(rows).where(where)
    return insert(entry).from_select(list(values), query)
