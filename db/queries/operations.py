"""Operations as those who started them see them, and the files that wait to be fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.driver import Driver, Statement
from db.paging import Key, Page, Slice, page
from db.session import Database
from db.tables import Download, Operation, OperationKind, OperationStatus, table

operation, download = table(Operation), table(Download)

SHOWN = [operation.c[name] for name in operation.c.keys() if name not in ("arguments", "file")]  # noqa: SIM118  # columns
"""All but what only the work itself needs, which may be large."""


async def insert_finished(
    db: AsyncConnection, *, account_id: int, kind: OperationKind, count: int, started_at: datetime, at: datetime
) -> Any:
    """Work that was done when its mutation answered."""
    values = {
        "account_id": account_id,
        "kind": kind,
        "status": OperationStatus.SUCCEEDED,
        "done": count,
        "total": count,
        "problems": [],
        "started_at": started_at,
        "finished_at": at,
    }
    return (await db.execute(insert(operation).values(**values).returning(operation))).one()


async def one_operation(database: Database, account_id: int, operation_id: int) -> Any:
    """Visible to whoever started it."""
    query = select(*SHOWN).where(operation.c.id == operation_id, operation.c.account_id == account_id)
    async with database.read() as db:
        return (await db.execute(query)).one_or_none()


BY_ID = Statement(
    f"select {', '.join(column.name for column in SHOWN)} from operation where id = any(:operations)"  # noqa: S608  # our own columns
)


async def by_id(db: Driver, ids: Iterable[int]) -> dict[int, Any]:
    """Whoever started them: for those who follow, each of whom was judged before. However many, one statement."""
    return {row.id: row for row in await BY_ID.rows(db, {"operations": list(ids)})}


@dataclass(frozen=True, slots=True)
class OperationFilter:
    """Every given value must fit."""

    status: str | None = None
    kind: str | None = None


async def own_page(database: Database, account_id: int, wanted: OperationFilter, part: Slice) -> Page:
    """What one person has started, the newest first."""
    query = select(*SHOWN).where(operation.c.account_id == account_id)
    if wanted.status is not None:
        query = query.where(operation.c.status == wanted.status)
    if wanted.kind is not None:
        query = query.where(operation.c.kind == wanted.kind)
    return await page(database, query, [Key("id", operation.c.id, descending=True)], part)


async def insert_download(db: AsyncConnection, **values: Any) -> None:
    await db.execute(insert(download).values(**values))


async def delete_expired_downloads(db: AsyncConnection, now: datetime) -> None:
    await db.execute(delete(download).where(download.c.expires_at <= now))


async def fetch_download(database: Database, token: str, account_id: int, now: datetime) -> Any:
    """The file behind an address, for the person it was made for, while it lasts."""
    query = select(download.c.file_name, download.c.content).where(
        download.c.token == token, download.c.account_id == account_id, download.c.expires_at > now
    )
    async with database.read() as db:
        return (await db.execute(query)).one_or_none()


async def download_tokens(database: Database, operation_ids: list[int], now: datetime) -> dict[int, str]:
    query = select(download.c.operation_id, download.c.token).where(
        download.c.operation_id.in_(operation_ids), download.c.expires_at > now
    )
    async with database.read() as db:
        return {row.operation_id: row.token for row in await db.execute(query)}
