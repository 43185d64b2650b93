"""The client that waits for a request is known here, so that no work is done for a client that has gone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class AskerGone(Exception):
    """Reports that the client has closed the connection, so that nobody reads the answer."""


class Asker:
    """Represents the client of one request. `leave` is called when it closes the connection."""

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
        """Ends the wait for a turn with `AskerGone` if the client leaves meanwhile."""
        if self.gone:
            raise AskerGone
        self._waits.add(turn)
        try:
            yield
        finally:
            self._waits.discard(turn)


_CURRENT: ContextVar[Asker | None] = ContextVar("asker", default=None)


def begin() -> Asker:
    """Makes a new asker the current one of this request."""
    asker = Asker()
    _CURRENT.set(asker)
    return asker


def asker() -> Asker:
    """Returns the current request's asker, or, outside of any request, one who never leaves."""
    return _CURRENT.get() or Asker()
