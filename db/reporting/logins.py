"""The PostgreSQL roles that report tokens are: each may log in, read the views, and nothing else (R16.4)."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, literal, not_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.reporting.wall import group_of, may_create_roles, quoted
from db.session import Database
from db.tables import ReportToken, table

report_token = table(ReportToken)
CONNECTIONS = 5
SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "1min",
    "idle_session_timeout": "1h",
    "lock_timeout": "5s",
    "search_path": "report",
    "jit": "off",
    "timezone": "",
}
"""A session begins with these. It may change them, and gains nothing by that but time."""
END = """select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and usename = any(:logins) and pg_has_role(usename, 'USAGE')"""


async def ready(db: AsyncConnection) -> bool:
    """Tells whether the database has the views, and lets us create logins for them."""
    there = (await db.execute(text("select to_regnamespace('report') is not null"))).scalar_one()
    return bool(there) and await may_create_roles(db)


async def create_login(db: AsyncConnection, verifier: str, until: datetime, timezone: str) -> str:
    """Creates a role that may log in with the password of this verifier, and returns its name."""
    group = await group_of(db)
    login = f"{group}_{secrets.token_hex(5)}"
    name = quoted(login)
    limits = f"connection limit {CONNECTIONS} valid until '{until.isoformat()}'"
    await db.exec_driver_sql(f"create role {name} login password '{verifier}' {limits} in role {quoted(group)}")
    await db.exec_driver_sql(f"grant {name} to current_user")
    for setting, value in (SETTINGS | {"timezone": timezone}).items():
        await db.exec_driver_sql(f"alter role {name} set {setting} = '{value}'")
    return login


async def drop_logins(db: AsyncConnection, logins: Sequence[str]) -> None:
    """Ends the sessions of logins, and drops those that are there and ours: a restored database has none of them."""
    await end_sessions(db, logins)
    ours = "select rolname from pg_roles where rolname = any(:names) and pg_has_role(rolname, 'USAGE')"
    known = await db.execute(text(ours), {"names": list(logins)})
    for login in known.scalars().all():
        await db.exec_driver_sql(f"drop owned by {quoted(login)}")
        await db.exec_driver_sql(f"drop role {quoted(login)}")


async def end_sessions(db: AsyncConnection, logins: Sequence[str]) -> None:
    if logins:
        await db.execute(text(END), {"logins": list(logins)})


_SHOWN = [report_token.c[name] for name in ("id", "name", "login", "proven", "created_at", "expires_at", "revoked_at")]


async def report_tokens(database: Database, account_id: int) -> Sequence[Any]:
    """Reads one person's report tokens, the newest first."""
    query = select(*_SHOWN).where(report_token.c.account_id == account_id).order_by(report_token.c.id.desc())
    async with database.read() as db:
        return (await db.execute(query)).all()


async def insert_token(db: AsyncConnection, **values: Any) -> Any:
    return (await db.execute(insert(report_token).values(**values).returning(*_SHOWN))).one()


async def put_to_sleep(db: AsyncConnection, demanded: bool) -> None:
    """Lets tokens that were made without a second factor sleep while one is demanded, and wakes them else (R16.1)."""
    sleeps = and_(not_(report_token.c.proven), literal(demanded))
    query = update(report_token).where(report_token.c.sleeps.is_distinct_from(sleeps)).values(sleeps=sleeps)
    await db.execute(query)


async def lock_token(db: AsyncConnection, token_id: int) -> Any:
    query = select(*_SHOWN, report_token.c.account_id).where(report_token.c.id == token_id).with_for_update()
    return (await db.execute(query)).one_or_none()


async def revoke_tokens(db: AsyncConnection, token_logins: Sequence[str], now: datetime) -> Any:
    """Revokes the tokens of these logins, and returns the last one."""
    if not token_logins:
        return None
    of_them = report_token.c.login.in_(token_logins)
    query = update(report_token).where(of_them).values(revoked_at=now).returning(*_SHOWN)
    rows = (await db.execute(query)).all()
    await drop_logins(db, token_logins)
    return rows[-1]


async def logins_of(db: AsyncConnection, account_ids: Iterable[int]) -> Sequence[str]:
    """Reads the logins of these accounts that are not revoked."""
    theirs = report_token.c.account_id.in_(list(account_ids))
    query = select(report_token.c.login).where(theirs, report_token.c.revoked_at.is_(None))
    return (await db.execute(query)).scalars().all()


async def count_valid(db: AsyncConnection, account_id: int, now: datetime) -> int:
    valid = (report_token.c.revoked_at.is_(None), report_token.c.expires_at > now)
    query = select(func.count()).where(report_token.c.account_id == account_id, *valid)
    return int((await db.execute(query)).scalar_one())
