"""Upgrades a database to the newest revision of the tables, and tells which programs can serve with them.

Revisions are numbered. A migration that leaves the tables usable for older programs names the oldest of them as
`oldest_program`; without one, only a program that has the migration itself can serve. The database keeps that as the
comment of `alembic_version`, so that a program reads it of a revision that it does not know.
"""

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.limits import UNLIMITED
from db.reporting.wall import DROPPED, ENDED
from db.session import Database
from db.tables import metadata

ONE_AT_A_TIME = 5_117_001
LOCK_SECONDS, PAUSE_SECONDS, ATTEMPTS = 2, 3, 60
"""A statement of a migration that waits for a table makes everybody else wait behind it: so it waits only briefly, and
the migration begins again a little later."""
LOCKED = "55P03"
MADE_OTHERWISE = {"42P01", "42703", "42704", "42P07", "42701", "42710", "42883"}
"""PostgreSQL's codes for a table, column, function or other object that is missing, or there already."""


class OtherTables(Exception):
    """Says that the tables differ from those that the migrations of this program make; nothing was changed."""


class TablesInUse(Exception):
    """Says that others held the tables for so long that the migration gave up; nothing was changed."""


@dataclass(frozen=True)
class Tables:
    """The tables of a database: their revision, None without tables, and the oldest program that can serve them."""

    revision: str | None
    oldest_program: str | None

    @property
    def newer(self) -> bool:
        return (self.revision or "") > newest()

    @property
    def served(self) -> bool:
        """Tells whether this program can serve with them."""
        return self.revision == newest() or (self.newer and (self.oldest_program or "~") <= newest())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    connection.execute(text(f"set local lock_timeout = '{LOCK_SECONDS}s'"))
    if MigrationContext.configure(connection).get_current_revision() != newest():
        connection.execute(text(ENDED))
        connection.execute(text(DROPPED))
    command.upgrade(_config(connection), "head")
    if differences := compare_metadata(MigrationContext.configure(connection), metadata):
        raise OtherTables("; ".join(map(_words, differences)))
    connection.execute(text(f"comment on table alembic_version is '{_oldest_program()}'"))


def _words(difference: Any) -> str:
    """Returns one difference of Alembic's in a few words: `add_column operation.stage`."""
    if isinstance(difference, list):  # the changes of one column come as a list
        return ", ".join(map(_words, difference))
    kind, *of = difference
    names = (getattr(one, "name", one) for one in of if isinstance(one, str) or hasattr(one, "name"))
    return f"{kind} {'.'.join(str(name) for name in names if name)}"


async def upgrade(database: Database) -> None:
    """Upgrades to the newest revision, completely or not at all; a second process waits for the first.

    Raises:
        OtherTables: the migrations of another history made the tables.
        TablesInUse: some transaction of others held a table during all attempts.
    """
    patient = database.beside(1, UNLIMITED)
    try:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with patient.write() as db:
                    await db.run_sync(_upgrade)
                return
            except DBAPIError as refused:
                code = getattr(refused.orig, "sqlstate", None)
                if code in MADE_OTHERWISE:
                    raise OtherTables(str(refused.orig)) from None
                if code != LOCKED:
                    raise
                if attempt == ATTEMPTS:
                    raise TablesInUse(str(refused.orig)) from None
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        await patient.dispose()


async def tables(database: Database) -> Tables:
    def read(connection: Connection) -> Tables:
        revision = MigrationContext.configure(connection).get_current_revision()
        comment = connection.execute(text("select obj_description(to_regclass('alembic_version'), 'pg_class')"))
        return Tables(revision, comment.scalar_one())

    async with database.read() as db:
        return await db.run_sync(read)


async def current(database: Database) -> str | None:
    return (await tables(database)).revision


def _oldest_program() -> str:
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return max(getattr(script.module, "oldest_program", script.revision) for script in scripts)


@cache
def newest() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())
