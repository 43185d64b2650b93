"""Records the SQL statements that a request costs, where they reach the driver, whichever code sends them."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from db.connecting import TIMELINE, Connection
from db.session import Database
from graph.loaders.reference_cache import Directory

DIRECT = ("fetch", "fetchrow", "copy_from_query")
"""These methods go straight to the driver. The engine prepares its statements otherwise, with an event for each."""
HOUSEKEEPING = ("select 1", TIMELINE)
"""The heartbeat, and what a new connection asks."""


@dataclass(frozen=True)
class Run:
    """A statement as it was sent."""

    statement: str
    values: tuple[Any, ...]


@contextmanager
def recorded(database: Database) -> Iterator[list[Run]]:
    """The statements that reach this database meanwhile, with their values: those of every engine, since long work has
    one of its own, and those that go straight to the driver, exports included. It fails when there were none."""
    seen: list[Run] = []
    with _noting(database, Engine, lambda statement, values: seen.append(Run(statement, tuple(values)))):
        yield seen
    assert seen, "no statement was recorded"


@contextmanager
def counted(database: Database, *, at_least: int = 1) -> Iterator[list[str]]:
    """The text of the statements that requests send meanwhile, in order; it fails when there were too few.

    Nothing of the directory is remembered: a request costs what the first one of a process does.
    """
    seen: list[str] = []
    forgetting: Any = patch.object(Directory, "at", lambda _self, _version: {})
    with forgetting, _noting(database, database.engine.sync_engine, lambda statement, _: seen.append(statement)):
        yield seen
    assert len(seen) >= at_least, "too few statements were recorded"


@contextmanager
def _noting(database: Database, engine: type[Engine] | Engine, note: Callable[[str, Any], None]) -> Iterator[None]:
    """Notes what goes straight to the driver, and what goes through one engine or all of them."""
    name = make_url(database.url).database

    def see(connection: Any, statement: str, values: Any) -> None:
        if connection._params.database == name and statement not in HOUSEKEEPING:
            note(statement, values)

    def of_engine(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        for one in values if many else [values]:
            see(connection.connection.driver_connection, statement, one)

    def direct(method: Any) -> Any:
        async def run(self: Connection, query: str, *values: Any, **options: Any) -> Any:
            see(self, query, values)
            return await method(self, query, *values, **options)

        return run

    event.listen(engine, "before_cursor_execute", of_engine)
    try:
        with patch.multiple(Connection, **{name: direct(inspect.getattr_static(Connection, name)) for name in DIRECT}):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", of_engine)
