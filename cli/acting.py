"""The command line acts as a super admin, because its users may run commands on the server (R9.1)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cli.running import connected, database_url, make_ready
from cli.telling import Failed
from core.acting import Act
from core.actions.people import COMMAND_LINE
from core.identifiers import canonical_identifier
from core.settings import Settings
from core.settings.loading import load
from db.queries import classes
from db.queries.people import accounts
from db.session import Database

T = TypeVar("T")


def on_database(work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """Runs the work with the embedded or the configured database, whose tables have this version."""
    settings = load()

    async def run(url: str) -> T:
        await make_ready(settings, url)
        async with connected(url) as database:
            return await work(database, settings)

    with database_url(settings) as url:
        return asyncio.run(run(url))


def perform(work: Callable[[Act, Settings], Awaitable[T]]) -> T:
    """Performs one act in one transaction."""

    async def one_act(database: Database, settings: Settings) -> T:
        async with acting(database, settings) as act:
            return await work(act, settings)

    return on_database(one_act)


@asynccontextmanager
async def acting(database: Database, settings: Settings) -> AsyncIterator[Act]:
    async with database.write() as db:
        yield Act.at(db, COMMAND_LINE, datetime.now(UTC), ZoneInfo(settings.timezone), None)


async def account_named(act: Act, username: str) -> Any:
    row = await accounts.read_account(act.db, username=canonical_identifier(username))
    if row is None:
        raise Failed(f"没有账号 {username}", f"there is no account {username}")
    return row


async def college_id_of(act: Act, code: str | None) -> int | None:
    return None if code is None else await _id_of(act, classes.colleges(), classes.college.c.code, code, "学院 college")


async def class_id_of(act: Act, code: str | None) -> int | None:
    return None if code is None else await _id_of(act, classes.classes(), classes.klass.c.code, code, "班级 class")


async def _id_of(act: Act, query: Any, column: Any, code: str, what: str) -> int:
    row = (await act.db.execute(query.where(column == canonical_identifier(code)))).one_or_none()
    if row is None:
        raise Failed(f"没有{what} {code}", "no such code")
    return int(row.id)
