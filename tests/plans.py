"""Reads how PostgreSQL runs the statements of a request: which tables it reads whole, and how many rows it looks at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from db.session import Database
from tests.statements import Run

RUNS = (0, 6)
"""A statement is planned for its values at first; after five runs PostgreSQL may keep one plan for all values."""

NEW_ROWS = re.compile(r"insert into \w+ \([^)]*\) values", re.IGNORECASE)
"""Such a statement reads nothing, and its rows may be there only once."""


@dataclass(frozen=True)
class Scan:
    """One table within a plan: how it is read, and how many rows are looked at, wanted or not."""

    table: str
    how: str
    rows: int


async def scans(database: Database, run: Run, before: int, under: Sequence[Run] = ()) -> list[Scan]:
    """The tables that a statement reads when it has been run so often before; whatever it writes is taken back.

    Args:
        under: what set the transaction up, as far as its plans depend on it.
    """
    if NEW_ROWS.match(run.statement):
        return []
    async with database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute(f"prepare judged as {run.statement}")
        turn = raw.transaction()
        await turn.start()
        try:
            for setting in under:
                await raw.execute(setting.statement, *setting.values)
            values = f"({', '.join(map(_literal, run.values))})" if run.values else ""
            for _ in range(before):
                await raw.execute(f"execute judged{values}")
            [(plan,)] = await raw.fetch(f"explain (analyze, timing off, format json) execute judged{values}")
        finally:
            await turn.rollback()
            await raw.execute("deallocate judged")
    [whole] = orjson.loads(plan) if isinstance(plan, str) else plan
    return list(_scans(whole["Plan"]))


def _scans(node: dict[str, Any]) -> Iterator[Scan]:
    if "Relation Name" in node and "Scan" in node["Node Type"]:
        looked_at = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        looked_at += node.get("Rows Removed by Index Recheck", 0)
        yield Scan(node["Relation Name"], node["Node Type"], round(looked_at * node["Actual Loops"]))
    for inner in node.get("Plans", ()):
        yield from _scans(inner)


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return "'{" + ",".join("null" if one is None else f'"{one}"' for one in value) + "}'"
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return f"'{value.isoformat()}'"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"
