"""Removes data over its keeping time (R16.3): each removal is one statement, and returns the number of rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.correction_requests import request
from db.queries.operations.operations import download, operation
from db.queries.people.accounts import account
from db.queries.people.bindings import binding, spent, waiting
from db.queries.people.sessions import access_token, session
from db.queries.people.throttles import throttle
from db.queries.students import student
from db.tables import FailedSignIn, LastSignIn, RecoveryCode, ReportToken, SecondFactor, Staff, table

staff = table(Staff)
failed, last = table(FailedSignIn), table(LastSignIn)
factor, recovery = table(SecondFactor), table(RecoveryCode)
FAILURES, OPERATIONS, TOKENS = timedelta(days=90), timedelta(days=180), timedelta(days=365)
CORRECTIONS = 3 * timedelta(days=365)


def _removals(now: datetime, left_before: datetime) -> Mapping[str, tuple[Any, ...]]:
    left = select(account.c.id).where(
        or_(
            account.c.student_id.in_(select(student.c.id).where(student.c.retired_at < left_before)),
            account.c.staff_id.in_(select(staff.c.id).where(staff.c.retired_at < left_before)),
        )
    )
    detailed = or_(student.c.gender.is_not(None), student.c.ethnicity.is_not(None))
    secret = or_(account.c.password_hash.is_not(None), account.c.activation_hash.is_not(None))
    code = {"activation_hash": None, "activation_expires_at": None}
    ended = operation.c.finished_at < now - OPERATIONS
    has_file = exists().where(download.c.operation_id == operation.c.id)
    return {
        "details": (
            update(student).where(student.c.retired_at < left_before, detailed).values(gender=None, ethnicity=None),
        ),
        "secrets": (
            update(account).where(account.c.id.in_(left), secret).values(password_hash=None, **code),
            update(account).where(account.c.activation_expires_at <= now).values(**code),
            *(delete(one).where(one.c.account_id.in_(left)) for one in (recovery, factor)),
        ),
        "corrections": (delete(request).where(request.c.closed_at < now - CORRECTIONS),),
        "sessions": (delete(session).where(session.c.expires_at <= now),),
        "tokens": (
            *(
                delete(one).where(or_(one.c.expires_at < now - TOKENS, one.c.revoked_at < now - TOKENS))
                for one in (access_token, table(ReportToken))
            ),
        ),
        "bindings": tuple(delete(one).where(one.c.account_id.in_(left)) for one in (binding, last)),
        "traces": (
            *(delete(one).where(one.c.failed_at < now - FAILURES) for one in (throttle, failed)),
            delete(waiting).where(waiting.c.expires_at <= now),
            delete(spent).where(spent.c.expires_at <= now),
        ),
        "downloads": (delete(download).where(download.c.expires_at <= now),),
        "operations": (delete(operation).where(ended, ~has_file),),
    }


async def remove_expired(db: AsyncConnection, now: datetime, left_before: datetime) -> dict[str, int]:
    """Removes everything that is over its time, and returns how many rows of each kind."""
    removals = _removals(now, left_before)
    return {
        key: sum([(await db.execute(statement)).rowcount for statement in statements])
        for key, statements in removals.items()
    }
