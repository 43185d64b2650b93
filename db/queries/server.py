"""What kind of database this is: asked before it is used."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def major_version(db: AsyncConnection) -> int:
    return int((await db.execute(text("show server_version_num"))).scalar_one()) // 10_000


async def table_count(db: AsyncConnection) -> int:
    return int((await db.execute(text("select count(*) from pg_tables where schemaname = 'public'"))).scalar_one())


async def anybody(db: AsyncConnection) -> bool:
    """Whether there is an account; in a database without our tables there is none."""
    known = (await db.execute(text("select to_regclass('account')::text"))).scalar_one()
    return known is not None and bool((await db.execute(text("select exists (select from account)"))).scalar_one())
