"""A refused workbook is given back to its sender with the faults beside the cells (R4.2)."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import PurePath

from core.errors import Corrections, Refusals
from core.operations.kinds import Task
from core.workbooks.layout import Layout, Naming
from core.workbooks.marking import marked
from core.workbooks.problems import Unreadable
from core.workbooks.remarks import Remark

MARKED = "（错误）"
"""The name of a marked copy ends with this."""
Marking = Callable[[Sequence[Remark]], Awaitable[bytes]]
"""Writes the remarks on a copy of the workbook, in a worker process."""


def marking(task: Task, layout: Layout, naming: Naming) -> Marking:
    """Returns how the workbook of an operation is marked."""

    def mark(remarks: Sequence[Remark]) -> Awaitable[bytes]:
        most = task.settings.workbook_max_rows
        return task.workbooks.run(marked, task.source.content, remarks, layout.headings, most, task.language, naming)

    return mark


def correctable(found: Refusals, file_name: str, language: str, mark: Marking) -> Refusals:
    """Makes refusals bring back the workbook once their transaction has ended, if they are about its cells."""
    if any(one.row or one.column for one in found.refusals):
        found.correct = partial(_correct, found, file_name, language, mark)
    return found


async def _correct(found: Refusals, file_name: str, language: str, mark: Marking) -> Refusals:
    """Returns the refusals with the marked copy, unless there is nothing to write on or it takes too long."""
    remarks = [Remark(one.row, one.column, one.message(language), one.sheet) for one in found.refusals]
    try:
        content = await mark(remarks)
    except Unreadable:
        return found
    name = f"{PurePath(file_name).stem.removesuffix(MARKED)}{MARKED}.xlsx"
    return Corrections(found.refusals, name, content, **found.details)
