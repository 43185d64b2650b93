"""What is asked for by key, one by one, is read together: the batch loader of nested fields.

As Strawberry's DataLoader, for one request; but whoever asks first reads for all that ask at the same moment, in its
own task: most of a phone's questions are for one thing, which needs neither a task nor a future.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Batch(Generic[K]):
    """Keys that are waiting to be read; `read` is there once somebody else waits for the one who reads."""

    def __init__(self) -> None:
        self.keys: dict[K, None] = {}
        self.read: asyncio.Future[None] | None = None


TURNS = 2
"""Of the loop, in which others that are about to ask may join."""

_alone: ContextVar[bool] = ContextVar("alone", default=False)


@contextmanager
def one_by_one() -> Iterator[None]:
    """Meanwhile there is but one in its request who could ask: it waits for no others."""
    before = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(before)


def side_by_side(waiting: Iterable[Awaitable[Any]]) -> Awaitable[list[Any]]:
    """All of them at once: their values, and what they raised, when the last has ended. They wait for one another."""
    before = _alone.set(False)
    try:
        return asyncio.gather(*waiting, return_exceptions=True)
    finally:
        _alone.reset(before)


class Gathering(Generic[K, V]):
    """Values by key, each read once: `load_fn` gives those of several keys, in their order."""

    def __init__(self, load_fn: Callable[[list[K]], Awaitable[Sequence[V]]]) -> None:
        self._load = load_fn
        self._known: dict[K, V] = {}
        self._open: _Batch[K] | None = None
        self._asked: dict[K, _Batch[K]] = {}

    async def load(self, key: K) -> V:
        """The value, once all that were asked for at this moment have been read."""
        if key not in self._known:
            if _alone.get():
                [self._known[key]] = await self._load([key])
            elif batch := self._asked.get(key) or self._open:
                await self._follow(batch, key)
            else:
                await self._lead(key)
        return self._known[key]

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
            raise
        finally:
            for one in batch.keys:
                del self._asked[one]
        if batch.read is not None:
            batch.read.set_result(None)

    async def _follow(self, batch: _Batch[K], key: K) -> None:
        self._join(batch, key)
        if batch.read is None:
            batch.read = asyncio.get_running_loop().create_future()
        await asyncio.shield(batch.read)

    def _join(self, batch: _Batch[K], key: K) -> None:
        batch.keys[key] = None
        self._asked[key] = batch


def _for_others(error: BaseException) -> BaseException:
    """Whoever else waited is not cancelled because the one who read was."""
    return error if isinstance(error, Exception) else RuntimeError("the reading was given up")
