"""The audit log: written entry by entry or in sets, read newest first by scope (R9.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import AuditEntry, table

entry = table(AuditEntry)


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Every given value must fit; from `since` on, before `until`; `actor` is in the name of who acted."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    account_id: int | None = None
    action: str | None = None
    batch_id: int | None = None
    college_id: int | None = None
    class_id: int | None = None
    student_id: int | None = None


async def entry_page(database: Database, scope: Scope, wanted: EntryFilter, part: Slice) -> Page:
    """Newest first. A college reads the entries that bear its own name."""
    query = select(entry).where(reached_by(scope, college=entry.c.college_id), *_fits(wanted))
    keys = [Key("at", entry.c.at, descending=True), Key("id", entry.c.id, descending=True)]
    return await page(database, query, keys, part)


def _fits(wanted: EntryFilter) -> Sequence[ColumnElement[bool]]:
    names = ("account_id", "action", "batch_id", "college_id", "class_id", "student_id")
    fits = [entry.c[name] == value for name in names if (value := getattr(wanted, name)) is not None]
    if wanted.since is not None:
        fits.append(entry.c.at >= wanted.since)
    if wanted.until is not None:
        fits.append(entry.c.at < wanted.until)
    if wanted.actor is not None:
        fits.append(entry.c.actor_name.contains(wanted.actor, autoescape=True))
    return fits


async def write(
    db: AsyncConnection,
    *,
    at: datetime,
    account_id: int | None,
    actor_name: str,
    action: str,
    subject: str,
    old: Any = None,
    new: Any = None,
    request_id: str | None = None,
    batch_id: int | None = None,
    college_id: int | None = None,
    class_id: int | None = None,
    student_id: int | None = None,
) -> None:
    await db.execute(
        insert(AuditEntry).values(
            at=at,
            account_id=account_id,
            actor_name=actor_name,
            action=action,
            subject=subject,
            old=old,
            new=new,
            request_id=request_id,
            batch_id=batch_id,
            college_id=college_id,
            class_id=class_id,
            student_id=student_id,
        )
    )


async def write_all(db: AsyncConnection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Several entries of one act, each with the same columns."""
    if entries:
        await db.execute(insert(AuditEntry), entries)


async def write_from(
    db: AsyncConnection, author: Mapping[str, Any], action: str, rows: FromClause, where: Any = True, **told: Any
) -> int:
    """An entry for each row, in one statement; how many.

    Args:
        author: at, account_id, actor_name, request_id.
        told: by column of the log, expressions over the rows: subject, old, new, and the place.
    """
    same = {name: literal(value, entry.c[name].type) for name, value in {**author, "action": action}.items()}
    columns = {**same, **told}
    query = select(*columns.values()).select_from(rows).where(where)
    return (await db.execute(insert(entry).from_select(list(columns), query))).rowcount
