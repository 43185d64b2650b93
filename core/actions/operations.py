"""Long work, and the workbooks that come out of it."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.acting import Act
from db.queries import operations
from db.tables import OperationKind


async def finished(act: Act, kind: OperationKind, count: int) -> Any:
    """The operation of work that is done within its own mutation."""
    return await operations.insert_finished(
        act.db,
        account_id=act.viewer.account_id,
        kind=kind,
        count=count,
        started_at=act.now,
        at=datetime.now(UTC),
    )


REQUESTS = {OperationKind.EXPORT: "requestExport", OperationKind.TEMPLATE: "requestTemplate"}


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished file, how many rows it holds, and the batch that they are of; a template has neither."""

    file_name: str
    content: bytes
    row_count: int = 0
    batch_id: int | None = None


async def offer_download(act: Act, kind: OperationKind, workbook: Workbook, lifetime: timedelta) -> Any:
    """Keep a workbook for the one who asked, behind an address that nobody can guess, for a short while."""
    operation = await finished(act, kind, workbook.row_count)
    await operations.delete_expired_downloads(act.db, act.now)
    await operations.insert_download(
        act.db,
        account_id=act.viewer.account_id,
        operation_id=operation.id,
        token=secrets.token_urlsafe(32),
        file_name=workbook.file_name,
        content=workbook.content,
        expires_at=act.now + lifetime,
    )
    rows = {"rows": workbook.row_count} if kind is OperationKind.EXPORT else None
    await act.record(REQUESTS[kind], workbook.file_name, new=rows, batch_id=workbook.batch_id)
    return operation
