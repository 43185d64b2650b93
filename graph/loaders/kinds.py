"""The kinds of batch loaders: rows by id, lists by their owner, and lists by a batch and another key."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Select

from core.viewer import Viewer
from db.driver import column_of
from db.prepared import NamedQuery, all_rows, rows_with_ids
from db.queries.students import student
from db.scopes import Scope, StagedScope
from db.session import Database
from graph.server.engine.batching import BatchLoader

One = BatchLoader[int, Any]
Many = BatchLoader[int, list[Any]]
InBatch = BatchLoader[tuple[int, int], list[Any]]
Result = BatchLoader[tuple[int, int], Any]
"""A loader by (batch, student)."""
S = TypeVar("S", Scope, StagedScope)


class ById:
    """Loads rows by id, each at most once per request. Rows of the directory come from the process's cache."""

    def __init__(
        self,
        database: Database,
        query: Callable[[], NamedQuery],
        column: Any,
        known: dict[int, Any],
        own: Mapping[int, Any],
    ) -> None:
        """Takes the viewer's `own` rows, which came with the viewer and not from the driver."""
        self.database, self.query, self.column, self.known, self.own = database, query, column, known, own
        self._one_at_a_time = asyncio.Lock()

    @cached_property
    def _loader(self) -> One:
        async def load(ids: list[int]) -> Sequence[Any]:
            known = await self.by_id(set(ids))
            return [known.get(key) for key in ids]

        return BatchLoader(load)

    async def load(self, id_: int) -> Any:
        """Returns the row, or None if there is none. Rows that are requested at the same moment are fetched
        together."""
        known = self.own.get(id_) or self.known.get(id_)
        return await self._loader.load(id_) if known is None else known

    async def load_many(self, ids: Sequence[int]) -> list[Any]:
        known = await self.by_id(set(ids))
        return [known.get(key) for key in ids]

    async def by_id(self, ids: Set[int]) -> Mapping[int, Any]:
        """Returns all of these rows, with one statement for those that are not known yet."""
        if ids == self.own.keys():
            return self.own
        if ids - self.known.keys():
            async with self._one_at_a_time:  # others that request the same row meanwhile find it loaded
                missing = list(ids - self.known.keys())
                rows = await rows_with_ids(self.database, self.query(), self.column, missing) if missing else []
                self.known |= zip(column_of(rows, "id"), rows, strict=True)
        return self.known


class NounLoaders:
    """Holds what the loaders of every noun need.

    Args:
        viewer: whose own row is known already.
        directory: the rows of colleges, majors and classes that the process remembers.
    """

    def __init__(
        self,
        database: Database,
        viewer: Viewer | None = None,
        directory: Mapping[str, dict[int, Any]] | None = None,
    ) -> None:
        self.database = database
        self.directory = directory or {}
        self.own = {viewer.student.id: viewer.student} if viewer and viewer.student is not None else {}
        self.of_viewer: dict[Hashable, BatchLoader[Any, Any]] = {}
        """Loaders that depend on the viewer or on further arguments, by what they were create of."""

    def results(
        self, name: str, query: Callable[[S, list[tuple[int, int]]], Select[Any] | NamedQuery], scope: S
    ) -> Result:
        """Creates a loader of a query that returns at most one row for each (batch, student)."""

        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            rows = await all_rows(self.database, query(scope, keys))
            places = zip(column_of(rows, "batch_id"), column_of(rows, "student_id"), strict=True)
            known = dict(zip(places, rows, strict=True))
            return [known.get(key) for key in keys]

        return self.of_viewer.setdefault(name, BatchLoader(load))

    def lists(self, name: str, query: Callable[[list[int]], Select[Any]], owner: str) -> Many:
        """Creates a loader of lists of rows by their column `owner`."""

        async def load(ids: list[int]) -> list[list[Any]]:
            return await _lists(self.database, query, owner, ids)

        return self.of_viewer.setdefault(name, BatchLoader(load))


def one(query: Callable[[], Select[Any]], column: Any) -> cached_property[ById]:
    """Declares a loader of rows by id."""
    name = f"{column.table.name} by id"

    def create(self: NounLoaders) -> ById:
        own = self.own if column is student.c.id else {}
        known = self.directory.get(column.table.name, {})
        return ById(self.database, lambda: NamedQuery(name, query, {}), column, known, own)

    return cached_property(create)


def many(query: Callable[[list[int]], Select[Any]]) -> cached_property[Many]:
    """Declares a loader of lists of rows by the id of their owner."""

    def create(self: NounLoaders) -> Many:
        async def load(ids: list[int]) -> list[list[Any]]:
            return await _lists(self.database, query, "owner_id", ids)

        return BatchLoader(load)

    return cached_property(create)


async def _lists(
    database: Database, query: Callable[[list[int]], Select[Any]], owner: str, ids: list[int]
) -> list[list[Any]]:
    found: dict[int, list[Any]] = {key: [] for key in ids}
    async with database.read() as db:
        for row in await db.execute(query(ids)):
            found[getattr(row, owner)].append(row)
    return [found[key] for key in ids]


def in_batch(query: Callable[[set[int], set[int]], Any], *key: str) -> cached_property[InBatch]:
    """Declares a loader of lists of rows by a batch and another key."""

    def create(self: NounLoaders) -> InBatch:
        async def load(keys: list[tuple[int, int]]) -> list[list[Any]]:
            found: dict[tuple[int, int], list[Any]] = {pair: [] for pair in keys}
            async with self.database.read() as db:
                for row in await db.execute(query({one for one, _ in keys}, {other for _, other in keys})):
                    found.get((getattr(row, key[0]), getattr(row, key[1])), []).append(row)
            return [found[pair] for pair in keys]

        return BatchLoader(load)

    return cached_property(create)
