"""The way of a mutation: one act, one transaction, one payload. A refusal is an answer, and nothing was written.

Long work is such an act too; a worker takes it from the queue and performs it.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from core.acting import Act
from core.askers import AskerGone
from core.errors import (
    Corrections,
    Forbidden,
    NotAllowed,
    OperationBroke,
    ReadOnlyToken,
    Refusal,
    Refusals,
    StoredRefusal,
)
from core.operations.arguments import Arguments
from core.operations.failures import failure, keep_corrections
from core.operations.workbooks import Workbook
from core.rules.roster_references import to_refusal as refusal_of
from core.workbooks.problems import Unreadable
from core.workbooks.process import Busy
from db.driver import Driver
from db.passing import CommitUnknown, is_passing
from db.queries.operations import operations
from db.queries.operations import queue as operation_queue
from db.tables import OperationKind, OperationStatus
from graph.context import Info
from graph.server.admission import step_aside
from graph.server.errors import Unavailable
from graph.server.request_log import trail
from graph.vocabulary.user_errors import user_error

P = ParamSpec("P")
R = TypeVar("R")


class Outcome:
    """Holds the values that a payload type reads: the changed rows, or the refusals."""

    def __init__(self, info: Info, refusals: Sequence[Refusal] = (), **changed: Any) -> None:
        self.refusals = refusals
        self.user_errors = [user_error(one, info.context.language) for one in refusals]
        trail().codes.update(one.code for one in refusals)
        self.__dict__.update(changed)

    def __getattr__(self, name: str) -> None:
        """Returns None for every field that the act did not change."""
        if name.startswith("_"):
            raise AttributeError(name)


async def perform(
    info: Info,
    act: Callable[[Act], Awaitable[Any]],
    changes: str | None = None,
    *,
    changes_nothing: bool = False,
    reads: OperationKind | None = None,
) -> Outcome:
    """Runs an act of `core.actions` in a transaction of its own.

    Args:
        changes: the payload's field that holds what the act returns; without it the act returns a dict of fields.
        changes_nothing: whether only a file is made, which a read-only token may request too.
        reads: the kind of operation under which a refused workbook is given back.

    Raises:
        Forbidden: the person has no right to the act; it becomes a top-level error.
    """

    async def acted() -> Any:
        async with info.context.database.write() as db:
            changed = await act(info.context.act(db))
        return {changes: changed} if changes else changed

    return await _outcome(info, acted, changes_nothing=changes_nothing, reads=reads)


async def consult(info: Info, read: Callable[[Act], Awaitable[dict[str, Any]]]) -> Outcome:
    """Answers a question that an action judges; nothing is written, and a refusal is its answer."""
    try:
        async with info.context.database.read() as db:
            return Outcome(info, **await read(info.context.act(db)))
    except Refusal as refusal:
        return Outcome(info, [refusal])
    except Refusals as several:
        return Outcome(info, several.refusals)


async def perform_at_once(info: Info, act: Callable[[Act[Driver]], Awaitable[dict[str, Any]]]) -> Outcome:
    """Runs an act straight by the driver, for acts that a whole college performs in one evening."""

    async def acted() -> dict[str, Any]:
        async with info.context.database.write_at_once() as db:
            return await act(info.context.act(db))

    return await _outcome(info, acted)


async def perform_making(
    info: Info,
    read: Callable[[Act], Awaitable[tuple[str, Callable[[], bytes]]]],
    keep: Callable[[Act, Workbook], Awaitable[Any]],
    changes: str,
) -> Outcome:
    """Runs an act that makes a workbook. Its contents are read in one transaction and the workbook is stored in
    another, so that none is open while a process writes it.

    Args:
        read: returns the file's name, and the function that a workbook process runs.
    """

    async def acted() -> dict[str, Any]:
        async with info.context.database.write() as db:
            file_name, write = await read(info.context.act(db))
        workbook = Workbook(file_name, await run_workbook(info, write))
        async with info.context.database.write() as db:
            return {changes: await keep(info.context.act(db), workbook)}

    return await _outcome(info, acted, changes_nothing=True)


async def perform_import(info: Info, input: Any) -> Outcome:
    """Puts the import of one file in the queue."""
    content = await input.file.read()
    await input.file.close()
    name = input.file.filename or ""
    return await perform_long(info, input.arguments(), leaves_nothing=input.dry_run, file_name=name, file=content)


async def perform_long(
    info: Info,
    arguments: Arguments,
    *,
    changes_nothing: bool = False,
    leaves_nothing: bool = False,
    **file: Any,
) -> Outcome:
    """Puts work in the queue and waits briefly. Work that finishes in time is answered like an ordinary act.

    Args:
        changes_nothing: whether only a file is made, which a read-only token may request too.
        leaves_nothing: whether this is only a check, whose operation is deleted once it has been answered.
        file: `file_name` and `file` of the upload.

    Raises:
        Forbidden: the person has no right to the act; it becomes a top-level error.
    """
    context = info.context
    if context.person.read_only and not changes_nothing:
        return Outcome(info, [ReadOnlyToken()])
    about = {"language": context.language, "request_id": context.request_id, "held": context.person.entitlements}
    operation_id = await context.runner.submit(context.person.account_id, arguments, **about, **file)
    row = await _settled(info, operation_id)
    if row.status == OperationStatus.FAILED:
        return await _refused(info, row)
    outcome = row.outcome or {}
    if leaves_nothing and row.status == OperationStatus.SUCCEEDED:
        await _forget(info, operation_id)
        return Outcome(info, **outcome)
    return Outcome(info, **outcome, operation=row)


async def _settled(info: Info, operation_id: int) -> Any:
    """Waits for queued work. From here on, no error may say that nothing was done."""
    try:
        step_aside()
        return await info.context.runner.settled(operation_id, info.context.settings.operation_wait_seconds)
    except Exception as error:
        if is_passing(error):
            raise CommitUnknown from error
        raise


async def _refused(info: Info, row: Any) -> Outcome:
    """Answers failed work and deletes its operation, unless the operation has a file to be downloaded."""
    refusals = [StoredRefusal(problem) for problem in row.problems]
    tokens = await operations.download_tokens(info.context.database, [row.id], datetime.now(UTC))
    if tokens:
        return Outcome(info, refusals, **row.outcome or {}, operation=row)
    await _forget(info, row.id)
    codes = {refusal.code for refusal in refusals}
    if NotAllowed.code in codes:
        raise Forbidden
    if OperationBroke.code in codes:
        raise Broken(row.request_id)
    return Outcome(info, refusals, **row.outcome or {})


async def _forget(info: Info, operation_id: int) -> None:
    """Deletes an operation. If the database is away, the operation stays in the person's list and does no harm."""
    try:
        async with info.context.database.write() as db:
            await operation_queue.delete_finished(db, operation_id)
    except Exception as error:
        if not is_passing(error):
            raise


class Broken(Exception):  # is masked for the client, as any fault of ours
    """Reports that the work failed by our own fault, which was logged where it happened."""


async def _outcome(
    info: Info,
    acted: Callable[[], Awaitable[dict[str, Any]]],
    *,
    changes_nothing: bool = False,
    reads: OperationKind | None = None,
) -> Outcome:
    try:
        if info.context.person.read_only and not changes_nothing:
            raise ReadOnlyToken
        changed = await acted()
        info.context.forget_loaded()
        return Outcome(info, **changed)
    except Refusal as refusal:
        return Outcome(info, [refusal])
    except Refusals as several:
        given = await _given_back(info, several, reads) if reads and several.correct else {}
        return Outcome(info, several.refusals, **several.details, **given)
    except Unreadable as unreadable:
        return Outcome(info, [refusal_of(unreadable.problem)])


async def _given_back(info: Info, refused: Refusals, kind: OperationKind) -> dict[str, Any]:
    """Keeps the marked copy of a refused workbook for its sender; in a crowd the refusals are told without it."""
    try:
        found = await refused.correct() if refused.correct else refused
    except Unavailable:
        return {}
    if not isinstance(found, Corrections):
        return {}
    lifetime = timedelta(minutes=info.context.settings.download_minutes)
    async with info.context.database.write() as db:
        return {"operation": await keep_corrections(info.context.act(db), kind, failure(found), lifetime)}


async def run_workbook(info: Info, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Reads or writes a workbook for a request that waits for it. It must not be called within a transaction.

    Raises:
        Unreadable: the file or the machine is at fault.
        Unavailable: too many requests already wait for workbooks.
    """
    step_aside()
    try:
        return await info.context.workbooks.run_soon(function, *args, **kwargs)
    except AskerGone:
        raise Unavailable from None  # the client has gone
    except Busy:
        raise Unavailable(
            "正在处理的工作簿较多，请稍后重试",
            "Many workbooks are being processed; try again in a moment",
            retry_after=5,
        ) from None
