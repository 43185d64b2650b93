"""Reads operations for the persons who started them, and their files for download."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, delete, exists, func, insert, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.driver import Driver, Statement
from db.paging import Key, Page, Slice, page
from db.session import Database
from db.tables import AuditEntry, Download, Operation, OperationKind, OperationStatus, table

operation, download, audit_entry = table(Operation), table(Download), table(AuditEntry)

SHOWN = [operation.c[name] for name in operation.c.keys() if name not in ("arguments", "file", "held")]  # noqa: SIM118  # columns
"""These are all columns but those that only the work itself needs, which may be large."""


async def insert_finished(
    db: AsyncConnection,
    *,
    account_id: int,
    held: Sequence[str],
    kind: OperationKind,
    count: int,
    started_at: datetime,
    at: datetime,
    **ended: Any,
) -> Any:
    """Records work that was done when its mutation answered; `ended` says how, if it did not succeed."""
    values = {
        "account_id": account_id,
        "held": list(held),
        "kind": kind,
        "status": OperationStatus.SUCCEEDED,
        "done": count,
        "total": count,
        "problems": [],
        "started_at": started_at,
        "finished_at": at,
    } | ended
    return (await db.execute(insert(operation).values(**values).returning(operation))).one()


@dataclass(frozen=True, slots=True)
class Starter:
    """The person who starts operations, with all current roles and classes."""

    account_id: int
    held: Sequence[str]

    def reaches(self) -> ColumnElement[bool]:
        """Matches the person's operations, unless the person has lost a role or class that they needed (R8.5)."""
        still = or_(operation.c.held.is_(None), operation.c.held.contained_by(cast(list(self.held), JSONB)))
        return and_(operation.c.account_id == self.account_id, still)


async def one_operation(database: Database, starter: Starter, operation_id: int) -> Any:
    query = select(*SHOWN).where(operation.c.id == operation_id, starter.reaches())
    async with database.read() as db:
        return (await db.execute(query)).one_or_none()


BY_ID = Statement(
    f"select {', '.join(column.name for column in SHOWN)} from operation where id = any(:operations::bigint[])"  # noqa: S608  # our own columns
)


async def by_id(db: Driver, ids: Iterable[int]) -> dict[int, Any]:
    """Fetches operations by id in one statement, for followers who have been authorised before."""
    return {row.id: row for row in await BY_ID.rows(db, {"operations": list(ids)})}


@dataclass(frozen=True, slots=True)
class OperationFilter:
    """Filters operations; every value that is set must match."""

    status: str | None = None
    kind: str | None = None


async def own_page(database: Database, starter: Starter, filters: OperationFilter, part: Slice) -> Page:
    """Reads the operations that one person has started, the newest first."""
    query = select(*SHOWN).where(starter.reaches())
    if filters.status is not None:
        query = query.where(operation.c.status == filters.status)
    if filters.kind is not None:
        query = query.where(operation.c.kind == filters.kind)
    return await page(database, query, [Key("id", operation.c.id, descending=True)], part)


async def insert_download(db: AsyncConnection, **values: Any) -> None:
    await db.execute(insert(download).values(**values))


async def delete_expired_downloads(db: AsyncConnection, now: datetime) -> None:
    await db.execute(delete(download).where(download.c.expires_at <= now))


LIBRARY = "comprehensiveResults"
"""The rows of this export depend on the stage of each class."""
STEPS_BACK = ("withdrawApproval", "reopenResultSheets")


async def fetch_download(database: Database, token: str, starter: Starter, now: datetime) -> Any:
    """Fetches the file of an address for its owner, until it expires or the owner may no longer see its rows."""
    query = (
        select(download.c.file_name, download.c.content)
        .join(operation, operation.c.id == download.c.operation_id)
        .where(download.c.token == token, starter.reaches(), download.c.expires_at > now, ~_stepped_back())
    )
    async with database.read() as db:
        return (await db.execute(query)).one_or_none()


def _stepped_back() -> ColumnElement[bool]:
    """Matches library exports after which a class was reopened or an approval withdrawn (R8.5)."""
    batch_id = cast(operation.c.arguments["wanted"]["batch_id"].astext, BigInteger)
    back = exists().where(
        audit_entry.c.action.in_(STEPS_BACK),
        audit_entry.c.at >= operation.c.started_at,
        func.coalesce(batch_id, audit_entry.c.batch_id) == audit_entry.c.batch_id,
    )
    return and_(operation.c.arguments["sheet"].astext.is_not_distinct_from(LIBRARY), back)


async def download_tokens(database: Database, operation_ids: list[int], now: datetime) -> dict[int, str]:
    """Returns the token of each operation's file that can still be fetched."""
    query = (
        select(download.c.operation_id, download.c.token)
        .join(operation, operation.c.id == download.c.operation_id)
        .where(download.c.operation_id.in_(operation_ids), download.c.expires_at > now, ~_stepped_back())
    )
    async with database.read() as db:
        return {row.operation_id: row.token for row in await db.execute(query)}
