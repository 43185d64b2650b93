"""The audit log: one way in, one way to read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import AuditEntry


async def write(
    db: AsyncConnection,
    *,
    at: datetime,
    account_id: int | None,
    actor_name: str,
    action: str,
    subject: str,
    old: Any = None,
    new: Any = None,
    request_id: str | None = None,
    batch_id: int | None = None,
    college_id: int | None = None,
    class_id: int | None = None,
    student_id: int | None = None,
) -> None:
    await db.execute(
        insert(AuditEntry).values(
            at=at,
            account_id=account_id,
            actor_name=actor_name,
            action=action,
            subject=subject,
            old=old,
            new=new,
            request_id=request_id,
            batch_id=batch_id,
            college_id=college_id,
            class_id=class_id,
            student_id=student_id,
        )
    )


async def write_all(db: AsyncConnection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Several entries of one act, each with the same columns."""
    if entries:
        await db.execute(insert(AuditEntry), entries)
