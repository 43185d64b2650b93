"""The commands of `zongce` are registered here by the names that people type."""

from importlib import import_module

import typer

COMMANDS = {
    "demo": "cli.demo:demo",
    "serve": "cli.serving:serve",
    "migrate": "cli.migrating:migrate",
    "roster": "cli.roster:app",
    "accounts": "cli.accounts:app",
    "tokens": "cli.tokens:app",
    "sync": "cli.sync:sync",
    "audit": "cli.audit:app",
    "dump": "cli.backup:dump",
    "verify-backup": "cli.backup:verify_backup",
    "restore": "cli.backup:restore",
    "settings": "cli.showing:settings",
    "version": "cli.showing:version",
    "schema": "cli.showing:schema",
}
"""A command is a function, or a group of commands; here is where each stands."""


def app(first: str | None = None) -> typer.Typer:
    """Returns the whole command, or only the part that is asked for: to import all parts takes a second.

    Args:
        first: the first word that somebody typed.
    """
    whole = typer.Typer(
        help="综测：大学素质综合测评 | Zongce: a university's yearly comprehensive assessment",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    whole.callback()(_nothing)
    for name in [first] if first in COMMANDS else COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        part = getattr(import_module(module), attribute)
        if isinstance(part, typer.Typer):
            whole.add_typer(part, name=name)
        else:
            whole.command(name)(part)
    return whole


def _nothing() -> None:
    """Makes typer expect the name of a command even where there is only one."""
