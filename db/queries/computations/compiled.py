"""Compiles the statements of a computation once; another class, batch or author only brings other values.

SQLAlchemy takes longer to build and compile them than PostgreSQL takes to compute a class.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sqlalchemy import BigInteger, CursorResult, Executable, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

MOST_KNOWN = 100
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]

BATCH, CLASSES = bindparam("batch_id", None, BigInteger), bindparam("class_ids", None, ARRAY(BigInteger))
YEAR = bindparam("academic_year", None, String)
"""These values come with an execution, as does that of each other named parameter."""


class Compiled:
    """One statement. What was a value when it was built stays the same at each execution."""

    def __init__(self, statement: Executable) -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]  # every statement can be compiled
            dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
        )
        self.sql = str(compiled)
        self.names: list[str] = compiled.positiontup or []
        named = {name for name, bind in compiled.binds.items() if not bind.unique}
        values: Mapping[str, Any] = compiled.params
        self.settled = {name: values[name] for name in self.names if name not in named}

    async def execute(self, db: AsyncConnection, values: Mapping[str, Any]) -> CursorResult[Any]:
        given = {**self.settled, **values}
        return await db.exec_driver_sql(self.sql, tuple(given[name] for name in self.names))


_known: dict[Hashable, Compiled] = {}


def compiled(key: Hashable, build: Callable[[], Executable]) -> Compiled:
    """Returns the statement of this key, and builds it at its first use.

    Args:
        key: it names the statement, and has all that its text and its settled values follow from.
    """
    known = _known.get(key)
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[key] = Compiled(build())
    return known
