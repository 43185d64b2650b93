"""The workbooks that operations make are stored here until their owners fetch them."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.acting import Act
from db.queries.operations import operations
from db.tables import OperationKind


@dataclass(frozen=True, slots=True)
class Workbook:
    """Holds a finished file, its number of rows, and the batch of the rows; a template has neither."""

    file_name: str
    content: bytes
    row_count: int = 0
    batch_id: int | None = None


async def finished(act: Act, kind: OperationKind, count: int, **ended: Any) -> Any:
    """Records an operation that was done within its own mutation, because it is always short.

    Args:
        ended: how it ended, if it did not succeed: status, problems and outcome.
    """
    return await operations.insert_finished(
        act.db,
        account_id=act.viewer.account_id,
        held=act.viewer.entitlements,
        kind=kind,
        count=count,
        started_at=act.now,
        at=datetime.now(UTC),
        **ended,
    )


async def keep_download(
    db: AsyncConnection, account_id: int, operation_id: int, workbook: Workbook, now: datetime, lifetime: timedelta
) -> None:
    """Stores a workbook for the person who asked, behind an address that nobody can guess, for a short while."""
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
