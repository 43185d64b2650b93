"""A small application for the server alone: lists, a withheld field, a failing one, an upload, a subscription.

It shows all that an application has to bring along: a schema, a context, and the words for its own exceptions.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from strawberry.file_uploads import Upload
from strawberry.schema.config import StrawberryConfig

from graph.server.app import create_server
from graph.server.application import Application, PlainContext, Priorities, bearer_token
from graph.server.engine.cost_limit import ROWS
from graph.server.engine.execution import Schema
from graph.server.error_reporting import ErrorReporter
from graph.server.errors import BadRequest, Denied, ReportedError, Unauthenticated, Unavailable, Withheld
from graph.server.settings import ServerSettings
from graph.server.uploads import UPLOAD

SECRET = "s3cret-13800138000"
OPERATOR = "operator"
"""The token of the one who operates the site; "toy" is anybody's."""


class NotYours(Exception):
    """An exception of the application that means: this person may not do that."""


class Refusal(Exception):
    """An exception of the application that has words and a code of its own."""


def told_of(error: Exception) -> ReportedError | None:
    if isinstance(error, Refusal):
        return BadRequest("名称不能为空", "The name can't be empty", reason="INVALID")
    return Denied() if isinstance(error, NotYours) else None


@dataclass
class ToyViewer:
    account_id: int = 7
    session_id: int | None = 1
    operates: bool = False


@dataclass(kw_only=True)
class ToyContext(PlainContext):
    """It may set cookies on its response."""

    response: Any


def toy_token(scope: Mapping[str, Any]) -> tuple[str | None, bool]:
    token, _ = bearer_token(scope)
    return (token, False) if token else (HTTPConnection(dict(scope)).cookies.get("zongce"), True)


async def toy_context(request: HTTPConnection, response: Any) -> ToyContext:
    token, _ = toy_token(request.scope)
    context = ToyContext.of(request, response=response)
    context.viewer = ToyViewer(operates=token == OPERATOR) if token in ("toy", OPERATOR) else None
    return context


Info = strawberry.Info[ToyContext, None]


def _rank(info: Info) -> int | None:
    raise Withheld("Student.rank")


def _broken() -> int | None:
    raise RuntimeError("broken")


@strawberry.type
class Student:
    number: int
    rank: int | None = strawberry.field(resolver=_rank)

    @strawberry.field
    def friends(self, first: int = 20) -> "Students":
        return Students(first=first)

    @strawberry.field
    def courses(self) -> list["Student"]:
        return []

    @strawberry.field(metadata={ROWS: 3})  # type: ignore[untyped-decorator]  # strawberry says Any here
    def teachers(self) -> list["Student"]:
        return []


@strawberry.type
class Faulty:
    value: int | None = strawberry.field(resolver=_broken)


@strawberry.type
class Students:
    first: strawberry.Private[int]

    @strawberry.field
    def nodes(self) -> list[Student]:
        return [Student(number=number) for number in range(self.first)]


@strawberry.input
class Filter:
    number: int | None = None
    name: str | None = None
    numbers: list[int] | None = None
    inner: "Filter | None" = None


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"

    @strawberry.field
    def students(self, first: int = 20, filter: Filter | None = None) -> Students:  # noqa: A002  # the argument's name
        return Students(first=first)

    @strawberry.field
    def fails(self, password: str = "") -> str | None:
        raise RuntimeError(f"no account with password {SECRET!r} and number 13800138000")

    @strawberry.field
    def faulty(self) -> list[Faulty]:
        return [Faulty() for _ in range(50)]

    @strawberry.field
    def forbidden(self) -> str | None:
        raise NotYours

    @strawberry.field
    def refused(self) -> str | None:
        raise Refusal

    @strawberry.field
    def me(self, info: Info) -> int | None:
        if info.context.viewer is None:
            raise Unauthenticated
        return info.context.viewer.account_id

    @strawberry.field
    def busy(self) -> str | None:
        raise Unavailable(retry_after=3)

    @strawberry.field
    def required(self) -> str:
        return None  # type: ignore[return-value]  # a fault of ours

    @strawberry.field
    def big(self) -> int:
        return 2**40


@strawberry.type
class Mutation:
    @strawberry.mutation
    def greet(self, info: Info, name: str) -> str:
        info.context.response.set_cookie("greeted", "yes")
        return f"hello {name}"

    @strawberry.mutation
    async def upload(self, file: Upload, note: str | None = None) -> int:
        content: Any = file  # what Strawberry calls bytes is a file of Starlette's
        return len(await content.read())


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def wait(self) -> AsyncIterator[int]:
        """Nothing ever happens."""
        await asyncio.Event().wait()
        yield 0


CONFIG = StrawberryConfig(scalar_map={Upload: UPLOAD})


def toy_schema() -> Schema:
    return Schema(Query, Mutation, Subscription, config=CONFIG, errors=ErrorReporter(told_of))


def toy_app(*, routes: Sequence[BaseRoute] = (), **settings: Any) -> Starlette:
    given = ServerSettings(**{"log_level": "error", "upload_max_bytes": 64 * 1024, **settings})
    application = Application(toy_context, toy_token, Priorities(first=frozenset({"greet"})), name="toy")
    return create_server(toy_schema(), application, given, routes=routes)
