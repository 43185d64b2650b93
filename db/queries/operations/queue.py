"""Queues long work: insert, claim, keep alive and end are one statement each.

The database's clock decides which process is silent, because the clocks of several machines differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.operations.operations import SHOWN, download, operation
from db.tables import OperationStatus
from db.tables.operations import UNFINISHED


async def insert_requested(db: AsyncConnection, values: Mapping[str, Any], claimed_by: str | None) -> int:
    """Inserts requested work; `claimed_by` is the process that begins it at once, None puts it in the queue."""
    claim: dict[str, Any] = {"status": OperationStatus.QUEUED}
    if claimed_by is not None:
        claim = {"status": OperationStatus.RUNNING, "claimed_by": claimed_by, "seen_at": func.now(), "attempts": 1}
    query = insert(operation).values(**values, problems=[], **claim).returning(operation.c.id)
    return int((await db.execute(query)).scalar_one())


async def claim(
    db: AsyncConnection, claimed_by: str, most: int, silent_seconds: float, at: Iterable[int]
) -> Sequence[Any]:
    """Claims the oldest work that is queued, or whose process has given no sign of life.

    It skips rows that another process is just claiming, and the work that this process still runs (`at`): this process
    knows its own work better, however long it was delayed.
    """
    silent = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, silent_seconds)
    free = or_(
        operation.c.status == OperationStatus.QUEUED,
        and_(operation.c.status == OperationStatus.RUNNING, operation.c.seen_at < silent),
    )
    oldest = (
        select(operation.c.id)
        .where(text(UNFINISHED), free, operation.c.id.not_in(list(at)))
        .order_by(operation.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    begun = {
        "status": OperationStatus.RUNNING,
        "attempts": operation.c.attempts + 1,
        "stage": None,
        "done": 0,
        "total": 0,
    }
    claiming = update(operation).where(operation.c.id.in_(oldest))
    claiming = claiming.values(claimed_by=claimed_by, seen_at=func.now(), **begun)
    return list(await db.execute(claiming.returning(operation)))


def _is_claimed(operation_id: int, claimed_by: str) -> ColumnElement[bool]:
    """Matches the operation if this process still runs it: not cancelled, and not taken over by another process."""
    return and_(
        operation.c.id == operation_id,
        operation.c.status == OperationStatus.RUNNING,
        operation.c.claimed_by == claimed_by,
    )


async def keep_alive(db: AsyncConnection, ids: Iterable[int], claimed_by: str) -> set[int]:
    """Records a sign of life for all work of this process; returns the ids that it still owns."""
    mine = and_(
        operation.c.id.in_(list(ids)),
        operation.c.status == OperationStatus.RUNNING,
        operation.c.claimed_by == claimed_by,
    )
    rows = await db.execute(update(operation).where(mine).values(seen_at=func.now()).returning(operation.c.id))
    return set(rows.scalars())


async def report_progress(db: AsyncConnection, operation_id: int, claimed_by: str, **progress: Any) -> None:
    await db.execute(update(operation).where(_is_claimed(operation_id, claimed_by)).values(**progress))


async def give_back(db: AsyncConnection, operation_id: int, claimed_by: str) -> None:
    """Puts work back into the queue; this does not count as one of its few attempts."""
    left = operation.c.attempts - 1
    values = {"status": OperationStatus.QUEUED, "claimed_by": None, "seen_at": None, "attempts": left}
    await db.execute(update(operation).where(_is_claimed(operation_id, claimed_by)).values(**values))


async def succeed(
    db: AsyncConnection, operation_id: int, claimed_by: str, count: int, outcome: Any, at: datetime
) -> bool:
    """Ends the operation in the transaction of the work itself; False means that it must be rolled back."""
    values = {"status": OperationStatus.SUCCEEDED, "done": count, "total": count, "outcome": outcome}
    return await _end(db, operation_id, claimed_by, at, values)


async def fail(
    db: AsyncConnection, operation_id: int, claimed_by: str, problems: Sequence[Any], outcome: Any, at: datetime
) -> bool:
    values = {"status": OperationStatus.FAILED, "problems": problems, "outcome": outcome}
    return await _end(db, operation_id, claimed_by, at, values)


async def _end(
    db: AsyncConnection, operation_id: int, claimed_by: str, at: datetime, values: Mapping[str, Any]
) -> bool:
    """Ends the operation, and deletes the uploaded file, which is no longer needed."""
    ending = (
        update(operation)
        .where(_is_claimed(operation_id, claimed_by))
        .values(finished_at=at, stage=None, file=None, **values)
    )
    return (await db.execute(ending)).rowcount == 1


async def lock_own(db: AsyncConnection, account_id: int, operation_id: int) -> Any:
    query = select(*SHOWN).where(operation.c.id == operation_id, operation.c.account_id == account_id)
    return (await db.execute(query.with_for_update())).one_or_none()


async def cancel(db: AsyncConnection, operation_id: int, at: datetime) -> Any:
    values = {"status": OperationStatus.CANCELLED, "finished_at": at, "stage": None, "file": None}
    return (
        await db.execute(update(operation).where(operation.c.id == operation_id).values(**values).returning(*SHOWN))
    ).one()


async def delete_finished(db: AsyncConnection, operation_id: int) -> None:
    """Deletes a finished operation whose mutation has returned its outcome, unless it has a file."""
    has_file = exists().where(download.c.operation_id == operation_id)
    await db.execute(
        delete(operation).where(operation.c.id == operation_id, operation.c.finished_at.is_not(None), ~has_file)
    )
