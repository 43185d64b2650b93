"""Workbooks of the audit log hold the entries of the page, without the scores that the page leaves out (R8.7, R9.3)."""

from asyncio import to_thread
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from core.access import SEE_AUDIT
from core.columns.audit import AUDIT_LOG
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.operations.stages import Stage
from core.rules.log_sight import visible_new, visible_old
from core.viewer import Viewer
from core.workbooks.copied import as_copied
from core.workbooks.writing import CopiedSheet
from db.queries import audit


async def audit_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    fields = AUDIT_LOG.chosen(task.viewer, None, choice.columns)
    keys, scope = [field.key for field in fields], task.viewer.scope(SEE_AUDIT)
    data, count = bytearray(), 0
    async for rows in audit.export(task.database, scope, _filter(choice.filter)):
        data += await to_thread(_text, task.viewer, rows, keys)
        count += len(rows)
        task.tell(Stage.GATHERING, done=count)
    return CopiedSheet("操作日志", fields, bytes(data), count)


def _filter(stored: dict[str, Any]) -> audit.EntryFilter:
    """Reads the filter as the queue stored it, where times are text."""
    moments = {name: datetime.fromisoformat(stored[name]) for name in ("since", "until") if stored.get(name)}
    return audit.EntryFilter(**{**stored, **moments})


def _text(viewer: Viewer, rows: Sequence[Any], keys: Sequence[str]) -> bytes:
    return as_copied([[_cell(viewer, row, key) for key in keys] for row in rows])


def _cell(viewer: Viewer, row: Any, key: str) -> Any:
    if key in ("old", "new"):
        value = visible_old(viewer, row) if key == "old" else visible_new(viewer, row)
        return None if value is None else orjson.dumps(value).decode()
    return getattr(row, key)
