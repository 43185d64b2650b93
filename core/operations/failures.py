"""A failed operation stores its refusals as plain JSON in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from core.acting import Act
from core.errors import BadWorkbook, Corrections, Forbidden, NotAllowed, Refusal, Refusals, Refused
from core.operations.workbooks import Workbook, finished, keep_download
from core.workbooks.problems import Unreadable
from db.tables import OperationKind, OperationStatus


@dataclass(frozen=True, slots=True)
class Failure:
    """Holds the refusals, the values beside them, and the workbook that is given back."""

    refusals: Sequence[Refusal]
    details: dict[str, Any] = field(default_factory=dict)
    workbook: Workbook | None = None

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [_to_json(one) for one in self.refusals]


def failure(refused: Refused | Unreadable) -> Failure:
    if isinstance(refused, Unreadable):
        problem = refused.problem
        return Failure([BadWorkbook(problem.code.value, problem.zh, problem.en, problem.row, problem.column)])
    if isinstance(refused, Refusals):
        workbook = Workbook(refused.file_name, refused.content) if isinstance(refused, Corrections) else None
        return Failure(refused.refusals, refused.details, workbook)
    if isinstance(refused, Refusal):
        return Failure([refused])
    return Failure([NotAllowed() if isinstance(refused, Forbidden) else Refusal()])


async def keep_corrections(act: Act, kind: OperationKind, why: Failure, lifetime: timedelta) -> Any:
    """Records a failed operation of its own for a refused workbook, so that its sender can fetch the marked copy."""
    failed = {"status": OperationStatus.FAILED, "problems": why.problems, "outcome": why.details}
    operation = await finished(act, kind, 0, **failed)
    if why.workbook is not None:
        await keep_download(act.db, act.viewer.account_id, operation.id, why.workbook, act.now, lifetime)
    return operation


def _to_json(refusal: Refusal) -> dict[str, Any]:
    place = {"path": refusal.path, "row": refusal.row, "column": refusal.column}
    return {"code": refusal.code, "zh": refusal.message("zh"), "en": refusal.message("en"), **place}
