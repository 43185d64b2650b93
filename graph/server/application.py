"""The interface of the application behind the server: its viewers, their rights, and a few hooks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeAlias

from starlette.requests import HTTPConnection
from starlette.responses import Response

from graph.server.clients import Client
from graph.server.errors import language_of
from graph.server.headers import header

BEARER = "bearer"


class Context(Protocol):
    """Holds the state of one request, as the application builds it. The application defines the type of a right."""

    @property
    def viewer(self) -> Any:
        """Returns the viewer, or None without a session."""

    @property
    def language(self) -> str:
        """Returns "zh" or "en"."""

    @property
    def request_id(self) -> str: ...

    @property
    def loaders(self) -> Any:
        """Returns the batch loaders by name, as `foreign_keys` names them."""

    @property
    def done(self) -> dict[str, Any]:
        """Returns this request's dict of the outcomes of its acts, by response key."""

    def reaches(self, right: Any, row: Any) -> bool:
        """Tells whether the viewer's right reaches the row."""

    def reaches_all(self, right: Any, rows: Sequence[Any]) -> bool:
        """Tells whether the viewer's right reaches every row of a list."""

    def may(self, right: Any) -> bool:
        """Tells whether the viewer's right reaches any row."""


@dataclass
class PlainContext:
    """Serves an application whose viewers have no rights and no sessions."""

    language: str
    request_id: str
    viewer: Any = None
    loaders: Any = None
    done: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HTTPConnection, **further: Any) -> Self:
        return cls(language_of(request.headers.get("accept-language")), request.state.request_id, **further)

    def reaches(self, right: Any, row: Any) -> bool:
        return self.viewer is not None

    def reaches_all(self, right: Any, rows: Sequence[Any]) -> bool:
        return self.viewer is not None

    def may(self, right: Any) -> bool:
        return self.viewer is not None


ContextFactory: TypeAlias = Callable[[Any, Response], Awaitable[Context]]
"""Builds the context of a request or WebSocket; what is set on the response goes out with the answer."""
TokenOf: TypeAlias = Callable[[Mapping[str, Any]], tuple[str | None, bool]]
"""The token that came with a request, and whether a browser sent it by itself."""


def bearer_token(scope: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Returns the token of the `Authorization` header, which programs send and browsers never send by themselves."""
    scheme, _, token = header(scope, b"authorization").partition(" ")
    return (token.strip() if scheme.lower() == BEARER else None), False


def ignore(_client: Client) -> None:
    """Does nothing about a new client: the application goes on working for clients that have disconnected."""


async def as_built(_context: Context) -> None:
    """Leaves a context as it was built."""


def together(_query: str | None) -> AbstractContextManager[None]:
    """Treats all requests as one kind."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Priorities:
    """Names the root fields that go first under load, and those that take long."""

    first: frozenset[str] = frozenset()
    long: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Application:
    """Holds what the server needs of the application.

    Args:
        context: builds each request's context.
        token_of: finds the token of a session, by which forged requests and operators are known.
        priorities: who goes first when there is a crowd.
        on_request: is called with the client of each request, within the request's task.
        while_executing: surrounds the execution of a query, given its text.
        before_long_query: is called with the context of each query that takes long, unless it is repeated because of a
            passing fault.
        name: begins the name of each metric.
    """

    context: ContextFactory
    token_of: TokenOf = bearer_token
    priorities: Priorities = Priorities()
    on_request: Callable[[Client], None] = ignore
    while_executing: Callable[[str | None], AbstractContextManager[None]] = together
    before_long_query: Callable[[Any], Awaitable[None]] = as_built
    name: str = "graphql"
