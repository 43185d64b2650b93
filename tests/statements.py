"""Counting the SQL statements that a request costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from db.driver import Statement
from db.prepared import Prepared
from db.session import Database
from graph.loaders.reference_cache import Directory


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, in order: the engine's, and those that go straight to the driver.

    Nothing of the directory is remembered: a request costs what the first one of a process does.
    """
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    def seeing(method: Any) -> Any:
        async def run(self: Statement | Prepared, *values: Any) -> Any:
            seen.append(self.sql)
            return await method(self, *values)

        return run

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", see)
    try:
        with (
            patch.multiple(Statement, row=seeing(Statement.row), rows=seeing(Statement.rows)),
            patch.object(Prepared, "rows", seeing(Prepared.rows)),
            patch.object(Directory, "at", lambda _self, _version: {}),
        ):
            yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)
