"""Compiles the statements of a scheme once; another class or batch only brings other values.

SQLAlchemy takes longer to build and compile them than PostgreSQL takes to compute a class.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

MOST_KNOWN = 100
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Compiled:
    """One statement. What it has no value for at its execution was settled by the scheme."""

    def __init__(self, statement: Executable) -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]  # every statement can be compiled
            dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
        )
        self.sql = str(compiled)
        self.names: list[str] = compiled.positiontup or []
        self.settled: Mapping[str, Any] = compiled.params

    async def execute(self, db: AsyncConnection, values: Mapping[str, Any]) -> None:
        given = {**self.settled, **values}
        await db.exec_driver_sql(self.sql, tuple(given[name] for name in self.names))


_known: dict[Hashable, Compiled] = {}


def compiled(key: Hashable, build: Callable[[], Executable]) -> Compiled:
    """Returns the statement of this key, and builds it at its first use."""
    known = _known.get(key)
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[key] = Compiled(build())
    return known
