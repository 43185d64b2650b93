"""Stores second factors and recovery codes; each change is one statement that names what it expects (R16.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, String, delete, func, insert, literal, or_, select, true, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.people.accounts import account
from db.tables import RecoveryCode, SecondFactor, table

factor, recovery_code = table(SecondFactor), table(RecoveryCode)


async def fetch_factor(db: AsyncConnection, account_id: int) -> Any:
    return (await db.execute(select(factor).where(factor.c.account_id == account_id))).one_or_none()


async def keep_pending(db: AsyncConnection, account_id: int, secret: str, now: datetime, *, proven: bool) -> bool:
    """Keeps a secret that waits to be confirmed; returns False if a factor is active and was not `proven`."""
    values = {"pending_secret": secret, "pending_at": now}
    query = postgresql.insert(factor).values(account_id=account_id, **values)
    free = or_(factor.c.active_at.is_(None), true() if proven else factor.c.account_id.is_(None))
    upsert = query.on_conflict_do_update(index_elements=["account_id"], set_=values, where=free)
    return bool((await db.execute(upsert)).rowcount)


async def activate_pending(db: AsyncConnection, account_id: int, secret: str, step: int, now: datetime) -> bool:
    """Puts the pending secret in force; returns False if it is no longer the one that waits."""
    query = update(factor).where(factor.c.account_id == account_id, factor.c.pending_secret == secret)
    values = {"secret": secret, "last_step": step, "active_at": now, "pending_secret": None, "pending_at": None}
    return bool((await db.execute(query.values(**values))).rowcount)


async def use_step(db: AsyncConnection, account_id: int, secret: str, step: int) -> bool:
    """Uses the code of a time step; returns False if it, or a later one, was used before."""
    query = update(factor).where(
        factor.c.account_id == account_id,
        factor.c.secret == secret,
        factor.c.active_at.is_not(None),
        factor.c.last_step < step,
    )
    return bool((await db.execute(query.values(last_step=step))).rowcount)


async def use_recovery_code(db: AsyncConnection, account_id: int, code_hash: str) -> bool:
    """Uses a recovery code; returns False if there is no such code any more."""
    query = delete(recovery_code).where(
        recovery_code.c.account_id == account_id, recovery_code.c.code_hash == code_hash
    )
    return bool((await db.execute(query)).rowcount)


async def replace_recovery_codes(db: AsyncConnection, account_id: int, hashes: Iterable[str]) -> None:
    await db.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": one} for one in hashes]
    await db.execute(insert(recovery_code), rows)


async def delete_factor(db: AsyncConnection, account_id: int) -> bool:
    """Deletes the factor with its codes; returns False if none is active."""
    await db.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    query = delete(factor).where(factor.c.account_id == account_id).returning(factor.c.active_at)
    return (await db.execute(query)).scalar_one_or_none() is not None


async def lock_secrets(db: AsyncConnection) -> Sequence[Any]:
    """Reads every secret with the user name of its account, and keeps others from changing it meanwhile."""
    query = select(factor.c.account_id, factor.c.secret, factor.c.pending_secret, account.c.username)
    locked = query.join(account, account.c.id == factor.c.account_id).with_for_update(of=factor)
    return (await db.execute(locked.order_by(account.c.username))).all()


async def replace_secrets(db: AsyncConnection, secrets: Sequence[tuple[int, str | None, str | None]]) -> None:
    """Stores the secrets of accounts, those in force and those that wait, in the place of others."""
    ids, in_force, waiting = (list(values) for values in zip(*secrets, strict=True))
    given = (
        func.unnest(literal(ids, ARRAY(BigInteger)), literal(in_force, ARRAY(String)), literal(waiting, ARRAY(String)))
        .table_valued("account_id", "secret", "pending_secret")
        .render_derived("given")
    )
    values = {"secret": given.c.secret, "pending_secret": given.c.pending_secret}
    await db.execute(update(factor).where(factor.c.account_id == given.c.account_id).values(values))
