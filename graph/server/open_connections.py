"""Limits how many open connections one person, or one address, may hold in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.server.errors import RateLimited

MOST_UNKNOWN = 100
"""The limit of WebSockets from one address before their viewer is known; a campus may share one address."""


class TooManyOpen(RateLimited):
    zh = "打开的连接过多，请关闭其他页面后再试"
    en = "Too many connections are open; close other pages and try again"


class Places:
    """Counts event streams and WebSockets together.

    Args:
        most: the limit for one person.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[tuple[str, Any]] = Counter()

    def of(self, viewer: Any, scope: Scope) -> AbstractContextManager[None]:
        """Returns a place of the viewer, or one of the address until the viewer is known.

        Raises:
            TooManyOpen: on entering the place, if the limit is reached.
        """
        if viewer is not None:
            return self._one(("person", viewer.account_id), self._most)
        client = HTTPConnection(scope).client
        return self._one(("address", client.host if client else ""), MOST_UNKNOWN)

    @contextmanager
    def _one(self, key: tuple[str, Any], most: int) -> Iterator[None]:
        if self._counts[key] >= most:
            raise TooManyOpen
        self._counts[key] += 1
        try:
            yield
        finally:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]


class Staying(Response):
    """Represents a stream that holds a place until it ends."""

    def __init__(self, stream: Response, place: ExitStack) -> None:
        self._stream, self._place = stream, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._place:
            await self._stream(scope, receive, send)
