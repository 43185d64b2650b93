"""Drafts the migration that leads from the newest revision to the tables: `make migration SAYS="Ranks within a major"`.

Alembic finds the difference on an empty database. It can't see triggers, the contents of a CHECK, or how stored rows
become what the new columns hold: these are written by hand, and `tests/db/test_migrations.py` holds the rest against
the tables.
"""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

import db.migrations
from bench.servers import database_server
from db.migrate import _config, newest, upgrade
from db.session import Database

MIGRATIONS = Path(db.migrations.__file__).parent


def draft(connection: Connection, says: str, migrations: Path = MIGRATIONS) -> Path:
    """Writes the next file of `versions` in the folder of the migrations, and returns its path."""
    number = f"{int(newest() or 0) + 1:04}"
    config = _config(connection)
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    script = command.revision(config, says, autogenerate=True, rev_id=number)
    path = Path(script.path)  # type: ignore[union-attr]  # one script is one, not a list
    path.write_text(re.sub(r"^ +# ### .*\n", "", path.read_text(), flags=re.MULTILINE))
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)
    return path


async def main(url: str, says: str) -> Path:
    database = Database(url)
    try:
        await upgrade(database)
        async with database.write() as connection:
            return await connection.run_sync(draft, says)
    finally:
        await database.dispose()


if __name__ == "__main__":
    with database_server() as server_url:
        asyncio.run(main(server_url, sys.argv[1]))
