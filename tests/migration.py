"""Drafts the migration that leads from the newest revision to the tables: `make migration SAYS="Ranks within a major"`.

Alembic finds the difference on an empty database. It can't see triggers, the contents of a CHECK, how stored rows
become what the new columns hold, or whether older programs can go on serving: these are written by hand, and
`tests/db/test_migrations.py` holds the rest against the tables.
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
from db.migrate import _config, _oldest_program, newest
from db.session import Database

MIGRATIONS = Path(db.migrations.__file__).parent


def draft(connection: Connection, says: str, migrations: Path) -> Path:
    """Writes the next file of `versions` in the folder of the migrations, and returns its path."""
    number = f"{int(newest() or 0) + 1:04}"
    config = _config(connection)
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["oldest_program"] = _oldest_program()
    command.upgrade(config, "head")  # not `upgrade`, which refuses tables that differ from the migrations
    script = command.revision(config, says, autogenerate=True, rev_id=number)
    path = Path(script.path)  # type: ignore[union-attr]  # one script is one, not a list
    drafted = re.sub(r"^ +# ### .*\n", "", path.read_text(), flags=re.MULTILINE)
    path.write_text(drafted.replace("sqlmodel.sql.sqltypes.AutoString(", "sa.String("))
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)
    return path


async def main(url: str, says: str, migrations: Path = MIGRATIONS) -> Path:
    database = Database(url)
    try:
        async with database.write() as connection:
            return await connection.run_sync(draft, says, migrations)
    finally:
        await database.dispose()


if __name__ == "__main__":
    with database_server() as server_url:
        asyncio.run(main(server_url, sys.argv[1]))
