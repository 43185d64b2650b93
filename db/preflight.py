"""Checks what kind of database this is, before it is used."""

from asyncpg import exceptions
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.connecting import Server
from db.limits import BRIEF


async def major_version(db: AsyncConnection) -> int:
    return int((await db.execute(text("show server_version_num"))).scalar_one()) // 10_000


async def table_count(db: AsyncConnection) -> int:
    return int((await db.execute(text("select count(*) from pg_tables where schemaname = 'public'"))).scalar_one())


async def anybody(db: AsyncConnection) -> bool:
    """Tells whether there is an account; a database without our tables has none."""
    known = (await db.execute(text("select to_regclass('account')::text"))).scalar_one()
    return known is not None and bool((await db.execute(text("select exists (select from account)"))).scalar_one())


async def loses_statements(server: Server) -> bool:
    """Tells whether a pooler changes the connection after each transaction without keeping prepared statements.

    It prepares a statement, and uses it again while somebody else has that connection.
    """
    first = await server.connect(BRIEF, BRIEF.act)
    second = await server.connect(BRIEF, BRIEF.act)
    try:
        statement = await first.prepare("select 1")
        await statement.fetchval()
        async with second.transaction():
            await second.execute("select 1")
            await statement.fetchval()
        return False
    except (exceptions.InvalidSQLStatementNameError, exceptions.DuplicatePreparedStatementError):
        return True
    finally:
        first.terminate()
        second.terminate()


PRESENCE = 0x7A6F6E67
"""A server holds this advisory lock shared; a command that replaces all data holds it alone."""


async def take_presence(db: AsyncConnection, *, shared: bool) -> bool:
    """Takes the lock until the connection ends, and returns whether it was free."""
    take = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
    return bool((await db.execute(text(f"select {take}({PRESENCE})"))).scalar_one())


async def present(db: AsyncConnection) -> list[str]:
    """Lists the other holders of the lock: PostgreSQL's process, where it comes from, and since when."""
    rows = await db.execute(
        text(
            """select format('pid %s, %s, %s', pid, coalesce(host(client_addr), 'local'),
                             to_char(backend_start, 'YYYY-MM-DD HH24:MI TZ'))
               from pg_locks join pg_stat_activity using (pid)
               where locktype = 'advisory' and classid = 0 and objid = :key and pid <> pg_backend_pid()
                 and pg_locks.database = (select oid from pg_database where datname = current_database())
               order by backend_start"""
        ),
        {"key": PRESENCE},
    )
    return [str(one) for one in rows.scalars()]


async def ping(db: AsyncConnection) -> None:
    await db.execute(text("select 1"))
