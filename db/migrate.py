"""Upgrades a database to the newest revision of the tables, or reports its revision."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.limits import UNLIMITED
from db.session import Database

ONE_AT_A_TIME = 5_117_001


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    command.upgrade(_config(connection), "head")


async def upgrade(database: Database) -> None:
    """Upgrades to the newest revision, completely or not at all; a second process waits for the first."""
    patient = database.beside(1, UNLIMITED)
    try:
        async with patient.write() as db:
            await db.run_sync(_upgrade)
    finally:
        await patient.dispose()


async def current(database: Database) -> str | None:
    async with database.read() as db:
        return await db.run_sync(lambda connection: MigrationContext.configure(connection).get_current_revision())


@cache
def newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
