"""长任务: what came of it, the workbooks that wait to be fetched, and cancelling."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.acting import Act
from core.errors import NotFound, OperationFinished
from db.queries.operations import operations, queue
from db.tables import OperationKind


async def finished(act: Act, kind: OperationKind, count: int) -> Any:
    """The operation of work that is done within its own mutation, because it is always short."""
    return await operations.insert_finished(
        act.db,
        account_id=act.viewer.account_id,
        held=act.viewer.held,
        kind=kind,
        count=count,
        started_at=act.now,
        at=datetime.now(UTC),
    )


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished file, how many rows it holds, and the batch that they are of; a template has neither."""

    file_name: str
    content: bytes
    row_count: int = 0
    batch_id: int | None = None


async def offer_template(act: Act, workbook: Workbook, lifetime: timedelta) -> Any:
    """下载模板."""
    operation = await finished(act, OperationKind.TEMPLATE, workbook.row_count)
    await keep_download(act.db, act.viewer.account_id, operation.id, workbook, act.now, lifetime)
    await act.record("requestTemplate", workbook.file_name)
    return operation


async def keep_download(
    db: AsyncConnection, account_id: int, operation_id: int, workbook: Workbook, now: datetime, lifetime: timedelta
) -> None:
    """Keep a workbook for the one who asked, behind an address that nobody can guess, for a short while."""
    await operations.delete_expired_downloads(db, now)
    await operations.insert_download(
        db,
        account_id=account_id,
        operation_id=operation_id,
        token=secrets.token_urlsafe(32),
        file_name=workbook.file_name,
        content=workbook.content,
        expires_at=now + lifetime,
    )


async def cancel_operation(act: Act, operation_id: int) -> Any:
    """取消: one's own, as long as it is not finished. Nothing of it is kept, and whoever is at it stops soon."""
    operation = await queue.lock_own(act.db, act.viewer.account_id, operation_id)
    if operation is None:
        raise NotFound("operation", "input.id")
    if operation.finished_at is not None:
        raise OperationFinished("input.id")
    await act.record("cancelOperation", operation.kind, old={"status": operation.status}, new={"status": "CANCELLED"})
    return await queue.cancel(act.db, operation_id, act.now)
