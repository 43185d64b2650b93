"""Every command that uses the database begins here with the settings, a server and tables of the newest version."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from cli.telling import Failed, err, say
from core.reporting import product_wall
from core.settings import Settings
from db import preflight
from db.embedded import AlreadyRunning, EmbeddedError, EmbeddedPostgres
from db.limits import LONG, Limits
from db.migrate import OtherTables, Tables, TablesInUse, newest, tables, upgrade
from db.reporting.wall import install
from db.session import Database

Losing: TypeAlias = Callable[[EmbeddedError], None]
OLDEST_POSTGRES = 15
NO_RIGHT = "42501"
"""PostgreSQL's code for a right that the database's user lacks."""


@contextmanager
def database_url(settings: Settings, *, alone: bool = False, lost: Losing | None = None) -> Iterator[str]:
    """Yields the configured database, or runs the embedded server meanwhile.

    Call it from the main thread, because the embedded server ends with that thread.

    Args:
        alone: refuse an embedded server that another process runs, instead of sharing it.
        lost: called if an embedded server dies and can't be started again.
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
    err.print(
        "内置数据库意外停止，正在重新启动 | the embedded database stopped unexpectedly and is restarted", markup=False
    )


@asynccontextmanager
async def connected(url: str, pool_size: int = 2, limits: Limits = LONG) -> AsyncIterator[Database]:
    """Yields a database that answers and is recent enough."""
    database = Database(url, pool_size, limits)
    try:
        await _check_server(database)
        yield database
    finally:
        await database.dispose()


async def make_ready(settings: Settings, url: str) -> None:
    """Updates our own server's tables; anybody else's database is changed only by `zongce migrate`."""
    async with connected(url) as database:
        if settings.database_url and await preflight.loses_statements(database.server):
            raise Failed(
                "连接池按事务更换连接，又不支持预备语句：请改用 pool_mode = session，或不经连接池",
                "the pooler changes connections after each transaction, and loses prepared statements: "
                "use pool_mode = session, or no pooler",
            )
        found = await _tables(database)
        if settings.database_url is None and not found.newer:
            await bring_up_to_date(database)
        elif not found.served:
            raise Failed(
                "数据库的表结构不是本版本的：请先运行 zongce migrate",
                "the tables have another version: run zongce migrate first",
            )


async def migrate_to_newest(url: str) -> None:
    async with connected(url) as database:
        before = (await _tables(database)).revision or ""
        if before <= newest():
            await bring_up_to_date(database)
        if before > newest():
            say(
                f"数据库来自更新的版本（{before}），本版本可以继续使用",
                f"a newer version made this database ({before}), and this one can go on serving it",
            )
        elif before == newest():
            say(f"已是最新（{before}）", f"already the newest ({before})")
        else:
            say(f"已更新：{before or '空库'} → {newest()}", f"updated from {before or 'nothing'} to {newest()}")


async def bring_up_to_date(database: Database) -> None:
    """Upgrades the tables, and renews the report connection, which a migration takes away."""
    await _upgrade(database)
    if not await install(database, product_wall()):
        say(
            "没有报表连接：数据库用户无权建立角色（CREATEROLE），见 docs/operating.md",
            "there is no report connection: the database user may not create roles (CREATEROLE), see docs/operating.md",
        )


async def _upgrade(database: Database) -> None:
    try:
        await upgrade(database)
    except OtherTables as differing:
        raise Failed(
            f"数据库的表由未发布的旧程序建成，与本程序的不同，不能更新，也没有改变（{differing}）："
            "请用建库的程序导出名单与结果，再导入新建的数据库",
            f"a program that was never released made these tables otherwise, so they can't be updated, and were not "
            f"changed ({differing}): export people and results by that program, and import them into a new database",
        ) from None
    except TablesInUse as held:
        raise Failed(
            f"数据库的表一直被占用，没有更新（{held}）：请等导出等长时间的工作结束后重试",
            f"others held the tables all the time, and nothing was updated ({held}): try again when long work is done",
        ) from None
    except DBAPIError as refused:
        if getattr(refused.orig, "sqlstate", None) != NO_RIGHT:
            raise
        raise Failed(
            f"数据库用户不能建表，请让它成为数据库的所有者：{refused.orig}",
            "the database user can't create tables: make it the owner of the database",
        ) from None


async def _tables(database: Database) -> Tables:
    """Returns what stands there; tables of a newer version are refused, unless it says that this one can serve them."""
    found = await tables(database)
    if found.newer and not found.served:
        raise Failed(
            f"数据库来自更新的版本（{found.revision}），请升级程序",
            f"a newer version made this database ({found.revision}): upgrade the program",
        )
    return found


async def _check_server(database: Database) -> None:
    try:
        async with database.read() as db:
            version = await preflight.major_version(db)
    except Exception as unreachable:
        reason = getattr(unreachable, "orig", None) or unreachable
        raise Failed(f"无法连接数据库 {database.server.address}：{reason}", "can't connect to the database") from None
    if version < OLDEST_POSTGRES:
        raise Failed(
            f"PostgreSQL 版本过旧（{version}），需要 {OLDEST_POSTGRES} 或更新的版本",
            f"PostgreSQL {version} is too old: {OLDEST_POSTGRES} or newer is needed",
        )
