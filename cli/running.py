"""What every command that touches the database begins with: the settings, a server, tables of the newest shape."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from cli.telling import Failed, err, say
from core.settings import Settings
from db import preflight
from db.embedded import AlreadyRunning, EmbeddedError, EmbeddedPostgres
from db.limits import LONG, Limits
from db.migrate import current, newest, upgrade
from db.session import Database

Losing: TypeAlias = Callable[[EmbeddedError], None]
OLDEST_POSTGRES = 15
NO_RIGHT = "42501"
"""PostgreSQL's code for what the database's user may not do."""


@contextmanager
def database_url(settings: Settings, *, alone: bool = False, lost: Losing | None = None) -> Iterator[str]:
    """The database that the settings name; else the embedded server's, which runs for as long as this lasts.

    Call it from the main thread: the embedded server goes when that thread goes.

    Args:
        alone: refuse an embedded server that another process runs, rather than use it as long as it lasts.
        lost: an embedded server that dies is started again, and this is told when that does not help.
    """
    if settings.database_url:
        yield settings.database_url
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    try:
        url = embedded.start()
    except AlreadyRunning:
        if alone:
            raise
        url = embedded.url
    try:
        if lost is not None:
            embedded.keep(_say_restarted, lost)
        yield url
    finally:
        embedded.stop()


def _say_restarted() -> None:
    err.print("内置数据库意外停止，正在重新启动 | the embedded database died and is started again", markup=False)


@asynccontextmanager
async def connected(url: str, pool_size: int = 2, limits: Limits = LONG) -> AsyncIterator[Database]:
    """A database that answers and is recent enough."""
    database = Database(url, pool_size, limits)
    try:
        await _check_server(database)
        yield database
    finally:
        await database.dispose()


async def make_ready(settings: Settings, url: str) -> None:
    """Our own server is brought to the newest shape; somebody's database is changed by `zongce migrate` alone."""
    async with connected(url) as database:
        if settings.database_url and await preflight.loses_statements(database.server):
            raise Failed(
                "连接池按事务更换连接，又不支持预备语句：请改用 pool_mode = session，或不经连接池",
                "the pooler changes connections after each transaction, and loses prepared statements: "
                "use pool_mode = session, or no pooler",
            )
        found = await _revision(database)
        if settings.database_url is None:
            await upgrade(database)
        elif found != newest():
            raise Failed(
                "数据库的表结构不是本版本的：请先运行 zongce migrate",
                "the tables are not of this version: run zongce migrate first",
            )


async def migrate_to_newest(url: str) -> None:
    async with connected(url) as database:
        before = await _revision(database)
        try:
            await upgrade(database)
        except DBAPIError as refused:
            if getattr(refused.orig, "sqlstate", None) != NO_RIGHT:
                raise
            raise Failed(
                f"数据库用户不能建表，请让它成为数据库的所有者：{refused.orig}",
                "the database's user may not make tables: let it own the database",
            ) from None
        if before == newest():
            say(f"已是最新（{before}）", f"already the newest ({before})")
        else:
            say(f"已更新：{before or '空库'} → {newest()}", f"brought from {before or 'nothing'} to {newest()}")


async def _revision(database: Database) -> str | None:
    """Of the tables, None where there are none; a newer version's are refused. Revisions are numbered."""
    found = await current(database)
    if found and found > (newest() or ""):
        raise Failed(
            f"数据库来自更新的版本（{found}），请升级程序",
            f"the database is of a newer version ({found}): upgrade the program",
        )
    return found


async def _check_server(database: Database) -> None:
    try:
        async with database.read() as db:
            version = await preflight.major_version(db)
    except Exception as unreachable:
        said = getattr(unreachable, "orig", None) or unreachable
        raise Failed(f"连接不上数据库 {database.server.address}：{said}", "can't reach the database") from None
    if version < OLDEST_POSTGRES:
        raise Failed(
            f"PostgreSQL 版本过旧（{version}），需要 {OLDEST_POSTGRES} 或更新的版本",
            f"PostgreSQL {version} is too old: {OLDEST_POSTGRES} or newer is needed",
        )
