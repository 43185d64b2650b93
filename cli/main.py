"""The `zongce` command."""

import asyncio

import typer

from cli import accounts, backup, roster, showing, telling, tokens
from cli.demo import demo
from cli.running import database_url, migrate_to_newest
from cli.serving import serve
from core.errors import Refused
from core.settings_loading import SettingsWrong, load
from db.embedded import EmbeddedError

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
    """建立或更新数据库的表 | Bring the database's tables to the newest shape."""
    settings = load()
    with database_url(settings) as url:
        asyncio.run(migrate_to_newest(url))


app.add_typer(roster.app, name="roster")
app.add_typer(accounts.app, name="accounts")
app.add_typer(tokens.app, name="tokens")
app.command()(backup.dump)
app.command()(backup.restore)
app.command()(showing.settings)
app.command()(showing.version)


def main(arguments: list[str] | None = None) -> None:
    """Known trouble is told in words, with exit status 1; only a fault of our own shows a traceback."""
    try:
        app(arguments)
    except (SettingsWrong, EmbeddedError, telling.Failed) as failed:
        telling.err.print(str(failed), markup=False)
        raise SystemExit(1) from None
    except Refused as refusal:
        telling.refused(refusal)
        raise SystemExit(1) from None
