"""What the server asks of the application that it serves: who asks, what that person reaches, and a few hooks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeAlias

from starlette.requests import HTTPConnection
from starlette.responses import Response

from graph.server.clients import Client
from graph.server.errors import language_of
from graph.server.headers import header

BEARER = "bearer "


class Context(Protocol):
    """What one request carries, as the application builds it. A right is whatever the application takes for one."""

    @property
    def viewer(self) -> Any:
        """Who asks; None for somebody who is not signed in."""

    @property
    def language(self) -> str:
        """ "zh" or "en"."""

    @property
    def request_id(self) -> str: ...

    @property
    def loaders(self) -> Any:
        """Batch loaders by name, as `foreign_keys` names them."""

    @property
    def done(self) -> dict[str, Any]:
        """A dict of this request's own: the outcomes of its acts, by response key."""

    def reaches(self, right: Any, row: Any) -> bool:
        """Whether the viewer's right reaches the row."""

    def reaches_all(self, right: Any, rows: Sequence[Any]) -> bool:
        """The same for all rows of a list at once."""

    def may(self, right: Any) -> bool:
        """Whether the viewer's right reaches anything at all."""


@dataclass
class PlainContext:
    """A context for an application whose viewers have no rights of their own: nobody is signed in."""

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
    """The token of the `Authorization` header: programs send it, browsers never do by themselves."""
    authorization = header(scope, b"authorization")
    is_bearer = authorization[: len(BEARER)].lower() == BEARER
    return (authorization[len(BEARER) :].strip() if is_bearer else None), False


def ignore(_client: Client) -> None:
    """An application that goes on working for clients that have gone."""


def together(_query: str | None) -> AbstractContextManager[None]:
    """An application that tells no kinds of requests apart."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Priorities:
    """Root fields that go first when there is a crowd, and those that take long."""

    first: frozenset[str] = frozenset()
    long: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Application:
    """The application behind the server.

    Args:
        context: builds each request's context.
        token_of: finds the token of a session, by which forged requests and operators are known.
        priorities: who goes first when there is a crowd.
        on_request: is called with the client of each request, within the request's task.
        while_executing: surrounds the execution of a query, given its text.
    """

    context: ContextFactory
    token_of: TokenOf = bearer_token
    priorities: Priorities = Priorities()
    on_request: Callable[[Client], None] = ignore
    while_executing: Callable[[str | None], AbstractContextManager[None]] = together
