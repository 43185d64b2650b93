"""The migrations lead to the tables, and the audit log can't be changed in the database itself (R9.3)."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.migrate import current, newest, upgrade
from db.session import Database
from db.tables import metadata
from tests.conftest import Cluster


async def test_the_migrations_lead_to_the_tables(cluster: Cluster) -> None:
    async with cluster.fresh() as name:
        database = Database(cluster.database_url(name))
        await upgrade(database)
        await upgrade(database)
        assert await current(database) == newest()
        async with database.read() as db:
            difference = await db.run_sync(
                lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
            )
        await database.dispose()
    assert difference == []


@pytest.mark.parametrize(
    "attack", ["update audit_entry set actor_name = 'x'", "delete from audit_entry", "truncate audit_entry"]
)
async def test_the_database_refuses_to_change_the_audit_log(cluster: Cluster, template: tuple, attack: str) -> None:
    """R9.3: whoever asks."""
    async with cluster.fresh(template[0]) as name:
        database = Database(cluster.database_url(name))
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as db:
                await db.execute(text(attack))
        async with database.read() as db:
            assert (await db.execute(text("select count(*) from audit_entry"))).scalar_one() > 0
        await database.dispose()
