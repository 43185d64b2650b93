"""`zongce migrate` brings the tables of a database up to date."""

import asyncio

from cli.running import database_url, migrate_to_newest
from core.settings.loading import load


def migrate() -> None:
    """建立或更新数据库的表 | Create the tables of the database, or update them to the newest version."""
    settings = load()
    with database_url(settings) as url:
        asyncio.run(migrate_to_newest(url))
