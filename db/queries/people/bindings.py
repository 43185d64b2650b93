"""Binds accounts to persons of other systems, and stores the short-lived traces of such sign-ins (R9.1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.people.accounts import account
from db.tables import SignInBinding, SpentRequest, WaitingBinding, table

binding, waiting, spent = table(SignInBinding), table(WaitingBinding), table(SpentRequest)


async def bound_username(db: AsyncConnection, method: str, subject: str) -> str | None:
    query = select(account.c.username).join_from(binding, account, account.c.id == binding.c.account_id)
    found = await db.execute(query.where(binding.c.method == method, binding.c.subject == subject))
    username: str | None = found.scalar_one_or_none()
    return username


async def bind_account(db: AsyncConnection, method: str, subject: str, account_id: int, now: datetime) -> bool:
    """Binds the account; returns False if the account or the person is bound already."""
    values = {"method": method, "subject": subject, "account_id": account_id, "bound_at": now}
    query = postgresql.insert(binding).values(**values).on_conflict_do_nothing()
    return bool((await db.execute(query)).rowcount)


async def unbind_account(db: AsyncConnection, account_id: int) -> list[str]:
    """Deletes the account's bindings, and returns their systems."""
    query = delete(binding).where(binding.c.account_id == account_id).returning(binding.c.method)
    return sorted((await db.execute(query)).scalars())


async def spend_request(db: AsyncConnection, request_hash: str, expires_at: datetime, now: datetime) -> bool:
    """Marks a request as used; returns False if it was used before."""
    await db.execute(delete(spent).where(spent.c.expires_at < now))
    values = {"request_hash": request_hash, "expires_at": expires_at}
    return bool((await db.execute(postgresql.insert(spent).values(**values).on_conflict_do_nothing())).rowcount)


async def insert_waiting(db: AsyncConnection, now: datetime, **values: Any) -> None:
    await db.execute(delete(waiting).where(waiting.c.expires_at < now))
    await db.execute(insert(waiting).values(**values))


async def fetch_waiting(db: AsyncConnection, token_hash: str, now: datetime) -> Any:
    query = select(waiting).where(waiting.c.token_hash == token_hash, waiting.c.expires_at > now)
    return (await db.execute(query)).one_or_none()


async def delete_waiting(db: AsyncConnection, token_hash: str, now: datetime) -> bool:
    """Deletes the waiting binding; returns False if another request did so before."""
    query = delete(waiting).where(waiting.c.token_hash == token_hash, waiting.c.expires_at > now)
    return bool((await db.execute(query)).rowcount)
