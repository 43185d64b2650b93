"""Reads one page of an ordered list, by offset or after a cursor that survives inserts.

A cursor holds the order's name and the values of its keys in the last row seen. Every order ends in a unique key.
"""

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cursor_values import LONGEST_CURSOR, BrokenCursor, fitting
from db.prepared import NamedQuery, bind_value, read
from db.session import Database

Whole = Callable[[Subquery], Select[Any]]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order: the column's name in the row, the column, and the direction. NULLs come last."""

    name: str
    column: Any
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a list that a client requests."""

    first: int = 20
    after: str | None = None
    offset: int = 0

    @property
    def one_more(self) -> int:
        """One row more than requested shows whether there is a next page."""
        return self.first + 1

    @property
    def first_place(self) -> int:
        return self.offset + 1

    @property
    def last_place(self) -> int:
        return self.offset + self.one_more


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, whether there are rows before and after them, and a function that counts all."""

    rows: Sequence[Any]
    has_next: bool
    has_previous: bool
    keys: Sequence[Key]
    count: Callable[[], Awaitable[int]]

    def cursor(self, row: Any) -> str:
        values = [None if (value := getattr(row, key.name)) is None else str(value) for key in self.keys]
        text = json.dumps([ordering_name(self.keys), *values], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


async def page(
    database: Database,
    query: Select[Any] | NamedQuery,
    keys: Sequence[Key],
    part: Slice,
    *,
    few: bool = False,
    whole: Whole | None = None,
) -> Page:
    """Reads one page in one statement; `count` costs another statement, and only when it is called.

    Args:
        query: an `NamedQuery` is prepared once for its shape.
        few: the whole list belongs to some classes or one person.
        whole: builds the full rows from those that `query` found for the page; an id and the keys are enough to walk
            past half a million rows.

    Raises:
        BrokenCursor: `part.after` is not a cursor of this list in this order.
    """
    variation = (ordering_name(keys), few, whole) if part.after is None else None

    def limit_to_page(query: Select[Any]) -> Select[Any]:
        rest = query if part.after is None else query.where(behind(keys, part.after))
        return _limited(rest, keys, part, few=few, whole=whole)

    rows = await read(database, query, variation, limit_to_page, {"part": part})

    async def count() -> int:
        return await count_all(database, query)

    return Page(
        rows=rows[: part.first],
        has_next=len(rows) > part.first,
        has_previous=part.offset > 0 or part.after is not None,
        keys=keys,
        count=count,
    )


def _limited(query: Select[Any], keys: Sequence[Key], part: Slice, *, few: bool, whole: Whole | None) -> Select[Any]:
    ordered = _found_first(query, keys) if few else query.order_by(*ordering(keys))
    limit, offset = (bind_value("part", name, getattr(part, name), BigInteger) for name in ("one_more", "offset"))
    limited = ordered.offset(offset).limit(limit)
    if whole is None:
        return limited
    found = limited.subquery()
    return whole(found).order_by(*ordering(_of(found, keys)))


async def count_all(database: Database, query: Select[Any] | NamedQuery) -> int:
    return int((await read(database, query, "count", counted, {}))[0][0])


def _found_first(query: Select[Any], keys: Sequence[Key]) -> Select[Any]:
    """Makes PostgreSQL find the rows by owner and then sort them, not walk the university in order for a small page."""
    found = query.offset(literal_column("0")).subquery()
    return select(found).order_by(*ordering(_of(found, keys)))


def _of(rows: Subquery, keys: Sequence[Key]) -> list[Key]:
    """Returns the same keys as columns of a subquery."""
    return [replace(key, column=rows.c[key.name]) for key in keys]


async def count_rows(db: AsyncConnection, query: Select[Any]) -> int:
    return int((await db.execute(counted(query))).scalar_one())


def counted(query: Select[Any]) -> Select[Any]:
    """Compiles a SELECT that counts the rows of the query."""
    rows = query.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None).subquery()
    return select(func.count()).select_from(rows)


def ordering(keys: Sequence[Key]) -> list[Any]:
    """Compiles the ORDER BY of these keys."""
    return [(key.column.desc() if key.descending else key.column.asc()).nulls_last() for key in keys]


def behind(keys: Sequence[Key], cursor: str) -> ColumnElement[bool]:
    """Compiles the WHERE for the rows after a cursor.

    Raises:
        BrokenCursor: it is not a cursor of this list in this order.
    """
    return _behind(keys, _values(keys, cursor))


def ordering_name(keys: Sequence[Key]) -> str:
    return ",".join(("-" if key.descending else "") + key.name for key in keys)


def _values(keys: Sequence[Key], cursor: str) -> list[str | None]:
    """Decodes the values of a cursor, and checks that each fits its key's column."""
    if len(cursor) > LONGEST_CURSOR:
        raise BrokenCursor(cursor[:LONGEST_CURSOR])
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:  # of base64, of UTF-8 and of JSON
        raise BrokenCursor(cursor) from error
    if not isinstance(found, list) or len(found) != 1 + len(keys) or found[0] != ordering_name(keys):
        raise BrokenCursor(cursor)
    return [fitting(key.column.type, value) for key, value in zip(keys, found[1:], strict=True)]


def _behind(keys: Sequence[Key], values: Sequence[str | None]) -> ColumnElement[bool]:
    """Matches the rows after the cursor's row: equal in the first keys, and behind in the next one."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        ways.append(and_(*equal, _key_behind(key, value)))
        equal.append(key.column.is_(None) if value is None else key.column == _typed(key, value))
    return or_(false(), *ways)


def _key_behind(key: Key, value: str | None) -> ColumnElement[bool]:
    if value is None:
        return false()
    known = _typed(key, value)
    behind = key.column < known if key.descending else key.column > known
    return or_(behind, key.column.is_(None))


def _typed(key: Key, value: str) -> Any:
    return cast(literal(value, String), key.column.type)
