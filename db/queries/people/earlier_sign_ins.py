"""Stores when and how a person last signed in, and the failures since (R16.1)."""

from datetime import datetime

from sqlalchemy import delete, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import FailedSignIn, table

failed = table(FailedSignIn)

_TELL = text("""
    update session set earlier = jsonb_build_object(
        'at', before.at, 'method', before.method, 'address', before.address,
        'failures', (select count(*) from failed_sign_in
                     where username_hash = :username_hash and failed_at > coalesce(before.at, '-infinity')))
    from (select) as one left join last_sign_in as before on before.account_id = :account
    where session.id = :session
""")
_KEEP = text("""
    insert into last_sign_in (account_id, at, method, address)
    select account_id, :now, method, address from session where id = :session
    on conflict (account_id) do update set at = excluded.at, method = excluded.method, address = excluded.address
""")


async def note_sign_in(
    db: AsyncConnection, session_id: int, account_id: int, username_hash: str, now: datetime
) -> None:
    """Lets the session tell of the sign-in before it, and keeps this one as the last."""
    await db.execute(_TELL, {"session": session_id, "account": account_id, "username_hash": username_hash})
    await db.execute(_KEEP, {"session": session_id, "now": now})


async def note_failure(db: AsyncConnection, username_hash: str, now: datetime) -> None:
    await db.execute(insert(failed).values(username_hash=username_hash, failed_at=now))


async def forget_failures(db: AsyncConnection, *, before: datetime) -> None:
    """Deletes failures that nobody has to be told any more."""
    await db.execute(delete(failed).where(failed.c.failed_at < before))
