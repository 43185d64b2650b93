"""Builds and compiles a SELECT once for each shape of a request; the driver then runs it directly.

SQLAlchemy builds and compiles a list's SELECT more slowly than PostgreSQL answers it. The SELECT's text depends only on
the shape of the request: which roles reach how far, which filters are set, and which order. The bind parameters are
named by where their values come from (`bind_value`), and are filled in for each request. A SELECT with other
values can't be prepared, because they would be reused for the next request.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from db.driver import Driver, array
from db.session import Database

MOST_SHAPES = 2000
IDS = ARRAY(BigInteger)
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
_APART = "__"


class Part(Protocol):
    """A part of a request: a scope, a filter, or the slice of the list."""

    @property
    def shape(self) -> Hashable:
        """The shape is everything that the statement's text depends on."""
        ...


class Unnamed(Exception):
    """The SELECT contains an unnamed value, which would be reused for the next request."""


def bind_value(owner: str | None, attribute: str, value: Any, type_: Any = None) -> BindParameter[Any]:
    """Creates a bind parameter named `owner__attribute`, filled in per request. Without an owner, it is an ordinary
    literal.
    """
    return bindparam(None if owner is None else f"{owner}{_APART}{attribute}", value, type_=type_)


class Prepared:
    """One SELECT, compiled for the driver."""

    def __init__(self, query: Select[Any]) -> None:
        compiled: Any = query.compile(dialect=_DIALECT)
        names = compiled.positiontup or []
        self.sql = str(compiled)
        self.places = [tuple(name.split(_APART)) for name in names]
        if unnamed := [name for name, place in zip(names, self.places, strict=True) if len(place) != 2]:
            raise Unnamed(unnamed)

    async def rows(self, db: Driver, parts: Mapping[str, Any]) -> Sequence[Any]:
        return await db.fetch(self.sql, *[getattr(parts[owner], attribute) for owner, attribute in self.places])


@dataclass(frozen=True, slots=True)
class Id:
    """One id as a part of a request."""

    id: int

    @property
    def shape(self) -> Hashable:
        return None


@dataclass(frozen=True, slots=True)
class Ids:
    """Several ids as a part of a request."""

    ids: Sequence[int]

    @property
    def shape(self) -> Hashable:
        return None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of ids as a part of a request."""

    pairs: Sequence[tuple[int, int]]

    @property
    def shape(self) -> Hashable:
        return None

    @property
    def firsts(self) -> str:
        return array(first for first, _ in self.pairs)

    @property
    def seconds(self) -> str:
        return array(second for _, second in self.pairs)

    def match(self, owner: str | None, first: Any, second: Any) -> ColumnElement[bool]:
        """Matches the rows whose two columns are one of the pairs."""
        written = (bind_value(owner, name, getattr(self, name), Text) for name in ("firsts", "seconds"))
        return is_pair(first, second, *(cast(ids, IDS) for ids in written))


def is_pair(first: Any, second: Any, firsts: Any, seconds: Any) -> ColumnElement[bool]:
    """Matches two columns with the pairs of two arrays; the SQL does not depend on the number of pairs."""
    table = (
        func.unnest(firsts, seconds)
        .table_valued(column("first", BigInteger), column("second", BigInteger))
        .render_derived()
    )
    return tuple_(first, second).in_(select(table.c.first, table.c.second))


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A SELECT with a name, and the parts of the current request."""

    name: str
    build: Callable[[], Select[Any]]
    parts: Mapping[str, Any]

    @property
    def shape(self) -> Hashable:
        return (self.name, *[(owner, part.shape) for owner, part in self.parts.items()])


_known: dict[Hashable, Prepared] = {}


def prepared(shape: Hashable, build: Callable[[], Select[Any]]) -> Prepared:
    """Returns the statement of this shape, and builds it at its first use."""
    known = _known.get(shape)
    if known is None:
        if len(_known) >= MOST_SHAPES:
            _known.clear()
        known = _known[shape] = Prepared(build())
    return known


Change = Callable[[Select[Any]], Select[Any]]


async def read(
    database: Database, query: Select[Any] | NamedQuery, variation: Hashable, change: Change, parts: Mapping[str, Any]
) -> Sequence[Any]:
    """Fetches the rows of a SELECT after `change` has changed it.

    Args:
        variation: the change's shape; None for a change that must not be prepared.
        parts: the parts of the request that the change uses, besides the query's own.
    """
    if isinstance(query, NamedQuery) and variation is not None:
        build = query.build
        statement = prepared((query.shape, variation), lambda: change(build()))
        async with database.driver() as driver:
            return await statement.rows(driver, {**query.parts, **parts})
    async with database.read() as db:
        return (await db.execute(change(query.build() if isinstance(query, NamedQuery) else query))).all()


async def all_rows(database: Database, query: Select[Any] | NamedQuery) -> Sequence[Any]:
    return await read(database, query, "all", lambda select: select, {})


async def rows_with_ids(
    database: Database, query: Select[Any] | NamedQuery, column: Any, ids: Sequence[int]
) -> Sequence[Any]:
    """Fetches the rows whose column is one of the ids."""
    owners = Ids(ids)

    def change(select: Select[Any]) -> Select[Any]:
        return select.where(column == func.any(bind_value("owners", "ids", owners.ids, IDS)))

    return await read(database, query, ("with ids", column.key), change, {"owners": owners})
