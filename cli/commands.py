"""The commands of `zongce` are registered here by the names that people type."""

import asyncio

import typer

from cli import accounts, audit, backup, roster, showing, tokens
from cli.demo import demo
from cli.running import database_url, migrate_to_newest
from cli.serving import serve
from cli.sync import sync
from core.settings.loading import load

app = typer.Typer(
    help="综测：大学素质综合测评 | Zongce: a university's yearly comprehensive assessment",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(serve)


@app.command()
def migrate() -> None:
    """建立或更新数据库的表 | Create the tables of the database, or update them to the newest version."""
    settings = load()
    with database_url(settings) as url:
        asyncio.run(migrate_to_newest(url))


app.add_typer(roster.app, name="roster")
app.add_typer(accounts.app, name="accounts")
app.add_typer(tokens.app, name="tokens")
app.command()(sync)
app.add_typer(audit.app, name="audit")
app.command()(backup.dump)
app.command()(backup.verify_backup)
app.command()(backup.restore)
app.command()(showing.settings)
app.command()(showing.version)
app.command()(showing.schema)
