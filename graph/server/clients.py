"""The client of one request, and whether it is still there."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class ClientGone(Exception):
    """Reports that the client has closed the connection, so that no one reads an answer."""


class Client:
    """Represents the client of one request. The server calls `leave` when the client closes the connection."""

    __slots__ = ("_calls", "gone")

    def __init__(self) -> None:
        self.gone = False
        self._calls: list[Callable[[], None]] = []

    def leave(self) -> None:
        self.gone = True
        for call in list(self._calls):
            call()

    def call_when_gone(self, call: Callable[[], None]) -> None:
        self._calls.append(call)

    @contextmanager
    def waits_for(self, turn: asyncio.Future[None]) -> Iterator[None]:
        """Ends the turn in `ClientGone` if the client disconnects meanwhile."""
        if self.gone:
            raise ClientGone

        def give_up() -> None:
            if not turn.done():
                turn.set_exception(ClientGone())

        self._calls.append(give_up)
        try:
            yield
        finally:
            self._calls.remove(give_up)
