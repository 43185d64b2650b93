"""Shares the connections of a pool between kinds of requests, so that one kind never takes them all.

A locked table blocks every statement that needs it, and each blocked statement holds a connection. So one kind of
request (for example one GraphQL document) leaves some connections to the others. Once a statement has timed out while
it waited for a lock, the requests of its kind enter one at a time for a while, and the others must try again later.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from db.limits import SLOT_SECONDS
from db.passing import LOCKED, NoSlot, sqlstate_of

KIND: ContextVar[int | None] = ContextVar("kind", default=None)
"""The kind of request that the current task serves; None is limited only by the number of connections."""
KINDS = 64
BLOCKED_SECONDS = 5
"""A kind stays blocked longer than a statement waits for a lock, so that a waiting statement keeps it blocked."""


@contextmanager
def as_kind(number: int | None) -> Iterator[None]:
    """Marks the current task as one of this kind; a few kinds share a number, which does little harm."""
    before = KIND.set(None if number is None else number % KINDS)
    try:
        yield
    finally:
        KIND.reset(before)


@dataclass(slots=True)
class Kind:
    free: asyncio.Semaphore
    blocked_until: float = 0
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    kind: Kind
    probing: bool


class Slots:
    """Hands out the right to use one of a limited number of connections."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._spare = max(1, size * 3 // 10)
        self._free = asyncio.Semaphore(size)
        self._kinds: dict[int, Kind] = {}
        self._probing = 0

    async def take(self) -> Slot | None:
        """Waits for a slot; the caller must give it back in every case.

        Raises:
            NoSlot: no slot became free within the time limit, or the kind is blocked.
        """
        number = KIND.get()
        slot = None if number is None else self._admitted(number)
        try:
            if slot is not None:
                await self._acquired(slot.kind.free)
            try:
                await self._acquired(self._free)
            except BaseException:
                if slot is not None:
                    slot.kind.free.release()
                raise
        except BaseException:
            self._leave(slot)
            raise
        return slot

    def give_back(self, slot: Slot | None, error: BaseException | None = None) -> None:
        self._free.release()
        if slot is None:
            return
        slot.kind.free.release()
        if error is not None and sqlstate_of(error) == LOCKED:
            slot.kind.blocked_until = asyncio.get_running_loop().time() + BLOCKED_SECONDS
        self._leave(slot)

    async def all(self) -> None:
        """Waits until every slot has been given back."""
        for _ in range(self.size):
            await self._free.acquire()

    def _admitted(self, number: int) -> Slot:
        kind = self._kinds.get(number)
        if kind is None:
            kind = self._kinds[number] = Kind(asyncio.Semaphore(max(1, self.size - self._spare)))
        probing = bool(kind.blocked_until) and kind.blocked_until > asyncio.get_running_loop().time()
        if probing:
            if kind.waiting or self._probing >= self._spare:
                raise NoSlot("a lock blocks this kind of request")
            kind.waiting = True
            self._probing += 1
        return Slot(kind, probing)

    def _leave(self, slot: Slot | None) -> None:
        if slot is not None and slot.probing:
            slot.kind.waiting = False
            self._probing -= 1

    async def _acquired(self, free: asyncio.Semaphore) -> None:
        if not free.locked():
            await free.acquire()
            return
        try:
            async with asyncio.timeout(SLOT_SECONDS):
                await free.acquire()
        except TimeoutError:
            raise NoSlot(f"all {self.size} connections of the pool are in use") from None
