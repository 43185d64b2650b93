"""Scratch databases: a back-up is restored into one to prove it, and the database is removed again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.running import NO_RIGHT, connected
from cli.telling import Failed
from db.address import Address
from db.contents import create_scratch, drop_scratch
from db.embedded import EmbeddedPostgres
from db.limits import UNLIMITED

IN_USE = "55006"
"""PostgreSQL's code for a database to which somebody is connected."""


@contextmanager
def scratch_server() -> Iterator[str]:
    """Runs a PostgreSQL of its own in a temporary folder; call it from the main thread."""
    with TemporaryDirectory(prefix="zongce-verify-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(Path(folder), fast=True) as server:
            yield server.url


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Creates a database beside the one of this address. What a killed process left is replaced."""
    address = Address.parse(url)
    name = f"{address.database or address.user or 'zongce'}_verify"
    asyncio.run(_create(url, name))
    try:
        yield replace(address, database=name).text()
    finally:
        asyncio.run(_drop(url, name))


async def _create(url: str, name: str) -> None:
    try:
        async with _outside_transactions(url) as db:
            await create_scratch(db, name)
    except DBAPIError as refused:
        code = getattr(refused.orig, "sqlstate", None)
        if code == NO_RIGHT:
            raise Failed(
                f"数据库用户不能新建数据库 {name}：不加 --here，或由管理员执行 alter role … createdb",
                f"the database user can't create the database {name}: leave out --here, or alter role … createdb",
            ) from None
        if code == IN_USE:
            raise Failed(
                f"数据库 {name} 正在使用，可能另一个核对正在进行：请等它结束",
                f"the database {name} is in use, perhaps by another verification: wait for its end",
            ) from None
        raise


async def _drop(url: str, name: str) -> None:
    async with _outside_transactions(url) as db:
        await drop_scratch(db, name)


@asynccontextmanager
async def _outside_transactions(url: str) -> AsyncIterator[AsyncConnection]:
    async with connected(url, 1, UNLIMITED) as database, database.read() as db:
        yield db
