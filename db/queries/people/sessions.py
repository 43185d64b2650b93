"""Stores passwords, activation codes, sessions and access tokens of accounts (R9.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, false, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.people.accounts import account
from db.session import Database
from db.tables import AccessToken, Session, table

session, access_token = table(Session), table(AccessToken)
_NAMED = (account.c.id, account.c.username, account.c.name)


async def account_to_enter(db: AsyncConnection, username: str) -> Any:
    """Reads an account by user name, with its password hash."""
    query = select(account.c.id, account.c.username, account.c.name, account.c.password_hash, account.c.disabled_at)
    return (await db.execute(query.where(account.c.username == username))).one_or_none()


async def lock_account(db: AsyncConnection, account_id: int) -> Any:
    """Locks the account until the transaction ends, and reads its current state."""
    query = select(account.c.password_hash, account.c.disabled_at).where(account.c.id == account_id)
    return (await db.execute(query.with_for_update(read=True))).one()


async def replace_password(db: AsyncConnection, account_id: int, old_hash: str, new_hash: str) -> bool:
    """Replaces the password; returns False if it was changed, or the account disabled, meanwhile."""
    query = update(account).where(
        account.c.id == account_id, account.c.password_hash == old_hash, account.c.disabled_at.is_(None)
    )
    return bool((await db.execute(query.values(password_hash=new_hash))).rowcount)


async def use_activation_code(
    db: AsyncConnection, account_id: int, code_hash: str, password_hash: str, now: datetime
) -> bool:
    """Uses the code once, before it expires; returns False if it is no longer valid."""
    query = update(account).where(
        account.c.id == account_id,
        account.c.activation_hash == code_hash,
        account.c.activation_expires_at > now,
        account.c.disabled_at.is_(None),
    )
    used = query.values(password_hash=password_hash, activation_hash=None, activation_expires_at=None)
    return bool((await db.execute(used)).rowcount)


async def insert_session(db: AsyncConnection, **values: Any) -> int:
    return int((await db.execute(insert(session).values(**values).returning(session.c.id))).scalar_one())


async def complete_session(
    db: AsyncConnection, session_id: int, old_hash: str, *, token_hash: str, now: datetime, expires_at: datetime
) -> bool:
    """Opens a session whose second factor was given, under a new token; returns False if it has ended meanwhile."""
    query = update(session).where(session.c.id == session_id, session.c.token_hash == old_hash)
    values = {"token_hash": token_hash, "proven_at": now, "used_at": now, "expires_at": expires_at}
    return bool((await db.execute(query.values(**values))).rowcount)


async def prove_session(db: AsyncConnection, session_id: int, now: datetime) -> None:
    """Notes that an open session has given the second factor."""
    await db.execute(update(session).where(session.c.id == session_id).values(proven_at=now))


async def open_sessions(database: Database, account_id: int, now: datetime) -> Sequence[Any]:
    """Reads one person's sessions, the last used first, without secrets."""
    names = ("id", "created_at", "used_at", "method", "address")
    query = select(*(session.c[name] for name in names)).where(
        session.c.account_id == account_id, session.c.expires_at > now
    )
    async with database.read() as db:
        return (await db.execute(query.order_by(session.c.used_at.desc(), session.c.id))).all()


async def began_at(database: Database, session_id: int) -> Any:
    async with database.read() as db:
        return (await db.execute(select(session.c.created_at).where(session.c.id == session_id))).scalar_one_or_none()


async def earlier_sign_in(database: Database, session_id: int) -> Any:
    """Reads what the session tells of the sign-in before it."""
    async with database.read() as db:
        return (await db.execute(select(session.c.earlier).where(session.c.id == session_id))).scalar_one_or_none()


async def way_of(db: AsyncConnection, session_id: int) -> Any:
    """Reads by which way the session was opened, and what the other system wants back at signing out."""
    query = select(session.c.method, session.c.id_token).where(session.c.id == session_id)
    return (await db.execute(query)).one_or_none()


async def end_session(db: AsyncConnection, session_id: int) -> None:
    await db.execute(delete(session).where(session.c.id == session_id))


async def end_session_by(db: AsyncConnection, token_hash: str) -> Any:
    """Ends the session of a token, and returns its account and its way in, or None if there is no such session."""
    query = delete(session).where(session.c.token_hash == token_hash, session.c.account_id == account.c.id)
    return (await db.execute(query.returning(*_NAMED, session.c.method, session.c.id_token))).one_or_none()


async def end_sessions_elsewhere(
    db: AsyncConnection, other_session: str | None, other_subject: str | None
) -> Sequence[Any]:
    """Ends the sessions that a session at another system opened. Where that one is not named, or ours do not know it,
    all sessions of that system's person end.

    Returns:
        The account of each ended session.
    """
    opened = []  # a name that is missing is not compared: most sessions have none
    if other_session is not None:
        opened.append(session.c.other_session == other_session)
    if other_subject is not None:
        unknown = session.c.other_session.is_(None) if other_session is not None else true()
        opened.append(and_(session.c.other_subject == other_subject, unknown))
    query = delete(session).where(session.c.account_id == account.c.id, or_(false(), *opened))
    return (await db.execute(query.returning(*_NAMED))).all()


async def end_sessions(db: AsyncConnection, account_ids: Iterable[int], *, besides: int | None = None) -> int:
    """Ends all sessions of these accounts but one, and returns their number."""
    query = delete(session).where(session.c.account_id.in_(list(account_ids)), session.c.id.is_distinct_from(besides))
    return (await db.execute(query)).rowcount


async def end_expired(db: AsyncConnection, account_id: int, now: datetime) -> None:
    await db.execute(delete(session).where(session.c.account_id == account_id, session.c.expires_at <= now))


async def access_tokens(database: Database, account_id: int) -> Sequence[Any]:
    """Reads one person's access tokens, the newest first, without secrets."""
    query = select(*_SHOWN).where(access_token.c.account_id == account_id).order_by(access_token.c.id.desc())
    async with database.read() as db:
        return (await db.execute(query)).all()


_SHOWN = [
    access_token.c[name] for name in ("id", "name", "read_only", "proven", "created_at", "expires_at", "revoked_at")
]


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
