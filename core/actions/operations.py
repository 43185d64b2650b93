"""长任务: templates wait to be downloaded, and operations can be cancelled."""

from datetime import timedelta
from typing import Any

from core.acting import Act
from core.errors import NotFound, OperationFinished
from core.operations.workbooks import Workbook, finished, keep_download
from db.queries.operations import queue
from db.tables import OperationKind


async def offer_template(act: Act, workbook: Workbook, lifetime: timedelta) -> Any:
    """Runs 下载模板."""
    operation = await finished(act, OperationKind.TEMPLATE, workbook.row_count)
    await keep_download(act.db, act.viewer.account_id, operation.id, workbook, act.now, lifetime)
    await act.record("requestTemplate", workbook.file_name)
    return operation


async def cancel_operation(act: Act, operation_id: int) -> Any:
    """Runs 取消 for a person's own unfinished operation. Nothing of it is stored, and its worker stops soon."""
    operation = await queue.lock_own(act.db, act.viewer.account_id, operation_id)
    if operation is None:
        raise NotFound("operation", "input.id")
    if operation.finished_at is not None:
        raise OperationFinished("input.id")
    await act.record("cancelOperation", operation.kind, old={"status": operation.status}, new={"status": "CANCELLED"})
    return await queue.cancel(act.db, operation_id, act.now)
