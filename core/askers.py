"""Who waits for an answer: whoever has gone is not worked for any more."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class AskerGone(Exception):
    """The client has closed the connection: nobody reads an answer."""


class Asker:
    """The client of one request. `leave` is called when it has closed the connection."""

    __slots__ = ("_waits", "gone")

    def __init__(self) -> None:
        self.gone = False
        self._waits: set[asyncio.Future[None]] = set()

    def leave(self) -> None:
        self.gone = True
        for wait in self._waits:
            if not wait.done():
                wait.set_exception(AskerGone())

    @contextmanager
    def waits_for(self, turn: asyncio.Future[None]) -> Iterator[None]:
        """The turn ends in `AskerGone` if the client goes meanwhile."""
        if self.gone:
            raise AskerGone
        self._waits.add(turn)
        try:
            yield
        finally:
            self._waits.discard(turn)


_CURRENT: ContextVar[Asker | None] = ContextVar("asker", default=None)


def begin() -> Asker:
    """A new asker, who is the current one of this request."""
    asker = Asker()
    _CURRENT.set(asker)
    return asker


def asker() -> Asker:
    """The current request's; outside of any, one who never goes."""
    return _CURRENT.get() or Asker()
