"""Sessions, access tokens, and the attempts that failed (R9.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.session import Database
from db.tables import AccessToken, Session, SignInThrottle, table

session, access_token, throttle = table(Session), table(AccessToken), table(SignInThrottle)


async def insert_session(
    db: AsyncConnection, *, account_id: int, token_hash: str, now: datetime, expires_at: datetime
) -> None:
    values = {"account_id": account_id, "token_hash": token_hash, "created_at": now, "expires_at": expires_at}
    await db.execute(insert(session).values(**values))


async def end_session(db: AsyncConnection, session_id: int) -> None:
    await db.execute(delete(session).where(session.c.id == session_id))


async def end_sessions(db: AsyncConnection, account_ids: Iterable[int], *, besides: int | None = None) -> int:
    """All of these accounts' sessions, but one; how many there were."""
    query = delete(session).where(session.c.account_id.in_(list(account_ids)), session.c.id.is_distinct_from(besides))
    return (await db.execute(query)).rowcount


async def end_expired(db: AsyncConnection, account_id: int, now: datetime) -> None:
    await db.execute(delete(session).where(session.c.account_id == account_id, session.c.expires_at <= now))


async def access_tokens(database: Database, account_id: int) -> Sequence[Any]:
    """Of one person, the newest first; without anything secret."""
    query = select(*_SHOWN).where(access_token.c.account_id == account_id).order_by(access_token.c.id.desc())
    async with database.read() as db:
        return (await db.execute(query)).all()


_SHOWN = [access_token.c[name] for name in ("id", "name", "read_only", "created_at", "expires_at", "revoked_at")]


async def insert_access_token(db: AsyncConnection, **values: Any) -> Any:
    return (await db.execute(insert(access_token).values(**values).returning(*_SHOWN))).one()


async def lock_access_token(db: AsyncConnection, token_id: int) -> Any:
    query = select(*_SHOWN, access_token.c.account_id).where(access_token.c.id == token_id).with_for_update()
    return (await db.execute(query)).one_or_none()


async def revoke_access_token(db: AsyncConnection, token_id: int, now: datetime) -> Any:
    query = update(access_token).where(access_token.c.id == token_id).values(revoked_at=now).returning(*_SHOWN)
    return (await db.execute(query)).one()


async def revoke_access_tokens(db: AsyncConnection, account_id: int, now: datetime) -> int:
    query = update(access_token).where(access_token.c.account_id == account_id, access_token.c.revoked_at.is_(None))
    return (await db.execute(query.values(revoked_at=now))).rowcount


async def hold_throttles(db: AsyncConnection, keys: Iterable[str], now: datetime) -> Sequence[Any]:
    """These keys' rows, made where there is none, against everybody else until the transaction ends."""
    wanted = sorted(keys)
    fresh = [{"key": key, "failures": 0, "failed_at": now} for key in wanted]
    await db.execute(postgresql.insert(throttle).values(fresh).on_conflict_do_nothing())
    query = select(throttle).where(throttle.c.key.in_(wanted)).order_by(throttle.c.key).with_for_update()
    return (await db.execute(query)).all()


async def keep_throttle(
    db: AsyncConnection, key: str, failures: int, failed_at: datetime, blocked_until: datetime | None
) -> None:
    values = {"failures": failures, "failed_at": failed_at, "blocked_until": blocked_until}
    await db.execute(update(throttle).where(throttle.c.key == key).values(**values))


async def forget_throttles(db: AsyncConnection, *, before: datetime) -> None:
    """Traces that mean nothing any more."""
    old = select(throttle.c.key).where(throttle.c.failed_at < before).with_for_update(skip_locked=True)
    await db.execute(delete(throttle).where(throttle.c.key.in_(old)))


async def known_since(db: AsyncConnection, key: str, earliest: datetime) -> bool:
    query = select(func.count()).where(throttle.c.key == key, throttle.c.failed_at >= earliest)
    return bool((await db.execute(query)).scalar_one())
