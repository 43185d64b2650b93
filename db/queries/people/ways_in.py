"""Decides in SQL whether a session or an access token opens the account at this moment (R9.1, R16.1).

Every statement that asks who is there goes through `STANDS`, so that a way of signing in that forgets the second factor
opens nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.demands import Demands
from db.driver import Driver, Statement

HALF = timedelta(minutes=10)
"""The time after signing in within which the second factor is given or set up."""
NOTED = timedelta(minutes=1)
"""The last use of a session is written once in this time."""

OF_SESSION = """
        select account_id, token_hash, id as session_id, false as read_only, true as is_session,
               proven_at is not null as proven, used_at, created_at
        from session where expires_at > :now::timestamptz and token_hash = {tokens}
"""
OF_ACCESS = """
        select account_id, token_hash, null, read_only, false, proven, null, null
        from access_token where expires_at > :now and revoked_at is null and token_hash = {tokens}
"""
WAYS_IN = f"{OF_SESSION} union all {OF_ACCESS}"
ONE, SEVERAL = ":token_hash::text", "any(:token_hashes::text[])"
OF_ACCOUNT = """
        select :account::bigint as account_id, null as token_hash, null::bigint as session_id, false as read_only,
               false as is_session, true as proven, null::timestamptz as used_at, null::timestamptz as created_at
"""
"""Work that a person queued goes on without a session."""

ABOVE_STUDENT = """
    (account.student_id is null or account.staff_id is not null
     or coalesce(student.monitor and student.retired_at is null, false)
     or exists (select from role_grant where role_grant.account_id = account.id))
"""
LACKS_FACTOR = f"""
    (not way_in.proven
     and (second_factor.active_at is not null or (:factor_demanded::boolean and {ABOVE_STUDENT})))
"""
"""An active factor is asked for always, whoever has set it up."""
IDLE = f"""
    coalesce(way_in.used_at <= :now::timestamptz - make_interval(
        mins => case when {ABOVE_STUDENT} then :idle_minutes::integer else :student_idle_minutes::integer end), false)
"""
STANDS = f"not {LACKS_FACTOR} and not {IDLE}"
OWNER = """
    join account on account.id = way_in.account_id and account.disabled_at is null
    left join student on student.id = account.student_id
    left join second_factor on second_factor.account_id = account.id
"""

_ALIVE = """
    with way_in as ({ways_in})
    select way_in.token_hash from way_in {owner} where {stands}
"""
_STATE = """
    with way_in as ({session})
    select way_in.session_id, way_in.created_at, account.id, account.username, account.name,
           second_factor.active_at is not null as active, {lacks_factor} as lacks_factor, {idle} as idle
    from way_in {owner}
"""
ALIVE = Statement(_ALIVE.format(ways_in=WAYS_IN.format(tokens=SEVERAL), owner=OWNER, stands=STANDS))
STATE = Statement(
    _STATE.format(session=OF_SESSION.format(tokens=ONE), owner=OWNER, lacks_factor=LACKS_FACTOR, idle=IDLE)
)
NOTE_USE = Statement("""
    update session set used_at = :now::timestamptz where id = :id::bigint and used_at < :before::timestamptz
""")


async def alive(db: Driver, token_hashes: Iterable[str], now: datetime, demands: Demands) -> set[str]:
    """Returns the tokens that are still valid, in one statement for all."""
    values = {"token_hashes": list(token_hashes), "now": now, **demands._asdict()}
    return {row.token_hash for row in await ALIVE.rows(db, values)}


async def state_of_session(db: Driver, token_hash: str, now: datetime, demands: Demands) -> Any:
    """Reads why a session does not open the account: it lacks the second factor, or was not used for too long."""
    return await STATE.row(db, {"token_hash": token_hash, "now": now, **demands._asdict()})


async def note_use(db: Driver, session_id: int, now: datetime) -> None:
    await NOTE_USE.row(db, {"id": session_id, "now": now, "before": now - NOTED})


_FACTOR = """
    select second_factor.active_at, :factor_demanded and {above_student} as demanded,
           (select count(*) from recovery_code where account_id = account.id) as recovery_codes_left
    from account left join student on student.id = account.student_id
    left join second_factor on second_factor.account_id = account.id
    where account.id = :account
"""
FACTOR = text(_FACTOR.format(above_student=ABOVE_STUDENT))


async def factor_of(db: AsyncConnection, account_id: int, demands: Demands) -> Any:
    """Reads whether the account has a second factor, and whether the person's roles demand one."""
    values = {"account": account_id, "factor_demanded": demands.factor_demanded}
    return (await db.execute(FACTOR, values)).one()


async def needs_factor(db: AsyncConnection, account_id: int, demands: Demands) -> bool:
    """Tells whether a session of the account needs a second factor."""
    found = await factor_of(db, account_id, demands)
    return found.active_at is not None or found.demanded
