"""SELECTs that are built and compiled once for each shape of what is asked, and run straight by the driver.

To build and compile a list's SELECT takes SQLAlchemy longer than it takes PostgreSQL to answer it. Its text depends
only on what is asked: which roles reach how far, which filters are set, which order. The values are named by where
they stand (`given`) and put in for each request. A value without such a name would be kept for whoever asks next, so a
SELECT that holds one can't be prepared at all.
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
    """Something that is asked with: a scope, a filter, the part of the list."""

    @property
    def shape(self) -> Hashable:
        """All of it that the text of the statement depends on."""
        ...


class Unnamed(Exception):
    """A value in the SELECT that would be kept for the next request."""


def given(owner: str | None, attribute: str, value: Any, type_: Any = None) -> BindParameter[Any]:
    """A value of the part `owner` of what is asked, found again by its name; of no part, a value like any other."""
    return bindparam(None if owner is None else f"{owner}{_APART}{attribute}", value, type_=type_)


class Prepared:
    """One SELECT as the driver takes it."""

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
    """A single id that is asked with."""

    id: int

    @property
    def shape(self) -> Hashable:
        return None


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that are asked with."""

    ids: Sequence[int]

    @property
    def shape(self) -> Hashable:
        return None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of ids that are asked with."""

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

    def hold(self, owner: str | None, first: Any, second: Any) -> ColumnElement[bool]:
        """The rows whose two columns are one of the pairs."""
        written = (given(owner, name, getattr(self, name), Text) for name in ("firsts", "seconds"))
        return is_pair(first, second, *(cast(ids, IDS) for ids in written))


def is_pair(first: Any, second: Any, firsts: Any, seconds: Any) -> ColumnElement[bool]:
    """Two columns are a pair of these two arrays: their text does not depend on how many there are."""
    table = (
        func.unnest(firsts, seconds)
        .table_valued(column("first", BigInteger), column("second", BigInteger))
        .render_derived()
    )
    return tuple_(first, second).in_(select(table.c.first, table.c.second))


@dataclass(frozen=True, slots=True)
class Asked:
    """A SELECT of some name, as it is asked for now."""

    name: str
    build: Callable[[], Select[Any]]
    parts: Mapping[str, Any]

    @property
    def shape(self) -> Hashable:
        return (self.name, *[(owner, part.shape) for owner, part in self.parts.items()])


_known: dict[Hashable, Prepared] = {}


def prepared(shape: Hashable, build: Callable[[], Select[Any]]) -> Prepared:
    """The statement of this shape, built when it is first asked for."""
    known = _known.get(shape)
    if known is None:
        if len(_known) >= MOST_SHAPES:
            _known.clear()
        known = _known[shape] = Prepared(build())
    return known


Made = Callable[[Select[Any]], Select[Any]]


async def read(
    database: Database, query: Select[Any] | Asked, variation: Hashable, made: Made, parts: Mapping[str, Any]
) -> Sequence[Any]:
    """The rows of a SELECT, as `made` changes it.

    Args:
        variation: what the text of the change depends on; None for a change that is not to be prepared.
        parts: what the change asks with, besides the query's own.
    """
    if isinstance(query, Asked) and variation is not None:
        build = query.build
        statement = prepared((query.shape, variation), lambda: made(build()))
        async with database.driver() as driver:
            return await statement.rows(driver, {**query.parts, **parts})
    async with database.read() as db:
        return (await db.execute(made(query.build() if isinstance(query, Asked) else query))).all()


async def all_rows(database: Database, query: Select[Any] | Asked) -> Sequence[Any]:
    return await read(database, query, "all", lambda select: select, {})


async def rows_with_ids(
    database: Database, query: Select[Any] | Asked, column: Any, ids: Sequence[int]
) -> Sequence[Any]:
    """Those whose column is one of the ids."""
    owners = Ids(ids)

    def made(select: Select[Any]) -> Select[Any]:
        return select.where(column == func.any(given("owners", "ids", owners.ids, IDS)))

    return await read(database, query, ("with ids", column.key), made, {"owners": owners})
