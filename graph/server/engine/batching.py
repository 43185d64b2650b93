"""A per-request batch loader like Strawberry's DataLoader.

The first caller of a batch runs the query in its own task, so a single key needs neither task nor future. Most requests
of a phone load one row.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Batch(Generic[K]):
    """Holds keys that are waiting to be loaded. `read` exists once another caller waits for the one who loads."""

    def __init__(self) -> None:
        self.keys: dict[K, None] = {}
        self.read: asyncio.Future[None] | None = None


TURNS = 2
"""The turns of the event loop in which other callers may join a batch."""

_alone: ContextVar[bool] = ContextVar("alone", default=False)


@contextmanager
def one_by_one() -> Iterator[None]:
    """Declares that one task alone loads in this request meanwhile, so that it waits for no other caller."""
    before = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(before)


def side_by_side(waiting: Iterable[Awaitable[Any]]) -> Awaitable[list[Any]]:
    """Awaits all of them at once and returns their values or exceptions when the last has ended. They share batches."""
    before = _alone.set(False)
    try:
        return asyncio.gather(*waiting, return_exceptions=True)
    finally:
        _alone.reset(before)


class BatchLoader(Generic[K, V]):
    """Loads values by key, each once. `load_fn` returns the values of several keys in their order."""

    def __init__(self, load_fn: Callable[[list[K]], Awaitable[Sequence[V]]]) -> None:
        self._load = load_fn
        self._known: dict[K, V] = {}
        self._open: _Batch[K] | None = None
        self._requested: dict[K, _Batch[K]] = {}

    async def load(self, key: K) -> V:
        """Returns the value, once all keys that were requested at this moment have been loaded."""
        if key not in self._known:
            if _alone.get():
                [self._known[key]] = await self._load([key])
            elif batch := self._requested.get(key) or self._open:
                await self._follow(batch, key)
            else:
                await self._lead(key)
        return self._known[key]

    async def load_many(self, keys: Sequence[K]) -> list[V]:
        """Returns the values of several keys, which are loaded together."""
        if missing := [key for key in dict.fromkeys(keys) if key not in self._known]:
            self._known |= zip(missing, await self._load(missing), strict=True)
        return [self._known[key] for key in keys]

    def clear_all(self) -> None:
        self._known.clear()

    async def _lead(self, key: K) -> None:
        batch = self._open = _Batch[K]()
        self._join(batch, key)
        try:
            try:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
            finally:
                self._open = None
            keys = list(batch.keys)
            self._known |= zip(keys, await self._load(keys), strict=True)
        except BaseException as error:
            if batch.read is not None:
                batch.read.set_exception(_for_others(error))
                batch.read.exception()  # the others may all have left: then it is no error that nobody heard of
            raise
        finally:
            for one in batch.keys:
                del self._requested[one]
        if batch.read is not None:
            batch.read.set_result(None)

    async def _follow(self, batch: _Batch[K], key: K) -> None:
        self._join(batch, key)
        if batch.read is None:
            batch.read = asyncio.get_running_loop().create_future()
        await asyncio.shield(batch.read)

    def _join(self, batch: _Batch[K], key: K) -> None:
        batch.keys[key] = None
        self._requested[key] = batch


def _for_others(error: BaseException) -> BaseException:
    """Keeps the other callers from being cancelled together with the one that loads."""
    return error if isinstance(error, Exception) else RuntimeError("the reading was given up")
